// The arithmetic of a pair is that of the run: products add up to the raw score, the chain ends in the weight, and what all keys carry over
// adds up to the head's result. Plain double loops over the stored matrices, for models of every kind.
#include "src/error.h"
#include "src/pairs/pair_arithmetic.h"
#include "src/trace/sources.h"
#include "tests/support/config_variants.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

// The run works in single precision: some units of 6e-8 of what was added up. See explain_test.cpp.
constexpr double kTolerance = 2e-6;

bool isNear(double a, double b, double size)
{
    return a == b || std::abs(a - b) <= kTolerance * (1 + size);
}

} // namespace

class PairArithmeticTest : public QObject {
    Q_OBJECT

private slots:
    void everyKindOfModel_data();
    void everyKindOfModel();
    void valuesAddUpToTheResult_data() { everyKindOfModel_data(); }
    void valuesAddUpToTheResult();
    void editedWeightIsWhatCarries();
    void strongest();
    void placesOutOfRange();
};

void PairArithmeticTest::everyKindOfModel_data()
{
    QTest::addColumn<int>("variant");
    const auto variants = configVariants();
    for (int i = 0; i < int(variants.size()); ++i)
        QTest::newRow(variants[std::size_t(i)].name) << i;
}

void PairArithmeticTest::everyKindOfModel()
{
    QFETCH(int, variant);
    const auto trace = runVariant(configVariants()[std::size_t(variant)], 7);
    const TransformerConfig &config = trace->config();
    for (int layer = 0; layer < config.layers; ++layer) {
        for (int head = 0; head < config.heads; ++head) {
            const Matrix q = trace->matrix({queriesOf(*trace, layer), layer, head});
            const Matrix k = trace->matrix({keysOf(*trace, layer), layer, head});
            const Matrix weights = trace->matrix({Stage::weights, layer, head});
            for (int row = 0; row < weights.rows(); row += 2) {
                for (int column = 0; column < weights.cols(); ++column) {
                    const PairArithmetic pair = pairArithmetic(*trace, layer, head, row, column);
                    QCOMPARE(int(pair.runningSum.size()), config.headWidth);
                    QCOMPARE(pair.weight(), double(weights(row, column)));
                    QVERIFY(isNear(pair.chain.back().rebuilt, weights(row, column), 1));
                    double in = pair.raw.stored;
                    for (const Explanation &step : pair.chain) { // each step begins where the one before ended
                        const bool softmax = step.kind == Explanation::Kind::softmax;
                        const double from = softmax ? step.terms[std::size_t(column)].a : step.terms.front().a;
                        QCOMPARE(from, in);
                        in = double(step.stored);
                    }
                    if (row == 0 && config.globalFirstToken)
                        continue; // keys of its own
                    double sum = 0;
                    double size = 0;
                    for (int c = 0; c < config.headWidth; ++c) {
                        const double term = double(q(row, c)) * double(k(column, c));
                        sum += term;
                        size += std::abs(term);
                        QVERIFY(isNear(pair.runningSum[std::size_t(c)], sum, 0));
                    }
                    QVERIFY(isNear(pair.raw.stored, sum, size));
                }
            }
        }
    }
}

void PairArithmeticTest::valuesAddUpToTheResult()
{
    QFETCH(int, variant);
    const auto trace = runVariant(configVariants()[std::size_t(variant)], 6);
    const TransformerConfig &config = trace->config();
    const int layer = config.layers - 1;
    const int head = config.heads - 1;
    const StageKey key{Stage::weights, layer, head};
    for (int row = 0; row < trace->rowCount(key); ++row) {
        std::vector<double> sum(std::size_t(config.headWidth), 0.0);
        PairArithmetic pair;
        for (int column = 0; column < trace->columnCount(key); ++column) {
            pair = pairArithmetic(*trace, layer, head, row, column);
            for (std::size_t c = 0; c < sum.size(); ++c)
                sum[c] += pair.weighted[c];
        }
        for (std::size_t c = 0; c < sum.size(); ++c)
            QVERIFY(isNear(sum[c], pair.sum[c], 5));
    }
}

void PairArithmeticTest::editedWeightIsWhatCarries()
{
    Edit edit;
    edit.stage = Stage::weights;
    edit.layer = 0;
    edit.head = 0;
    edit.row = 2;
    edit.column = 1;
    edit.value = 0.75F;
    const auto trace = runVariant(configVariants().front(), 5, {edit});
    const PairArithmetic pair = pairArithmetic(*trace, 0, 0, 2, 1);
    QVERIFY(pair.chain.back().edited);
    QCOMPARE(pair.weight(), 0.75);
    const Matrix v = trace->matrix({Stage::v, 0, 0});
    for (int c = 0; c < v.cols(); ++c)
        QCOMPARE(pair.weighted[std::size_t(c)], 0.75 * double(v(1, c)));
}

void PairArithmeticTest::strongest()
{
    const auto trace = runVariant(configVariants().front(), 9);
    const Matrix weights = trace->matrix({Stage::weights, 1, 0});
    for (int row = 0; row < weights.rows(); ++row) {
        const int key = strongestKey(*trace, 1, 0, row);
        for (int other = 0; other < weights.cols(); ++other)
            QVERIFY(weights(row, other) <= weights(row, key));
    }
}

void PairArithmeticTest::placesOutOfRange()
{
    const auto trace = runVariant(configVariants().front(), 3);
    QVERIFY_EXCEPTION_THROWN(pairArithmetic(*trace, 99, 0, 0, 0), Error);
    QVERIFY_EXCEPTION_THROWN(pairArithmetic(*trace, 0, 99, 0, 0), Error);
    QVERIFY_EXCEPTION_THROWN(pairArithmetic(*trace, 0, 0, 3, 0), Error);
    QVERIFY_EXCEPTION_THROWN(pairArithmetic(*trace, 0, 0, 0, -1), Error);
}

QTEST_APPLESS_MAIN(PairArithmeticTest)
#include "pair_arithmetic_test.moc"
