// Fitted powers are those that the numbers follow; measuring keeps to its budget, its memory and its stop, and says why a mechanism ends.
#include "src/error.h"
#include "src/lab/growth.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

ChosenMechanism chosen(const char *name)
{
    const MechanismInfo &mechanism = mechanismNamed(name);
    return {&mechanism, Parameters(mechanism.parameters)};
}

GrowthRequest smallRequest()
{
    return {.mechanisms = {chosen("local-window"), chosen("causal")}, .width = 4, .least = 8, .most = 64, .budget = 1e9};
}

/// Runs that take as many seconds of this clock as they should: full attention takes none of it.
double clockTime = 0;

template <int power>
MechanismInfo taking(const char *name)
{
    MechanismInfo info = mechanismNamed("causal");
    info.name = name;
    info.recipe = nullptr;
    info.run = [](const MechanismInput &input, const Parameters &, StepRecorder *) {
        clockTime += std::pow(input.q.rows() / 8.0, power);
        return runMechanism(mechanismNamed("local-window"), input, Parameters(mechanismNamed("local-window").parameters));
    };
    return info;
}

} // namespace

class GrowthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void powersAreFound();
    void theSpreadIsTheStandardError();
    void whatCannotBeFittedIsNot();
    void operationsAreThoseOfTheRuns();
    void countedPowersAreTheTheory();
    void theBudgetIsKept();
    void theMemoryIsKept();
    void whatCannotBeHadSaysWhy();
    void itStops();
    void sizesThatAreNoneAreRefused();
};

void GrowthTest::powersAreFound()
{
    const std::vector<double> x{64, 128, 256, 512, 1024};
    for (const double power : {0.0, 1.0, 1.5, 2.0}) {
        std::vector<double> y;
        for (const double one : x)
            y.push_back(3e-7 * std::pow(one, power));
        const auto law = fitPowerLaw(x, y);
        QVERIFY(law);
        QVERIFY(std::abs(law->exponent - power) < 1e-12);
        QVERIFY(std::abs(law->factor / 3e-7 - 1) < 1e-9);
        QVERIFY(law->spread < 1e-7);
        QCOMPARE(law->points, 5);
    }
}

void GrowthTest::theSpreadIsTheStandardError()
{
    // By hand: log x = 0, 1, 2, 3 and log y = 0, 1, 1, 2: slope 3/5, Σ rest² = 0.2, standard error √(0.2 / 2 / 5).
    const std::vector<double> x{1, std::exp(1), std::exp(2), std::exp(3)};
    const std::vector<double> y{1, std::exp(1), std::exp(1), std::exp(2)};
    const auto law = fitPowerLaw(x, y);
    QVERIFY(law);
    QVERIFY(std::abs(law->exponent - 0.6) < 1e-12);
    QVERIFY(std::abs(law->spread - std::sqrt(0.02)) < 1e-12);
}

void GrowthTest::whatCannotBeFittedIsNot()
{
    const std::vector<double> two{1, 2};
    const std::vector<double> zero{1, 0, 2};
    const std::vector<double> same{5, 5, 5};
    const std::vector<double> fine{1, 2, 3};
    QVERIFY(!fitPowerLaw(two, two));
    QVERIFY(!fitPowerLaw(fine, zero));
    QVERIFY(!fitPowerLaw(same, fine));
}

void GrowthTest::operationsAreThoseOfTheRuns()
{
    int told = 0;
    double last = 0;
    const Growth growth = measureGrowth(smallRequest(), [&](double share, const Growth &) {
        QVERIFY(share >= last);
        last = share;
        ++told;
    });
    QVERIFY(told > 4);
    QCOMPARE(last, 1.0);
    QCOMPARE(growth.lines.size(), std::size_t(3));
    QCOMPARE(growth.lines[0].chosen.mechanism, &fullAttention());
    for (const GrowthLine &line : growth.lines) {
        QVERIFY(line.ended.empty());
        QCOMPARE(line.points.size(), std::size_t(4));
        for (const GrowthPoint &point : line.points)
            QVERIFY(point.seconds > 0);
    }
    for (const GrowthPoint &point : growth.lines[0].points)
        QCOMPARE(point.work.pairs, double(point.tokens) * point.tokens);
    for (const GrowthPoint &point : growth.lines[2].points)
        QCOMPARE(point.work.pairs, point.tokens * (point.tokens + 1) / 2.0);
}

void GrowthTest::countedPowersAreTheTheory()
{
    GrowthRequest request = smallRequest();
    request.least = 64;
    request.most = 512;
    request.rounds = 1;
    const Growth growth = measureGrowth(request);
    const auto full = growth.lines[0].law(GrowthMeasure::operations);
    const auto window = growth.lines[1].law(GrowthMeasure::operations);
    QVERIFY(full && std::abs(full->exponent - 2) < 1e-9);
    QVERIFY(window && std::abs(window->exponent - 1) < 0.02);
    QCOMPARE(full->points, 3);
}

void GrowthTest::theBudgetIsKept()
{
    const MechanismInfo linear = taking<1>("linear");
    const MechanismInfo square = taking<2>("square");
    GrowthRequest request = smallRequest();
    request.mechanisms = {{&linear, Parameters({})}, {&square, Parameters({})}};
    request.clock = [] { return clockTime; };
    request.budget = 5000;
    request.most = 1 << 11;
    const Growth growth = measureGrowth(request);
    QVERIFY2(growth.seconds < 5000, qPrintable(QString::number(growth.seconds)));
    QCOMPARE(growth.lines[1].points.size(), std::size_t(9));
    QVERIFY(growth.lines[1].ended.empty());
    // Half of what is left is for both lines of a size: three rounds of 256 s fit, three of 1024 do not.
    QCOMPARE(growth.lines[2].points.size(), std::size_t(5));
    QCOMPARE(growth.lines[2].points.back().seconds, 256.0);
    QCOMPARE(growth.lines[2].ended, std::string("256 tokens would not fit into the time that was given"));
    for (const std::size_t line : {1U, 2U}) {
        const auto law = growth.lines[line].law(GrowthMeasure::seconds);
        QVERIFY(law && std::abs(law->exponent - double(line)) < 1e-12);
    }
}

void GrowthTest::theMemoryIsKept()
{
    GrowthRequest request = smallRequest();
    request.mostBytes = 300; // full attention holds 8 bytes a key
    const Growth growth = measureGrowth(request);
    QCOMPARE(growth.lines[0].points.size(), std::size_t(3));
    QVERIFY(growth.lines[0].ended.find("memory") != std::string::npos);
    QCOMPARE(growth.lines[1].points.size(), std::size_t(4));
}

void GrowthTest::whatCannotBeHadSaysWhy()
{
    GrowthRequest request = smallRequest();
    MechanismInfo refusing = mechanismNamed("causal");
    refusing.recipe = nullptr;
    refusing.run = [](const MechanismInput &, const Parameters &, StepRecorder *) -> MechanismRun { throw Error("it will not"); };
    request.mechanisms.push_back({&refusing, Parameters({})});
    const Growth growth = measureGrowth(request);
    QCOMPARE(growth.lines.back().ended, std::string("it will not"));
    QVERIFY(growth.lines.back().points.empty());
    QVERIFY(!growth.lines.back().law(GrowthMeasure::seconds));
    QCOMPARE(growth.lines[0].points.size(), std::size_t(4));
}

void GrowthTest::itStops()
{
    std::stop_source stop;
    const Growth growth = measureGrowth(
        smallRequest(), [&](double share, const Growth &) { share > 0.3 ? stop.request_stop() : false; }, stop.get_token());
    QVERIFY(growth.lines[0].points.size() < 3);
    stop.request_stop();
    QVERIFY(measureGrowth(smallRequest(), {}, stop.get_token()).lines[0].points.empty());
}

void GrowthTest::sizesThatAreNoneAreRefused()
{
    GrowthRequest request = smallRequest();
    request.least = 0;
    QVERIFY_EXCEPTION_THROWN(measureGrowth(request), Error);
    request.least = 128;
    QVERIFY_EXCEPTION_THROWN(measureGrowth(request), Error);
}

QTEST_APPLESS_MAIN(GrowthTest)
#include "growth_test.moc"
