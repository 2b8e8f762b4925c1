// Configurations that no family has: whatever fields come together, every stage is that of the naive twin, with edits and without.

#include "src/engine.h"
#include "src/error.h"
#include "tests/support/random_edit.h"
#include "tests/support/random_model.h"
#include "tests/support/trace_comparison.h"

#include <QTest>

#include <random>
#include <set>

using namespace headscope;

namespace {

constexpr int kSeeds = 400;

RunRequest requestOf(const TransformerConfig &config, std::uint32_t seed)
{
    // Mostly short; some longer than a block of 64 query rows.
    const int tokens = seed % 10 == 0 ? 66 + static_cast<int>(seed % 7) : 1 + static_cast<int>(seed % 12);
    RunRequest request;
    request.text = randomText(tokens, seed);
    if (config.tokenTypes > 1 && seed % 3 == 0)
        request.pair = randomText(1 + static_cast<int>(seed % 5), seed + 1);
    if (config.isEncoderDecoder())
        request.target = randomText(static_cast<int>(seed % 9), seed + 2);
    return request;
}

std::shared_ptr<const Model> modelOf(const TransformerConfig &config, std::uint32_t seed)
{
    const DType type = seed % 5 == 0 ? DType::f16 : seed % 5 == 1 ? DType::bf16 : DType::f32;
    return randomModel(config, seed,
        {.biases = seed % 2 == 0,
            .normShifts = seed % 4 != 0,
            .outputBias = seed % 3 == 0,
            .type = type,
            .normsOfEachHead = seed % 2 == 1});
}

} // namespace

class RandomModelsTest : public QObject {
    Q_OBJECT

private slots:
    void everyFieldIsRolled();
    void equalTheTwin_data();
    void equalTheTwin();
    void equalTheTwinWithEdits_data();
    void equalTheTwinWithEdits();
    void baseIsTakenOver_data();
    void baseIsTakenOver();
};

// The other tests here are worth what the dice bring: each stage, and each choice of the main fields.
void RandomModelsTest::everyFieldIsRolled()
{
    std::set<std::string_view> stages;
    std::set<std::tuple<NormKind, NormPlace, bool>> norms;
    std::set<std::tuple<ScoreBias, bool, bool>> biases;
    std::set<std::pair<EmbeddingProjection, PositionKind>> embeddings;
    for (int seed = 0; seed < kSeeds; ++seed) {
        const TransformerConfig config = randomConfig(static_cast<std::uint32_t>(seed));
        for (int layer = 0; layer < config.layers; ++layer) {
            for (const Stage stage : config.stages(layer))
                stages.insert(stageInfo(stage).name);
            biases.insert({config.scoreBias, config.layer(layer).causal, config.layer(layer).window > 0});
        }
        norms.insert({config.norm, config.normPlace, config.parallel});
        embeddings.insert({config.embeddingProjection, config.position});
    }
    QCOMPARE(stages.size(), allStages().size());
    QCOMPARE(norms.size(), std::size_t(10)); // parallel only where no norm is behind a sum
    QCOMPARE(biases.size(), std::size_t(12));
    QCOMPARE(embeddings.size(), std::size_t(12));
}

void RandomModelsTest::equalTheTwin_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < kSeeds; ++seed)
        QTest::addRow("%d", seed) << seed;
}

void RandomModelsTest::equalTheTwin()
{
    QFETCH(int, seed);
    const auto number = static_cast<std::uint32_t>(seed);
    const TransformerConfig config = randomConfig(number);
    const auto trace = Engine(modelOf(config, number)).run(requestOf(config, number));
    const std::string difference = firstDifference(*trace);
    QVERIFY2(difference.empty(), difference.c_str());
}

void RandomModelsTest::equalTheTwinWithEdits_data()
{
    equalTheTwin_data();
}

void RandomModelsTest::equalTheTwinWithEdits()
{
    QFETCH(int, seed);
    const auto number = static_cast<std::uint32_t>(seed);
    std::mt19937 random(number);
    const TransformerConfig config = randomConfig(number + 1000);
    RunRequest request = requestOf(config, number);
    for (int i = 0; i < 1 + seed % 4; ++i)
        request.edits.push_back(randomEdit(random, config, 6));
    std::string list;
    for (const Edit &edit : request.edits)
        list += describe(edit) + "; ";
    const auto trace = Engine(modelOf(config, number)).run(request);
    // Several edits can make numbers no trained model has; rounding grows with them from layer to layer.
    const std::string difference = firstDifference(*trace, 5);
    QVERIFY2(difference.empty(), (list + difference).c_str());
}

void RandomModelsTest::baseIsTakenOver_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 100; ++seed)
        QTest::addRow("%d", seed) << seed;
}

// With an earlier trace to start from: the same bits.
void RandomModelsTest::baseIsTakenOver()
{
    QFETCH(int, seed);
    const auto number = static_cast<std::uint32_t>(seed);
    std::mt19937 random(number);
    const TransformerConfig config = randomConfig(number + 2000);
    Engine engine(modelOf(config, number));
    RunRequest request = requestOf(config, number);
    request.edits = {randomEdit(random, config, 6)};
    const auto base = engine.run(request);
    request.edits.push_back(randomEdit(random, config, 6));
    const auto whole = engine.run(request);
    request.base = base;
    const auto resumed = engine.run(request);
    for (int layer = 0; layer < config.layers; ++layer)
        for (const Stage stage : config.stages(layer))
            for (int head = 0; head < (stageInfo(stage).scope == StageScope::head ? config.heads : 1); ++head)
                QVERIFY2(sameBits(whole->matrix({stage, layer, head}).view, resumed->matrix({stage, layer, head}).view),
                    (describe(request.edits[0]) + "; " + describe(request.edits[1]) + ": " + hookName(config, stage, layer)).c_str());
}

QTEST_APPLESS_MAIN(RandomModelsTest)
#include "random_models_test.moc"
