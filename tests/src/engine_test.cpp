// The engine without edits: every kind of transformer against the naive twin; blocks, threads, cancelling, odd texts.

#include "src/attention/attention.h"
#include "src/engine.h"
#include "src/error.h"
#include "src/models/weights.h"
#include "tests/support/config_variants.h"
#include "tests/support/random_model.h"
#include "tests/support/trace_comparison.h"

#include <QTemporaryDir>
#include <QTest>

#include <omp.h>

#include <filesystem>
#include <fstream>

using namespace headscope;

namespace {

std::shared_ptr<const Trace> run(const std::shared_ptr<const Model> &model, const std::string &text)
{
    return Engine(model).run({text, {}, nullptr, {}});
}

// Large enough that products are tiled and shared out: several row and column tiles, several blocks of query rows.
TransformerConfig wideConfig()
{
    TransformerConfig config = smallConfig();
    config.layers = 2;
    config.heads = 4;
    config.headWidth = 24;
    config.width = 96;
    config.feedForward = 300;
    config.vocabulary = 500;
    config.context = 700;
    setRules(config, true, true);
    return config;
}

} // namespace

class EngineTest : public QObject {
    Q_OBJECT

private slots:
    void everyKindOfTransformer_data();
    void everyKindOfTransformer();
    void longTexts_data();
    void longTexts();
    void rowsAreThoseOfTheMatrix();
    void shownWeightsAreThoseOfTheRun();
    void threadsDoNotChangeBits();
    void runsRepeatToTheBit();
    void emptyText();
    void textBeyondTheContext();
    void cutTextsKeepWhatIsAroundThem_data();
    void cutTextsKeepWhatIsAroundThem();
    void settingsMayCutTheBeginning_data();
    void settingsMayCutTheBeginning();
    void cutTargetsLoseNoSourceAndNothingGenerated();
    void stops();
    void reportsProgress();
    void showsTheLayersDone_data();
    void showsTheLayersDone();
    void anUnfinishedTraceLendsItsLayers();
    void predictions();
    void wrongPlaces();
    void tokensOutsideTheVocabulary();
};

void EngineTest::everyKindOfTransformer_data()
{
    QTest::addColumn<int>("norm");
    QTest::addColumn<int>("place");
    QTest::addColumn<int>("position");
    QTest::addColumn<int>("activation");
    for (int norm = 0; norm < 3; ++norm)
        for (int place = 0; place < 2; ++place)
            for (int position = 0; position < 3; ++position)
                for (int activation = 0; activation < 3; ++activation)
                    QTest::addRow("norm %d place %d position %d activation %d", norm, place, position, activation)
                        << norm << place << position << activation;
}

void EngineTest::everyKindOfTransformer()
{
    QFETCH(int, norm);
    QFETCH(int, place);
    QFETCH(int, position);
    QFETCH(int, activation);
    TransformerConfig config = smallConfig();
    config.norm = static_cast<NormKind>(norm);
    config.normPlace = static_cast<NormPlace>(place);
    config.position = static_cast<PositionKind>(position);
    config.activation = static_cast<Activation>(activation);
    for (int bits = 0; bits < 64; ++bits) {
        setRules(config, bits & 1, bits & 2);
        config.tiedOutput = bits & 4;
        config.finalNorm = bits & 8;
        config.feedForward = bits & 16 ? 22 : 0;
        const bool plain = bits & 32;
        config.heads = plain ? 3 : 1;
        config.headWidth = plain ? 5 : 15;
        const auto model = randomModel(config, static_cast<std::uint32_t>(1000 + bits), {!plain, !plain, plain});
        const std::string difference = firstDifference(*run(model, randomText(1 + bits % 11, 7)));
        QVERIFY2(difference.empty(), qPrintable(QString("%1: %2").arg(bits).arg(difference.c_str())));
    }
}

void EngineTest::longTexts_data()
{
    QTest::addColumn<int>("tokens");
    QTest::addColumn<bool>("causal");
    // Around the edges of a block of 64 query rows and of a tile of 256.
    for (int tokens : {1, 2, 63, 64, 65, 127, 130, 256, 257, 300})
        for (bool causal : {false, true})
            QTest::addRow("%d tokens, %s", tokens, causal ? "causal" : "all") << tokens << causal;
}

void EngineTest::longTexts()
{
    QFETCH(int, tokens);
    QFETCH(bool, causal);
    TransformerConfig config = smallConfig();
    setRules(config, causal, true);
    const std::string difference = firstDifference(*run(randomModel(config, 5), randomText(tokens, 11)));
    QVERIFY2(difference.empty(), difference.c_str());
}

void EngineTest::rowsAreThoseOfTheMatrix()
{
    const auto model = randomModel(wideConfig(), 17);
    const auto whole = run(model, randomText(333, 3));
    for (const Stage stage : model->config().stages()) {
        const StageKey key{stage, 1, 2};
        for (const auto &[first, count] : {std::pair(0, 333), {0, 1}, {332, 1}, {63, 2}, {100, 170}, {255, 2}}) {
            // A fresh trace each time: nothing may come from the cache.
            const auto parts = run(model, randomText(333, 3));
            const Matrix rows = parts->rows(key, first, count);
            const Matrix matrix = whole->matrix(key);
            QVERIFY2(sameBits(rows.view, matrix.view.block(first, 0, count, matrix.cols())), stageInfo(stage).name.data());
        }
    }
}

void EngineTest::shownWeightsAreThoseOfTheRun()
{
    // The run multiplies block by block and only as many keys as the mask allows; doing the same with the shown weights must
    // give its very sums.
    for (bool causal : {false, true}) {
        TransformerConfig config = wideConfig();
        setRules(config, causal, true);
        const auto trace = run(randomModel(config, 23), randomText(333, 4));
        const Matrix weights = trace->matrix({Stage::weights, 1, 3});
        const Matrix v = trace->matrix({Stage::v, 1, 3});
        const Matrix sums = trace->matrix({Stage::weightedSum, 1, 3});
        for (int first = 0; first < 333; first += kAttentionRows) {
            const int rows = std::min(kAttentionRows, 333 - first);
            const int keys = causal ? first + rows : 333;
            std::vector<float> block(static_cast<std::size_t>(rows) * keys);
            for (int r = 0; r < rows; ++r)
                for (int s = 0; s < keys; ++s)
                    block[static_cast<std::size_t>(r * keys + s)] = weights(first + r, s);
            std::vector<float> result(static_cast<std::size_t>(rows) * 24);
            weightedSum({block.data(), rows, keys, keys, 1}, v.view.block(0, 0, keys, 24), {result.data(), rows, 24, 24});
            QVERIFY(sameBits({result.data(), rows, 24, 24, 1}, sums.view.block(first, 0, rows, 24)));
        }
    }
}

void EngineTest::threadsDoNotChangeBits()
{
    TransformerConfig config = wideConfig();
    config.width = 320;
    config.headWidth = 80;
    const auto model = randomModel(config, 29);
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    const auto one = run(model, randomText(700, 5));
    omp_set_num_threads(3);
    const auto three = run(model, randomText(700, 5));
    QCOMPARE(one->statistics().threads, 1);
    QCOMPARE(three->statistics().threads, 3);
    const auto same = [&] {
        for (const Stage stage : config.stages())
            if (!sameBits(one->matrix({stage, 1, 2}).view, three->matrix({stage, 1, 2}).view))
                return false;
        return true;
    }();
    omp_set_num_threads(threads);
    QVERIFY(same);
}

void EngineTest::runsRepeatToTheBit()
{
    // On one engine, whose buffers the second run uses again.
    Engine engine(randomModel(smallConfig(), 31));
    const std::string text = randomText(70, 6);
    const auto first = engine.run({text, {}, nullptr, {}});
    engine.run({randomText(90, 8), {}, nullptr, {}});
    const auto second = engine.run({text, {}, nullptr, {}});
    for (const Stage stage : first->config().stages())
        QVERIFY(sameBits(first->matrix({stage, 1, 1}).view, second->matrix({stage, 1, 1}).view));
}

void EngineTest::emptyText()
{
    const auto trace = run(randomModel(smallConfig(), 1), "");
    QCOMPARE(trace->tokenCount(), 0);
    for (const Stage stage : trace->config().stages())
        QCOMPARE(trace->matrix({stage, 1, 2}).rows(), 0);
    QCOMPARE(trace->matrix({Stage::logits, 0, 0}).cols(), 29);
    QCOMPARE(trace->matrix({Stage::q, 0, 0}).cols(), 5);
    QVERIFY(trace->predictions(-1, 10).empty());
}

void EngineTest::textBeyondTheContext()
{
    TransformerConfig config = smallConfig();
    config.context = 12;
    const auto trace = run(randomModel(config, 1), randomText(31, 2));
    QCOMPARE(trace->tokenCount(), 12);
    QCOMPARE(trace->cutTokens(), std::size_t(19));
    QCOMPARE(trace->text().size(), std::size_t(31));
    QCOMPARE(trace->notes().size(), std::size_t(1));
    QVERIFY(trace->notes().front().find("31 tokens") != std::string::npos);
    const std::string difference = firstDifference(*trace);
    QVERIFY2(difference.empty(), difference.c_str());
}

void EngineTest::cutTextsKeepWhatIsAroundThem_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<int>("first"); // words
    QTest::addColumn<int>("second");
    QTest::addColumn<int>("keptOfFirst"); // tokens of the text, as the official truncation ("longest_first") leaves them
    QTest::addColumn<int>("keptOfSecond");
    // All of these read 64 tokens, of which a text is given two or one more, and a pair three or four.
    QTest::newRow("BERT") << "minilm" << 100 << 0 << 62 << 0;
    QTest::newRow("RoBERTa") << "roberta" << 100 << 0 << 62 << 0;
    QTest::newRow("ALBERT") << "albert" << 100 << 0 << 62 << 0;
    QTest::newRow("BART") << "bart" << 100 << 0 << 62 << 0;
    QTest::newRow("LLaMA") << "llama" << 100 << 0 << 63 << 0;
    QTest::newRow("GPT-2's kind") << "gpt_neo" << 100 << 0 << 64 << 0;
    QTest::newRow("first is longer") << "minilm" << 100 << 10 << 51 << 10;
    QTest::newRow("second is longer") << "minilm" << 10 << 100 << 10 << 51;
    QTest::newRow("both too long") << "minilm" << 100 << 90 << 31 << 30;
    QTest::newRow("both too long, second longer") << "minilm" << 90 << 100 << 30 << 31;
    QTest::newRow("RoBERTa's pair") << "roberta" << 100 << 100 << 30 << 30;
}

// Each word is one token or more; the tokens of a text are those of the whole text from the start on.
void EngineTest::cutTextsKeepWhatIsAroundThem()
{
    QFETCH(QString, family);
    QFETCH(int, first);
    QFETCH(int, second);
    QFETCH(int, keptOfFirst);
    QFETCH(int, keptOfSecond);
    const auto words = [](int count) {
        std::string text;
        for (int i = 0; i < count; ++i)
            text += " the";
        return text;
    };
    const std::shared_ptr<const Model> model = openModel(sourcePath("tests/reference/families") / family.toStdString());
    RunRequest request;
    request.text = words(first);
    if (second > 0)
        request.pair = words(second);
    const auto trace = Engine(model).run(request);
    const Tokenizer &tokenizer = model->tokenizer();
    const std::vector<Token> whole = second > 0 ? tokenizer.encodePair(request.text, *request.pair) : tokenizer.encode(request.text);
    std::array<int, 2> left{keptOfFirst, keptOfSecond};
    std::vector<int> expected;
    for (const Token &token : whole)
        if (token.sequence < 0 || left[token.sequence]-- > 0)
            expected.push_back(token.id);
    std::vector<int> run;
    for (const Token &token : trace->tokens())
        run.push_back(token.id);
    QCOMPARE(run, expected);
    QCOMPARE(trace->cutTokens(), whole.size() - expected.size());
}

void EngineTest::settingsMayCutTheBeginning_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<bool>("pair");
    QTest::addColumn<int>("keptOfFirst");
    QTest::addColumn<int>("keptOfSecond");
    QTest::newRow("BERT") << "minilm" << false << 62 << 0;
    QTest::newRow("RoBERTa") << "roberta" << false << 62 << 0;
    QTest::newRow("LLaMA") << "llama" << false << 63 << 0;
    QTest::newRow("GPT-2's kind") << "gpt_neo" << false << 64 << 0;
    QTest::newRow("BERT's pair") << "minilm" << true << 31 << 30;
}

// "truncation_side": "left" in tokenizer_config.json: each text loses its first tokens, and what stands around them stays.
void EngineTest::settingsMayCutTheBeginning()
{
    QFETCH(QString, family);
    QFETCH(bool, pair);
    QFETCH(int, keptOfFirst);
    QFETCH(int, keptOfSecond);
    QTemporaryDir home;
    const std::filesystem::path folder = home.path().toStdString();
    for (const auto &entry : std::filesystem::directory_iterator(sourcePath("tests/reference/families") / family.toStdString()))
        if (!entry.path().filename().string().starts_with("expected"))
            std::filesystem::copy_file(entry.path(), folder / entry.path().filename());
    std::ifstream source(folder / "tokenizer_config.json");
    std::string settings{std::istreambuf_iterator<char>(source), {}};
    QVERIFY(settings.find("truncation_side") == settings.npos);
    settings.insert(settings.find('{') + 1, R"("truncation_side": "left", )");
    std::ofstream(folder / "tokenizer_config.json") << settings;

    const auto words = [](int count) { // another order at each place, so that the wrong end shows
        std::string text;
        for (int i = 0; i < count; ++i)
            text += i * i % 7 < 3 ? " the" : " cat";
        return text;
    };
    const std::shared_ptr<const Model> model = openModel(folder);
    RunRequest request;
    request.text = words(100);
    if (pair)
        request.pair = words(90);
    const auto trace = Engine(model).run(request);
    const Tokenizer &tokenizer = model->tokenizer();
    const std::vector<Token> whole = pair ? tokenizer.encodePair(request.text, *request.pair) : tokenizer.encode(request.text);
    std::array<int, 2> lost{-keptOfFirst, -keptOfSecond};
    for (const Token &token : whole)
        if (token.sequence >= 0)
            ++lost[token.sequence];
    QVERIFY(lost[0] > 0);
    std::vector<int> expected;
    for (const Token &token : whole)
        if (token.sequence < 0 || lost[token.sequence]-- <= 0)
            expected.push_back(token.id);
    std::vector<int> run;
    for (const Token &token : trace->tokens())
        run.push_back(token.id);
    QCOMPARE(run, expected);
}

// What the source loses has nothing to do with what the decoder said.
void EngineTest::cutTargetsLoseNoSourceAndNothingGenerated()
{
    const std::shared_ptr<const Model> model = openModel(sourcePath("tests/reference/families/bart"));
    RunRequest request;
    for (int i = 0; i < 80; ++i)
        request.text += " the";
    request.generated = {5, 6, 7};
    const auto trace = Engine(model).run(request);
    QCOMPARE(trace->generatedCount(), 3);
    QVERIFY(trace->cutTokens() > 0);
}

void EngineTest::stops()
{
    Engine engine(randomModel(smallConfig(), 1));
    std::stop_source source;
    RunRequest request{randomText(50, 2), {}, nullptr, {}};
    int layers = 0;
    request.progress = [&](int done, int) {
        layers = done;
        source.request_stop();
    };
    QVERIFY(!engine.run(request, source.get_token()));
    QCOMPARE(layers, 1);
    request.progress = {};
    QVERIFY(!engine.run(request, source.get_token()));
    QVERIFY(!engine.run({"", {}, nullptr, {}}, source.get_token()));
    QVERIFY(engine.run(request));
}

void EngineTest::reportsProgress()
{
    Engine engine(randomModel(smallConfig(), 1));
    RunRequest request{randomText(5, 2), {}, nullptr, {}};
    std::vector<std::pair<int, int>> calls;
    request.progress = [&](int done, int layers) { calls.emplace_back(done, layers); };
    engine.run(request);
    QCOMPARE(calls, (std::vector<std::pair<int, int>>{{1, 2}, {2, 2}}));
}

void EngineTest::showsTheLayersDone_data()
{
    QTest::addColumn<int>("variant");
    const std::vector<ConfigVariant> variants = configVariants();
    for (int i = 0; i < static_cast<int>(variants.size()); ++i)
        QTest::addRow("%s", variants[static_cast<std::size_t>(i)].name) << i;
}

void EngineTest::showsTheLayersDone()
{
    QFETCH(int, variant);
    const ConfigVariant chosen = configVariants()[static_cast<std::size_t>(variant)];
    const TransformerConfig &config = chosen.config;
    std::vector<std::shared_ptr<const Trace>> partial;
    RunRequest request = requestFor(chosen, 40);
    request.partialEvery = std::chrono::milliseconds(0);
    request.partial = [&](std::shared_ptr<const Trace> done) { partial.push_back(std::move(done)); };
    const auto whole = Engine(randomModel(config, 3, chosen.parts)).run(request);
    QVERIFY(whole->isComplete());
    QCOMPARE(whole->doneLayers(), config.layers);
    QCOMPARE(static_cast<int>(partial.size()), config.layers - 1); // after each layer but the last
    for (int i = 0; i < static_cast<int>(partial.size()); ++i) {
        const Trace &trace = *partial[static_cast<std::size_t>(i)];
        QCOMPARE(trace.doneLayers(), i + 1);
        QVERIFY(!trace.isComplete());
        QCOMPARE(trace.tokens().size(), whole->tokens().size());
        for (int layer = 0; layer < config.layers; ++layer) {
            for (const Stage stage : config.stages(layer)) {
                const StageInfo &info = stageInfo(stage);
                const StageKey key{stage, layer, 1};
                int needed = layer + 1; // layers that the stage is made from
                if (info.scope == StageScope::model)
                    needed = !isBehindLayers(stage) ? 0
                        : isOfLastStack(stage)      ? config.layers
                                                    : config.lastLayerOf(config.stackOf(layer)) + 1;
                if (needed <= trace.doneLayers())
                    QVERIFY2(sameBits(trace.matrix(key).view, whole->matrix(key).view), info.name.data());
                else
                    QVERIFY_EXCEPTION_THROWN(trace.rows(key, 0, 1), Error);
            }
        }
        if (config.predicts != Predicts::nothing)
            QVERIFY_EXCEPTION_THROWN(trace.predictions(0, 3), Error);
    }
}

void EngineTest::anUnfinishedTraceLendsItsLayers()
{
    Engine engine(randomModel(smallConfig(), 1));
    RunRequest request{randomText(30, 2), {}, nullptr, {}};
    std::shared_ptr<const Trace> partial;
    request.partialEvery = std::chrono::milliseconds(0);
    request.partial = [&](std::shared_ptr<const Trace> done) { partial = std::move(done); };
    const auto whole = engine.run(request);
    request.base = partial;
    const auto again = engine.run(request);
    QCOMPARE(again->statistics().firstComputedLayer, 1);
    for (const Stage stage : whole->config().stages())
        QVERIFY(sameBits(whole->matrix({stage, 1, 1}).view, again->matrix({stage, 1, 1}).view));
    // No text, no numbers, and nothing that is still to come.
    QVERIFY(engine.run({"", {}, nullptr, {}})->isComplete());
}

void EngineTest::predictions()
{
    const auto trace = run(randomModel(smallConfig(), 1), randomText(9, 2));
    const Matrix logits = trace->matrix({Stage::logits, 0, 0});
    for (int row : {0, 8}) {
        const std::vector<Prediction> all = trace->predictions(row, 1000);
        QCOMPARE(all.size(), std::size_t(29));
        double sum = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            sum += all[i].probability;
            QCOMPARE(all[i].logit, logits(row, all[i].id));
            QVERIFY(i == 0 || all[i - 1].logit >= all[i].logit);
            QCOMPARE(trace->prediction(row, all[i].id).probability, all[i].probability);
            QCOMPARE(all[i].display, "t" + std::to_string(all[i].id));
        }
        QVERIFY(std::abs(sum - 1) < 1e-6);
        QCOMPARE(trace->predictions(row, 3).size(), std::size_t(3));
    }
}

void EngineTest::wrongPlaces()
{
    TransformerConfig config = smallConfig();
    config.norm = NormKind::none;
    const auto trace = run(randomModel(config, 1), randomText(9, 2));
    QVERIFY(!trace->has(Stage::attentionNorm));
    QVERIFY_EXCEPTION_THROWN(trace->matrix({Stage::attentionNorm, 0, 0}), Error);
    QVERIFY_EXCEPTION_THROWN(trace->matrix({Stage::weights, 2, 0}), Error);
    QVERIFY_EXCEPTION_THROWN(trace->matrix({Stage::weights, -1, 0}), Error);
    QVERIFY_EXCEPTION_THROWN(trace->matrix({Stage::weights, 0, 3}), Error);
    QVERIFY_EXCEPTION_THROWN(trace->rows({Stage::weights, 0, 0}, 8, 2), Error);
    QVERIFY_EXCEPTION_THROWN(trace->rows({Stage::weights, 0, 0}, -1, 2), Error);
    QVERIFY_EXCEPTION_THROWN(trace->predictions(9, 1), Error);
    QVERIFY_EXCEPTION_THROWN(trace->prediction(0, 29), Error);
    // Layer and head do not count where the stage has none.
    QCOMPARE(trace->matrix({Stage::logits, 99, 99}).rows(), 9);
    QCOMPARE(trace->matrix({Stage::residualAfter, 1, 99}).rows(), 9);
}

void EngineTest::tokensOutsideTheVocabulary()
{
    // The tokenizer knows 29 entries, the model only 20.
    TransformerConfig config = smallConfig();
    const auto whole = randomModel(config, 1);
    config.vocabulary = 20;
    ModelWeights weights = whole->weights().model();
    StoredMatrix &embedding = weights.stacks[0].embedding;
    embedding = embedding.block(0, 0, 20, config.width);
    weights.unembedding.weight = embedding.transposed();
    std::vector<LayerWeights> layers{whole->weights().layer(0), whole->weights().layer(1)};
    class Outside : public Tokenizer {
    public:
        std::vector<Token> encode(std::string_view, const std::stop_token &) const override { return {{25, "x", "x", 0, 1, false, {}}}; }
        std::string decode(std::span<const int>) const override { return {}; }
        std::string display(int) const override { return "x"; }
        std::string piece(int) const override { return "x"; }
        std::optional<int> idOf(std::string_view) const override { return {}; }
        int vocabularySize() const override { return 29; }
        std::string kind() const override { return {}; }
    };
    const auto model = std::make_shared<const Model>("x", config,
        std::make_unique<const Weights>(weights, layers, std::vector<std::shared_ptr<const void>>{whole}),
        std::make_unique<const Outside>(), LoadReport{});
    QVERIFY_EXCEPTION_THROWN(run(model, "x"), Error);
}

QTEST_APPLESS_MAIN(EngineTest)
#include "engine_test.moc"
