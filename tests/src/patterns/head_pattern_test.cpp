// Any part of a head's weights and scores equals the trace's whole rows, for every kind of model and every edit.
#include "src/patterns/head_pattern.h"

#include "src/engine.h"
#include "src/error.h"
#include "src/patterns/pooled_pattern.h"
#include "tests/support/config_variants.h"
#include "tests/support/random_edit.h"

#include <QtTest>

#include <cmath>
#include <random>

using namespace headscope;

namespace {

// A product's bits depend on the columns it is made of: about 1e-6 of a score, and scores of these models reach some tens.
constexpr float kTolerance = 1e-5f;

std::string compareCell(float seen, float expected, int row, int column)
{
    const bool same = seen == expected || (std::isnan(seen) && std::isnan(expected))
        || std::abs(seen - expected) <= kTolerance * std::max(1.0f, std::abs(expected));
    return same
        ? std::string()
        : "[" + std::to_string(row) + ", " + std::to_string(column) + "]: " + std::to_string(seen) + ", not " + std::to_string(expected);
}

// Blocks of odd sizes at odd places, in no order, and then whole rows.
std::string compareWithTrace(const std::shared_ptr<const Trace> &trace, const StageKey &key, std::uint32_t seed)
{
    const auto pattern = headPattern(trace, key);
    const Matrix expected = trace->matrix(key);
    if (pattern->rowCount() != expected.rows() || pattern->columnCount() != expected.cols())
        return "another size";
    std::mt19937 random(seed);
    const auto below = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
    for (int round = 0; round < 12; ++round) {
        const int row = round < 10 ? below(expected.rows()) : 0;
        const int column = round < 10 ? below(expected.cols()) : 0;
        const int rows = round < 10 ? 1 + below(expected.rows() - row) : expected.rows();
        const int columns = round < 10 ? 1 + below(expected.cols() - column) : expected.cols();
        std::vector<float> values(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns + 3), 77.0f);
        pattern->block(row, column, {values.data(), rows, columns, columns + 3});
        for (int r = 0; r < rows; ++r) {
            for (int c = 0; c < columns; ++c) {
                const float seen
                    = values[static_cast<std::size_t>(r) * static_cast<std::size_t>(columns + 3) + static_cast<std::size_t>(c)];
                if (const std::string wrong = compareCell(seen, expected(row + r, column + c), row + r, column + c); !wrong.empty())
                    return wrong;
            }
            if (column + columns > pattern->reach(row + r, 1) && expected(row + r, expected.cols() - 1) != pattern->beyondReach())
                return "numbers beyond the reach";
        }
    }
    return {};
}

} // namespace

class HeadPatternTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partsEqualTheTrace_data();
    void partsEqualTheTrace();
    void randomEdits();
    void softmaxByHand();
    void longText();
    void placesOutside();
    void emptyText();
};

void HeadPatternTest::partsEqualTheTrace_data()
{
    QTest::addColumn<int>("variant");
    int index = 0;
    for (const ConfigVariant &variant : configVariants())
        QTest::addRow("%s", variant.name) << index++;
}

void HeadPatternTest::partsEqualTheTrace()
{
    QFETCH(int, variant);
    const ConfigVariant one = configVariants()[static_cast<std::size_t>(variant)];
    std::vector<Edits> many{{}};
    Edit edit;
    for (const Edit::Kind kind : {Edit::Kind::maskOff, Edit::Kind::scalingOff, Edit::Kind::temperature}) {
        edit.kind = kind;
        edit.value = 2.5f;
        many.push_back({edit});
    }
    edit.kind = Edit::Kind::hideToken;
    edit.column = 2;
    many.push_back({edit});
    Edit value;
    value.layer = value.head = 0;
    value.row = 4;
    value.column = 9; // beyond the diagonal
    value.value = 3;
    for (const Stage stage : {Stage::rawScores, Stage::maskedScores, Stage::weights}) {
        value.stage = stage;
        many.push_back({value});
    }
    for (const Edits &edits : many) {
        const auto trace = runVariant(one, 90, edits); // two blocks of rows
        for (int layer = 0; layer < trace->config().layers; ++layer) {
            for (const int head : {0, trace->config().heads - 1}) {
                for (const Stage stage : {Stage::weights, Stage::maskedScores}) {
                    const std::string wrong = compareWithTrace(trace, {stage, layer, head}, static_cast<std::uint32_t>(layer));
                    QVERIFY2(wrong.empty(),
                        qPrintable(QStringLiteral("layer %1, head %2: %3 (%4)")
                                       .arg(layer)
                                       .arg(head)
                                       .arg(QString::fromStdString(wrong),
                                           edits.empty() ? QString() : QString::fromStdString(describe(edits.front())))));
                }
            }
        }
    }
}

void HeadPatternTest::randomEdits()
{
    std::mt19937 random(3);
    const std::vector<ConfigVariant> variants = configVariants();
    int compared = 0;
    for (int round = 0; round < 120; ++round) {
        const ConfigVariant &variant = variants[static_cast<std::size_t>(round) % variants.size()];
        Edits edits;
        for (int i = 0; i < 3; ++i)
            edits.push_back(randomEdit(random, variant.config, 12));
        std::shared_ptr<const Trace> trace;
        try {
            trace = runVariant(variant, 70, edits);
        } catch (const Error &) {
            continue; // not an edit of this model
        }
        const int layer = round % trace->config().layers;
        for (int head = 0; head < trace->config().heads; ++head) {
            const std::string wrong = compareWithTrace(trace, {Stage::weights, layer, head}, static_cast<std::uint32_t>(round));
            QVERIFY2(wrong.empty(), qPrintable(QStringLiteral("round %1: %2").arg(round).arg(QString::fromStdString(wrong))));
        }
        ++compared;
    }
    QVERIFY2(compared > 30, qPrintable(QString::number(compared)));
}

// Without the engine's own softmax: from the queries and keys, in double precision.
void HeadPatternTest::softmaxByHand()
{
    TransformerConfig config = smallConfig();
    const auto trace = Engine(randomModel(config, 5)).run({randomText(130, 2), {}, nullptr, {}});
    const auto pattern = headPattern(trace, {Stage::weights, 1, 2});
    const Matrix q = trace->matrix({Stage::q, 1, 2});
    const Matrix k = trace->matrix({Stage::k, 1, 2});
    for (const int row : {0, 1, 63, 64, 129}) {
        std::vector<double> scores;
        double sum = 0;
        for (int s = 0; s <= row; ++s) {
            double product = 0;
            for (int c = 0; c < q.cols(); ++c)
                product += double(q(row, c)) * k(s, c);
            scores.push_back(std::exp(product / std::sqrt(double(config.headWidth))));
            sum += scores.back();
        }
        for (int s = 0; s <= row; ++s) {
            float seen = 0;
            pattern->block(row, s, {&seen, 1, 1, 1});
            QVERIFY(std::abs(seen - scores[static_cast<std::size_t>(s)] / sum) < kTolerance);
        }
    }
    QVERIFY(pattern->rowsSumToOne());
    QCOMPARE(pattern->formula(), std::string("A = softmax(Q·Kᵀ / √5 + mask)"));
    Edit hotter;
    hotter.kind = Edit::Kind::temperature;
    hotter.value = 2;
    Edit unmasked;
    unmasked.kind = Edit::Kind::maskOff;
    const auto edited = Engine(randomModel(config, 5)).run({randomText(9, 2), {hotter, unmasked}, nullptr, {}});
    QCOMPARE(headPattern(edited, {Stage::maskedScores, 1, 2})->formula(), std::string("M = Q·Kᵀ / 4.472"));
}

void HeadPatternTest::longText()
{
    TransformerConfig config = smallConfig();
    config.context = 1200;
    const auto trace = Engine(randomModel(config, 5)).run({randomText(1100, 2), {}, nullptr, {}});
    const StageKey key{Stage::weights, 0, 1};
    const auto pooled = poolPattern(*headPattern(trace, key), PoolRule::largest, 256, WithTotals::yes);
    QVERIFY(pooled);
    QCOMPARE(pooled->step, 8);
    QVERIFY(pooled->totals.rowsSumToOne());
    const Matrix weights = trace->matrix(key);
    for (int y = 0; y < pooled->rows; ++y) {
        for (int x = 0; x < pooled->columns; ++x) {
            float best = 0;
            for (int r = y * 8; r < std::min(1100, y * 8 + 8); ++r)
                for (int c = x * 8; c < std::min(1100, x * 8 + 8); ++c)
                    best = std::max(best, weights(r, c));
            QVERIFY(std::abs(pooled->values[static_cast<std::size_t>(y * pooled->columns + x)] - best) < kTolerance);
        }
    }
}

void HeadPatternTest::placesOutside()
{
    const auto trace = Engine(randomModel(smallConfig(), 5)).run({randomText(9, 2), {}, nullptr, {}});
    QVERIFY_EXCEPTION_THROWN(headPattern(trace, {Stage::weights, 2, 0}), Error);
    QVERIFY_EXCEPTION_THROWN(headPattern(trace, {Stage::weights, 0, 3}), Error);
}

void HeadPatternTest::emptyText()
{
    const auto trace = Engine(randomModel(smallConfig(), 5)).run({"", {}, nullptr, {}});
    QCOMPARE(headPattern(trace, {Stage::weights, 0, 0})->rowCount(), 0);
}

QTEST_APPLESS_MAIN(HeadPatternTest)
#include "head_pattern_test.moc"
