// What flows where, written out by hand for each kind of layer. That every source exists and comes earlier is explain_test's.
#include "src/trace/sources.h"
#include "tests/support/config_variants.h"

#include <QtTest>

using namespace headscope;

namespace {

// In the order of configVariants().
enum Variant { llama, gemma, neox, gptj, bloom, bert, electra, opt, longformer, t5, marian };

TransformerConfig configOf(Variant variant)
{
    return configVariants()[std::size_t(variant)].config;
}

// "x-hat of layer 2" as the command line spells it: "attention-norm/1", "weighted-sum/0.3" for head 3.
QString words(const std::vector<StageKey> &keys)
{
    QStringList list;
    for (const StageKey &key : keys) {
        const StageInfo &info = stageInfo(key.stage);
        QString place = QString::fromUtf8(info.name.data(), qsizetype(info.name.size())) + QLatin1Char('/') + QString::number(key.layer);
        if (info.scope == StageScope::head)
            place += QLatin1Char('.') + QString::number(key.head);
        list << place;
    }
    return list.join(QLatin1Char(' '));
}

} // namespace

class SourcesTest : public QObject {
    Q_OBJECT

private slots:
    void ofAStage_data();
    void ofAStage();
    void onePlaceOneKey();
    void rowsOfPooledVectors();
};

void SourcesTest::ofAStage_data()
{
    QTest::addColumn<int>("variant");
    QTest::addColumn<int>("stage");
    QTest::addColumn<int>("layer");
    QTest::addColumn<QString>("expected");
    const auto add = [](Variant variant, Stage stage, int layer, const char *expected) {
        QTest::addRow("%d %s %d", int(variant), stageInfo(stage).name.data(), layer)
            << int(variant) << int(stage) << layer << QString::fromLatin1(expected);
    };
    add(llama, Stage::residualBefore, 0, "embedding/0");
    add(llama, Stage::q, 1, "attention-norm/1");
    add(llama, Stage::rotatedQ, 1, "q/1.2");
    add(llama, Stage::rawScores, 1, "rotated-q/1.2 rotated-k/1.2");
    add(llama, Stage::mlpPost, 0, "mlp-pre/0 mlp-linear/0");
    add(llama, Stage::finalNorm, 0, "residual-after/1");
    add(llama, Stage::logits, 0, "final-norm/0");

    add(gemma, Stage::scaledEmbedding, 0, "embedding/0");
    add(gemma, Stage::residualBefore, 0, "scaled-embedding/0");
    add(gemma, Stage::rotatedK, 0, "k-norm/0.2");
    add(gemma, Stage::maskedScores, 0, "capped-scores/0.2");
    add(gemma, Stage::residualMiddle, 1, "residual-before/1 attention-output-norm/1");
    add(gemma, Stage::residualAfter, 1, "residual-middle/1 mlp-out-norm/1");
    add(gemma, Stage::logits, 0, "raw-logits/0");

    add(neox, Stage::mlpNorm, 1, "residual-before/1");
    add(neox, Stage::mlpPre, 1, "mlp-norm/1");
    add(neox, Stage::residualAfter, 1, "residual-before/1 attention-output/1 mlp-out/1");
    add(gptj, Stage::mlpPre, 1, "attention-norm/1");

    add(bloom, Stage::biasedScores, 0, "scaled-scores/0.2");
    add(bloom, Stage::maskedScores, 0, "biased-scores/0.2");
    add(bloom, Stage::residualBefore, 0, "embedding-norm/0");
    add(bloom, Stage::embeddingNorm, 0, "embedding-sum/0");
    add(bloom, Stage::embeddingSum, 0, "embedding/0");

    add(bert, Stage::embeddingSum, 0, "embedding/0 position/0 token-type/0");
    add(bert, Stage::q, 0, "residual-before/0");
    add(bert, Stage::attentionNorm, 0, "residual-middle/0");
    add(bert, Stage::mlpPre, 0, "attention-norm/0");
    add(bert, Stage::residualAfter, 0, "attention-norm/0 mlp-out/0");
    add(bert, Stage::residualBefore, 1, "mlp-norm/0");
    add(bert, Stage::predictionDense, 0, "mlp-norm/1");
    add(bert, Stage::predictionNorm, 0, "prediction-activation/0");
    add(bert, Stage::logits, 0, "prediction-norm/0");
    add(bert, Stage::pooledPre, 0, "mlp-norm/1");
    add(bert, Stage::classLogits, 0, "pooled/0");

    add(electra, Stage::embeddingProjection, 0, "embedding-norm/0");
    add(electra, Stage::residualBefore, 0, "embedding-projection/0");
    add(opt, Stage::embeddingProjection, 0, "embedding/0");
    add(opt, Stage::residualBefore, 0, "embedding-projection/0 position/0");
    add(opt, Stage::classLogits, 0, "final-norm/0");

    add(longformer, Stage::rawScores, 0, "q/0.2 k/0.2 global-k/0.2");
    add(longformer, Stage::weightedSum, 0, "weights/0.2 v/0.2 global-v/0.2");
    add(longformer, Stage::globalV, 1, "residual-before/1");

    add(t5, Stage::residualBefore, 2, "embedding/2");
    add(t5, Stage::residualBefore, 3, "residual-after/2");
    add(t5, Stage::residualAfter, 2, "residual-before/2 attention-output/2");
    add(t5, Stage::q, 3, "attention-norm/3");
    add(t5, Stage::k, 3, "final-norm/0");
    add(t5, Stage::v, 5, "final-norm/0");
    add(t5, Stage::maskedScores, 2, "biased-scores/2.2");
    add(t5, Stage::maskedScores, 3, "scaled-scores/3.2");
    add(t5, Stage::finalNorm, 1, "residual-after/1");
    add(t5, Stage::finalNorm, 4, "residual-after/5");
    add(t5, Stage::rawLogits, 0, "final-norm/2");

    add(marian, Stage::k, 5, "mlp-norm/1");
    add(marian, Stage::residualBefore, 3, "attention-norm/2");
    add(marian, Stage::attentionNorm, 2, "residual-after/2");
    add(marian, Stage::residualBefore, 2, "scaled-embedding/2 position/2");
    add(marian, Stage::logits, 5, "mlp-norm/5");
}

void SourcesTest::ofAStage()
{
    QFETCH(int, variant);
    QFETCH(int, stage);
    QFETCH(int, layer);
    QFETCH(QString, expected);
    const TransformerConfig config = configOf(Variant(variant));
    const StageKey key{Stage(stage), layer, 2};
    QString actual = words(sourcesOf(config, layerPlan(config, placeOf(config, key).layer), key));
    QCOMPARE(actual, expected);
}

void SourcesTest::onePlaceOneKey()
{
    const TransformerConfig config = configOf(t5);
    QVERIFY(placeOf(config, {Stage::embedding, 1, 3}) == StageKey({Stage::embedding, 0, 0}));
    QVERIFY(placeOf(config, {Stage::embedding, 4, 3}) == StageKey({Stage::embedding, 2, 0}));
    QVERIFY(placeOf(config, {Stage::logits, 0, 0}) == StageKey({Stage::logits, 2, 0}));
    QVERIFY(placeOf(config, {Stage::mlpPre, 3, 2}) == StageKey({Stage::mlpPre, 3, 0}));
    QVERIFY(placeOf(config, {Stage::q, 3, 2}) == StageKey({Stage::q, 3, 2}));
}

void SourcesTest::rowsOfPooledVectors()
{
    const auto last = runVariant(configVariants()[longformer], 6);
    QCOMPARE(sourceRow(*last, {Stage::pooledPre, 0, 0}, 0), 5);
    QCOMPARE(sourceRow(*last, {Stage::q, 0, 0}, 2), 2);
    const auto lastWithoutDense = runVariant(configVariants()[opt], 6);
    QCOMPARE(sourceRow(*lastWithoutDense, {Stage::classLogits, 0, 0}, 0), 5);
    const auto first = runVariant(configVariants()[bert], 6);
    QCOMPARE(sourceRow(*first, {Stage::pooledPre, 0, 0}, 0), 0);
    QCOMPARE(sourceRow(*first, {Stage::classLogits, 0, 0}, 0), 0);
    const auto each = runVariant(configVariants()[electra], 6);
    QCOMPARE(sourceRow(*each, {Stage::pooledPre, 0, 0}, 4), 4);
}

QTEST_GUILESS_MAIN(SourcesTest)
#include "sources_test.moc"
