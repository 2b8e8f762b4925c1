// Names of models, layers and heads, and the load report in words.
#include "ui/session/model_words.h"

#include "src/formats/json.h"
#include "tests/support/random_model.h"
#include "ui/session/built_in_models.h"
#include "ui/session/model_facts.h"

#include <QtTest>

using namespace headscope;

class ModelWordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void titlesOfPaths();
    void layersOfTwoStacks();
    void sharedHeads();
    void factsSayWhatThereIs();
    void everyConfigurationHasFacts();
    void jsonReadsBack();
};

void ModelWordsTest::titlesOfPaths()
{
    QCOMPARE(titleOfPath(QStringLiteral("/models/gpt2")), QStringLiteral("gpt2"));
    QCOMPARE(titleOfPath(QStringLiteral("/models/tiny.Q4_0.gguf")), QStringLiteral("tiny.Q4_0"));
    QCOMPARE(titleOfPath(QStringLiteral("/h/hub/models--org--my-model/snapshots/0123abcd")), QStringLiteral("org/my-model"));
    QCOMPARE(titleOfPath(resolveModel(QStringLiteral("storyteller"))), QStringLiteral("Storyteller"));
}

void ModelWordsTest::layersOfTwoStacks()
{
    TransformerConfig config;
    config.layers = 6;
    config.encoderLayers = 2;
    config.setLayers({});
    config.layerConfigs[3].cross = config.layerConfigs[5].cross = true;
    QCOMPARE(layerTitle(config, 1), QStringLiteral("Encoder 2"));
    QCOMPARE(layerTitle(config, 2), QStringLiteral("Decoder 1 self"));
    QCOMPARE(layerTitle(config, 5), QStringLiteral("Decoder 2 cross"));
    for (int layer = 0; layer < config.layers; ++layer)
        QCOMPARE(layerTitle(config, layer), QString::fromStdString(config.layerName(layer))); // the engine's own, until translated
    config.encoderLayers = 0;
    QCOMPARE(headTitle(config, 4, 0), QStringLiteral("Layer 5, head 1"));
}

void ModelWordsTest::sharedHeads()
{
    TransformerConfig config;
    config.heads = 8;
    QVERIFY(sharingHeads(config, 3).isEmpty());
    config.keyValueHeads = 2;
    QCOMPARE(sharingHeads(config, 3), QStringLiteral("heads 1–4"));
    QCOMPARE(sharingHeads(config, 4), QStringLiteral("heads 5–8"));
}

void ModelWordsTest::factsSayWhatThereIs()
{
    const auto model = openModel(resolveModel(QStringLiteral("storyteller")).toStdString());
    const QString text = factsText(*model);
    for (const char *word : {"Storyteller", "gpt2", "4,096", "learned vectors", "causal", "f32"})
        QVERIFY2(text.contains(QLatin1String(word)), word);
    QCOMPARE(concernCount(*model), 0);
    QVERIFY(text.contains(QStringLiteral("Every tensor was found")));
    // A long list is cut where asked.
    QVERIFY(factsText(*model, 1).size() <= text.size());
}

void ModelWordsTest::everyConfigurationHasFacts()
{
    static const QRegularExpression placeholder(QStringLiteral("%\\d"));
    for (std::uint32_t seed = 0; seed < 80; ++seed) {
        const auto model = randomModel(randomConfig(seed), seed);
        for (const FactSection &section : modelFacts(*model)) {
            QVERIFY(!section.facts.isEmpty());
            for (const Fact &fact : section.facts) {
                QVERIFY(!fact.name.isEmpty() && !fact.name.contains(placeholder));
                QVERIFY2(!fact.value.contains(placeholder), qPrintable(fact.value));
            }
        }
    }
}

void ModelWordsTest::jsonReadsBack()
{
    const auto model = randomModel(randomConfig(5), 5);
    const Json json = Json::parse(factsJson(*model), "facts");
    QCOMPARE(json.at("layers").get<int>(), model->config().layers);
    QCOMPARE(json.at("key_value_heads").get<int>(), model->config().groups());
    QCOMPARE(json.at("stages").size(), model->config().stages(model->config().layers - 1).size());
}

QTEST_GUILESS_MAIN(ModelWordsTest)
#include "model_words_test.moc"
