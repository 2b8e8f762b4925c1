// Slopes of a softmax against finite differences, its limits for very low and very high temperatures, and what dividing by √d is for.
#include "src/lab/lab_input.h"
#include "src/lab/temperature.h"

#include <QtTest>

#include <cmath>
#include <numeric>

using namespace headscope;

namespace {

const std::vector<double> kScores{1.2, -0.4, 0.3, 2.1, 2.0, -3};

} // namespace

class TemperatureTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void slopesAreTheDifferences();
    void lowIsHardAndHighIsEven();
    void entropyRisesWithTheTemperature();
    void oneKeyHasNoChoice();
    void scoresAreThoseOfTheRow();
    void dividingKeepsTheSlope();
    void stepsAreEqualRatios();
};

void TemperatureTest::slopesAreTheDifferences()
{
    constexpr double kStep = 1e-6;
    for (const double temperature : {0.3, 1.0, 4.0}) {
        const SoftenedRow row = softenedRow(kScores, temperature);
        double squares = 0;
        for (std::size_t j = 0; j < kScores.size(); ++j) {
            std::vector<double> more = kScores;
            std::vector<double> less = kScores;
            more[j] += kStep;
            less[j] -= kStep;
            const SoftenedRow above = softenedRow(more, temperature);
            const SoftenedRow below = softenedRow(less, temperature);
            for (std::size_t i = 0; i < kScores.size(); ++i) {
                const double slope = (above.weights[i] - below.weights[i]) / (2 * kStep);
                squares += slope * slope;
                if (i == j)
                    QVERIFY(std::abs(slope - row.slopes[i]) < 1e-8);
            }
        }
        QVERIFY2(std::abs(std::sqrt(squares) - row.slope) < 1e-8, qPrintable(QString::number(temperature)));
    }
}

void TemperatureTest::lowIsHardAndHighIsEven()
{
    const SoftenedRow cold = softenedRow(kScores, 0.001);
    QVERIFY(std::abs(cold.weights[3] - 1) < 1e-12);
    QVERIFY(cold.slope < 1e-12);
    QVERIFY(cold.entropy < 1e-12);
    const SoftenedRow hot = softenedRow(kScores, 1e9);
    for (const double weight : hot.weights)
        QVERIFY(std::abs(weight - 1.0 / 6) < 1e-6);
    QVERIFY(std::abs(hot.entropy - std::log2(6)) < 1e-6);
    QVERIFY(hot.slope < 1e-6);
    const SoftenedRow one = softenedRow(kScores, 1);
    QVERIFY(std::abs(std::accumulate(one.weights.begin(), one.weights.end(), 0.0) - 1) < 1e-12);
    QVERIFY(std::abs(one.weights[3] / one.weights[4] - std::exp(0.1)) < 1e-12);
}

void TemperatureTest::entropyRisesWithTheTemperature()
{
    double last = -1;
    for (const SoftenedRow &row : softenedOver(kScores, ratioSteps(0.05, 20, 30))) {
        QVERIFY(row.entropy > last);
        last = row.entropy;
    }
}

void TemperatureTest::oneKeyHasNoChoice()
{
    const SoftenedRow row = softenedRow(std::vector<double>{-7.0}, 2);
    QCOMPARE(row.weights[0], 1.0);
    QCOMPARE(row.slope, 0.0);
    QCOMPARE(row.entropy, 0.0);
}

void TemperatureTest::scoresAreThoseOfTheRow()
{
    MechanismInput input = randomInput({.tokens = 5, .width = 4});
    input.mask.causal = true;
    const RowScores row = scoresOfRow(input, 2);
    QCOMPARE(row.keys, (std::vector<int>{0, 1, 2}));
    double product = 0;
    for (int c = 0; c < 4; ++c)
        product += double(input.q(2, c)) * input.k(1, c);
    QVERIFY(std::abs(row.scores[1] - product / 2) < 1e-12);
}

void TemperatureTest::dividingKeepsTheSlope()
{
    // Scores of variance 1 whatever the width, so the divided slope stays as it is; undivided the softmax becomes hard.
    const auto points = softmaxOverWidth(std::vector<int>{1, 16, 256, 1024}, 16, 61, 3);
    QCOMPARE(points.size(), std::size_t(4));
    QCOMPARE(points[0].slopeDivided, points[0].slopeUndivided);
    for (std::size_t i = 1; i < points.size(); ++i) {
        QVERIFY(points[i].slopeDivided > 0.6 * points[1].slopeDivided);
        QVERIFY(points[i].slopeDivided < 1.6 * points[1].slopeDivided);
        QVERIFY(points[i].entropyUndivided < points[i - 1].entropyUndivided);
    }
    QVERIFY2(points[3].slopeUndivided < 0.01 * points[3].slopeDivided, qPrintable(QString::number(points[3].slopeUndivided)));
}

void TemperatureTest::stepsAreEqualRatios()
{
    const auto steps = ratioSteps(0.25, 4, 5);
    QCOMPARE(steps.size(), std::size_t(5));
    for (std::size_t i = 0; i < steps.size(); ++i)
        QVERIFY(std::abs(steps[i] - std::exp2(double(i) - 2)) < 1e-12);
}

QTEST_APPLESS_MAIN(TemperatureTest)
#include "temperature_test.moc"
