// Probabilities of tokens and classes from logits.
#include "src/error.h"
#include "src/trace/predictions.h"
#include "tests/support/config_variants.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace headscope;

namespace {

// Entries 0 … 3 have pieces, except 2.
class SparseTokenizer : public Tokenizer {
public:
    std::vector<Token> encode(std::string_view, const std::stop_token &) const override { return {}; }
    std::string decode(std::span<const int>) const override { return {}; }
    std::string display(int id) const override
    {
        if (id == 2)
            throw Error("no piece has this id");
        return "piece " + std::to_string(id);
    }
    std::string piece(int id) const override { return display(id); }
    std::optional<int> idOf(std::string_view) const override { return std::nullopt; }
    int vocabularySize() const override { return 4; }
    std::string kind() const override { return "sparse"; }
};

} // namespace

class PredictionsTest : public QObject {
    Q_OBJECT

private slots:
    void bestFirst();
    void entriesWithoutAPiece();
    void classesOfAText();
    void classesOfEachToken();
    void oneClass();
    void nothingToClassify();
};

void PredictionsTest::bestFirst()
{
    const std::vector<float> logits{1, 3, std::numeric_limits<float>::quiet_NaN(), 3, 2};
    const std::vector<Prediction> best = mostProbable(SparseTokenizer(), {logits.data(), 1, 5, 5, 1}, 3);
    QCOMPARE(best.size(), std::size_t(3));
    QCOMPARE(best[0].id, 1);
    QCOMPARE(best[1].id, 3);
    QCOMPARE(best[2].id, 4);
    const std::vector<float> plain{0, std::log(3.0f)};
    QVERIFY(std::abs(probabilityOf(SparseTokenizer(), {plain.data(), 1, 2, 2, 1}, 1).probability - 0.75f) < 1e-6f);
    QVERIFY_EXCEPTION_THROWN(probabilityOf(SparseTokenizer(), {plain.data(), 1, 2, 2, 1}, 2), Error);
}

void PredictionsTest::entriesWithoutAPiece()
{
    QCOMPARE(entryDisplay(SparseTokenizer(), 1), std::string("piece 1"));
    QCOMPARE(entryDisplay(SparseTokenizer(), 2), std::string("⟨2⟩"));
    QCOMPARE(entryDisplay(SparseTokenizer(), 4), std::string("⟨4⟩"));
}

void PredictionsTest::classesOfAText()
{
    const auto trace = runVariant(configVariants()[5], 6);
    const Matrix logits = trace->matrix({Stage::classLogits, 0, 0});
    const std::vector<ClassScore> scores = classScores(*trace, 0);
    QCOMPARE(scores.size(), std::size_t(3));
    double sum = 0;
    for (int c = 0; c < 3; ++c)
        sum += std::exp(double(logits(0, c)));
    for (int c = 0; c < 3; ++c) {
        QCOMPARE(scores[std::size_t(c)].index, c);
        QCOMPARE(scores[std::size_t(c)].logit, logits(0, c));
        QVERIFY(std::abs(scores[std::size_t(c)].probability - std::exp(double(logits(0, c))) / sum) < 1e-6);
    }
    QCOMPARE(scores[2].label, std::string("yes"));
    QVERIFY_EXCEPTION_THROWN(classScores(*trace, 1), Error);
}

void PredictionsTest::classesOfEachToken()
{
    const auto trace = runVariant(configVariants()[6], 6);
    QCOMPARE(classScores(*trace, 4).front().logit, trace->matrix({Stage::classLogits, 0, 0})(4, 0));
}

void PredictionsTest::oneClass()
{
    ConfigVariant variant = configVariants()[5];
    variant.config.classHead.classes = 1;
    variant.config.classHead.labels.clear();
    const auto trace = runVariant(variant, 6);
    const double logit = trace->matrix({Stage::classLogits, 0, 0})(0, 0);
    const std::vector<ClassScore> scores = classScores(*trace, 0);
    QCOMPARE(scores.size(), std::size_t(1));
    QVERIFY(std::abs(scores[0].probability - 1 / (1 + std::exp(-logit))) < 1e-6);
    QCOMPARE(scores[0].label, std::string("1"));
}

void PredictionsTest::nothingToClassify()
{
    QVERIFY(classScores(*runVariant(configVariants()[5], 0), 0).empty());
    QVERIFY(classScores(*runVariant(configVariants()[0], 4), 0).empty());
}

QTEST_GUILESS_MAIN(PredictionsTest)
#include "predictions_test.moc"
