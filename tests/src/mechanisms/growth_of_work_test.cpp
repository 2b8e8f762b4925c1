// Operations and bytes that runs count, against what their rows say: sub-quadratic mechanisms are, and nothing takes more memory than its
// formula.
#include "src/lab/growth.h"
#include "src/lab/lab_input.h"
#include "src/mechanisms/mechanisms.h"
#include "tests/support/mechanisms/cost_formula.h"

#include <QtTest>

#include <cmath>
#include <map>

using namespace headscope;

namespace {

constexpr int kWidth = 4;
constexpr int kHeads = 4;
constexpr int kLeast = 1024;
constexpr int kMost = 32'768;

/// The power of n that a row's cost has, logarithms aside.
double powerOf(const MechanismInfo &mechanism)
{
    // Whose cost has other letters for what is as long as the text, or whose parameters grow with √n.
    static const std::map<std::string_view, double> others{
        {"padding", 2}, {"cross", 2}, {"strided", 1.5}, {"fixed", 1.5}, {"routing", 1.5}};
    const auto other = others.find(mechanism.name);
    if (other != others.end())
        return other->second;
    return mechanism.cost.find("n²") == std::string_view::npos ? 1 : 2;
}

/// For a sentence; what the papers let grow with √n does, and hashing is put together from factors.
Parameters parametersFor(const MechanismInfo &mechanism, int tokens)
{
    Parameters parameters(mechanism.parameters);
    if (mechanism.name == "strided" || mechanism.name == "fixed")
        parameters.set("stride", std::round(std::sqrt(tokens)));
    if (mechanism.name == "routing") {
        parameters.set("clusters", 0); // √n
        parameters.set("iterations", 1); // of k-means, all alike
    }
    if (mechanism.name == "reformer")
        parameters.set("factors", 0);
    return parameters;
}

double operationsOf(const MechanismWork &work)
{
    return work.multiplyAdds + work.specials;
}

MechanismWork workOf(const MechanismInfo &mechanism, int tokens)
{
    MechanismInput input = randomInput({.tokens = tokens, .width = kWidth, .heads = kHeads});
    input.otherK = input.k; // of as many tokens
    input.otherV = input.v;
    return runMechanism(mechanism, input, parametersFor(mechanism, tokens)).work;
}

/// Of the operations of these works, one for each number of tokens.
double exponentOf(const std::map<int, MechanismWork> &works)
{
    std::vector<double> tokens;
    std::vector<double> operations;
    for (const auto &[count, work] : works) {
        tokens.push_back(count);
        operations.push_back(operationsOf(work));
    }
    return fitPowerLaw(tokens, operations)->exponent;
}

std::map<int, MechanismWork> worksOf(const MechanismInfo &mechanism, std::initializer_list<int> sizes)
{
    std::map<int, MechanismWork> works;
    for (const int size : sizes)
        works[size] = workOf(mechanism, size);
    return works;
}

/// Of the letters of a row's formula of memory.
double valueOfLetter(const std::string &letter, const MechanismInfo &mechanism, const Parameters &parameters, int tokens)
{
    static const std::map<std::string, std::vector<std::string_view>> names{{"w", {"reach", "window", "width"}}, {"D", {"reach"}},
        {"z", {"span"}}, {"R", {"ramp"}}, {"b", {"block"}}, {"a", {"sinks", "width"}}, {"r", {"rounds", "rank", "step"}},
        {"c", {"clusters", "columns", "factor"}}, {"m", {"features", "landmarks"}}, {"k", {"k", "distance"}}, {"G", {"groups"}}};
    if (letter == "n" || (letter == "m" && mechanism.name == "cross"))
        return tokens;
    if (letter == "d")
        return kWidth;
    if (letter == "H")
        return kHeads;
    const auto found = names.find(letter);
    for (const std::string_view name : found == names.end() ? std::vector<std::string_view>{} : found->second) {
        if (std::ranges::find(mechanism.parameters, name, &ParameterInfo::name) == mechanism.parameters.end())
            continue;
        const double value = parameters.number(name);
        return value > 0 ? value : std::sqrt(tokens); // what is left to the mechanism
    }
    throw std::invalid_argument(std::string(mechanism.name) + ": what is " + letter + "?");
}

/// Numbers may be of double precision, and a row's formula leaves away what is small and the same for every text.
void verifyMemory(const MechanismInfo &mechanism, int tokens, const MechanismWork &work)
{
    const Parameters parameters = parametersFor(mechanism, tokens);
    const double numbers
        = valueOfFormula(mechanism.memory, [&](const std::string &letter) { return valueOfLetter(letter, mechanism, parameters, tokens); });
    const QString said = QStringLiteral("%1: %2 bytes, %3 numbers")
                             .arg(QString::fromStdString(std::string(mechanism.name)))
                             .arg(work.bytesHeld)
                             .arg(numbers);
    QVERIFY2(work.bytesHeld <= sizeof(double) * numbers + 256, qPrintable(said));
}

/// What is kept to go on is what the row says; the last block counts as a whole one.
void verifyState(const MechanismInfo &mechanism, int tokens, const MechanismWork &work)
{
    const Parameters parameters = parametersFor(mechanism, tokens);
    const double numbers
        = valueOfFormula(mechanism.state, [&](const std::string &letter) { return valueOfLetter(letter, mechanism, parameters, tokens); });
    const QString said = QStringLiteral("%1: %2 numbers, not %3")
                             .arg(QString::fromStdString(std::string(mechanism.name)))
                             .arg(work.stateNumbers)
                             .arg(numbers);
    QVERIFY2(std::abs(work.stateNumbers - numbers) < 0.01 * numbers, qPrintable(said));
}

} // namespace

class GrowthOfWorkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void formulasAreNumbers();
    void memoryIsWithinItsFormula_data() { everyMechanism(); }
    void memoryIsWithinItsFormula();
    void subQuadraticOnesAre_data();
    void subQuadraticOnesAre();
    void nativeSparseHasAQuadraticTerm();

private:
    static void everyMechanism();
};

void GrowthOfWorkTest::everyMechanism()
{
    QTest::addColumn<QString>("name");
    for (const MechanismInfo &mechanism : allMechanisms())
        QTest::newRow(std::string(mechanism.name).c_str()) << QString::fromStdString(std::string(mechanism.name));
}

void GrowthOfWorkTest::formulasAreNumbers()
{
    const auto value = [](std::string_view formula) {
        return valueOfFormula(formula, [](const std::string &name) { return name == "n" ? 16.0 : 3.0; });
    };
    QCOMPARE(value("2 · n · d + d²"), 105.0);
    QCOMPARE(value("(3r + 2) · n − d³ / 9"), 173.0);
    QCOMPARE(value("√n · log n"), 4 * std::log(16.0));
    QCOMPARE(value("0"), 0.0);
    QVERIFY_EXCEPTION_THROWN(value("2 · "), std::invalid_argument);
    QVERIFY_EXCEPTION_THROWN(value("(n"), std::invalid_argument);
}

void GrowthOfWorkTest::memoryIsWithinItsFormula()
{
    QFETCH(QString, name);
    const MechanismInfo &mechanism = mechanismNamed(name.toStdString());
    constexpr int kTokens = 129; // one more than what is rounded up least
    const MechanismWork work = workOf(mechanism, kTokens);
    verifyMemory(mechanism, kTokens, work);
    verifyState(mechanism, kTokens, work);
}

void GrowthOfWorkTest::subQuadraticOnesAre_data()
{
    QTest::addColumn<QString>("name");
    for (const MechanismInfo &mechanism : allMechanisms())
        if (powerOf(mechanism) < 2)
            QTest::newRow(std::string(mechanism.name).c_str()) << QString::fromStdString(std::string(mechanism.name));
}

void GrowthOfWorkTest::subQuadraticOnesAre()
{
    QFETCH(QString, name);
    const MechanismInfo &mechanism = mechanismNamed(name.toStdString());
    const std::map<int, MechanismWork> works = worksOf(mechanism, {kLeast, 4 * kLeast, kMost});
    const double exponent = exponentOf(works);
    qInfo("operations grow with n to the power of %.3f", exponent);
    if (powerOf(mechanism) == 1)
        QVERIFY2(exponent > 0.9 && exponent <= 1.15, qPrintable(QString::number(exponent)));
    else
        QVERIFY2(std::abs(exponent - powerOf(mechanism)) <= 0.1, qPrintable(QString::number(exponent)));
    const MechanismWork &most = works.at(kMost);
    QVERIFY(most.bytesHeld < 4.0 * kMost * kMost / 100); // nothing of n × n
    verifyMemory(mechanism, kMost, most);
}

void GrowthOfWorkTest::nativeSparseHasAQuadraticTerm()
{
    const MechanismInfo &mechanism = mechanismNamed("native-sparse");
    const double exponent = exponentOf(worksOf(mechanism, {256, 512, 1024}));
    qInfo("native sparse attention: operations grow with n to the power of %.2f: its compressed keys are n / b", exponent);
    QVERIFY(exponent > 1.15 && exponent < 2.1);
}

QTEST_APPLESS_MAIN(GrowthOfWorkTest)
#include "growth_of_work_test.moc"
