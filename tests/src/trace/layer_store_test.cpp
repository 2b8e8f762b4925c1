// A run that keeps little gives the numbers of a run that keeps all, to the bit, in whatever order and from whichever thread they are asked
// for; and it stays within its bytes.
#include "src/attention/rotary.h"
#include "src/engine.h"
#include "src/models/weights.h"
#include "src/trace/layer_store.h"
#include "src/trace/matrix_cache.h"
#include "tests/support/comparison.h"
#include "tests/support/config_variants.h"
#include "tests/support/failing_memory.h"
#include "tests/support/random_edit.h"
#include "tests/support/random_model.h"
#include "tests/support/trace_places.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <new>
#include <thread>

using namespace headscope;

namespace {

// Over one block of kTileRows, in both texts of an encoder-decoder.
constexpr int kTokens = 270;

// With layers enough to leave some out.
std::vector<ConfigVariant> deepVariants()
{
    std::vector<ConfigVariant> variants = configVariants();
    for (ConfigVariant &variant : variants) {
        variant.config.context = 700;
        if (!variant.config.isEncoderDecoder()) {
            variant.config.layers = 5;
            variant.config.layerConfigs.resize(5, variant.config.layerConfigs.back());
        }
    }
    return variants;
}

void eachVariant()
{
    QTest::addColumn<int>("variant");
    const std::vector<ConfigVariant> variants = deepVariants();
    for (int i = 0; i < static_cast<int>(variants.size()); ++i)
        QTest::addRow("%s", variants[static_cast<std::size_t>(i)].name) << i;
}

std::string nameOf(const TransformerConfig &config, const StageKey &key)
{
    return hookName(config, key.stage, key.layer) + " head " + std::to_string(key.head);
}

// Empty when each stage of `thin` has the bits of `whole`. `step`: every so many places.
std::string firstOtherBits(const Trace &thin, const Trace &whole, std::size_t step = 1)
{
    const std::vector<StageKey> places = placesOf(whole.config());
    for (std::size_t i = 0; i < places.size(); i += step) {
        const StageKey key = places[i];
        const Matrix all = whole.matrix(key);
        if (!sameBits(thin.matrix(key).view, all.view))
            return nameOf(whole.config(), key);
        const int rows = all.rows();
        for (const auto &[first, count] : {std::pair(rows - 1, 1), {rows / 3, 2}, {std::max(0, rows - 20), std::min(rows, 20)}})
            if (first + count <= rows && !sameBits(thin.rows(key, first, count).view, all.view.block(first, 0, count, all.cols())))
                return nameOf(whole.config(), key) + ", some rows";
    }
    return {};
}

} // namespace

class LayerStoreTest : public QObject {
    Q_OBJECT

private slots:
    void littleMemoryGivesTheSameBits_data();
    void littleMemoryGivesTheSameBits();
    void soDoEdits_data();
    void soDoEdits();
    void anEditedRunTakesOverWhatIsKept_data();
    void anEditedRunTakesOverWhatIsKept();
    void snapshotsAreReadWhileTheRunGoesOn();
    void generatesTheSameText();
    void severalThreadsAskAtOnce();
    void bytesStayWithinTheBudget_data();
    void bytesStayWithinTheBudget();
    void whatALongTextTakes_data();
    void whatALongTextTakes();
    void plansKeepWhatFits();
    void withoutMemoryNothingIsLost_data();
    void withoutMemoryNothingIsLost();
    void saysWhatIsKept();
};

void LayerStoreTest::littleMemoryGivesTheSameBits_data()
{
    eachVariant();
}

void LayerStoreTest::littleMemoryGivesTheSameBits()
{
    QFETCH(int, variant);
    const ConfigVariant chosen = deepVariants()[static_cast<std::size_t>(variant)];
    const auto model = randomModel(chosen.config, 3, chosen.parts);
    RunRequest request = requestFor(chosen, kTokens);
    const auto whole = Engine(model).run(request);
    QVERIFY(whole->kept().all);
    const std::size_t all = whole->kept().bytes;
    for (const std::size_t budget : {std::size_t{0}, all / 3, all / 2}) {
        request.layerBudget = budget;
        const auto thin = Engine(model).run(request);
        QVERIFY(!thin->kept().all);
        // Without a budget nothing that was made again stays: so not every place, or it takes long.
        const std::string other = firstOtherBits(*thin, *whole, budget == 0 ? 7 : 2);
        QVERIFY2(other.empty(), qPrintable(QString("%1 of %2 bytes: %3").arg(budget).arg(all).arg(other.c_str())));
    }
}

void LayerStoreTest::soDoEdits_data()
{
    eachVariant();
}

void LayerStoreTest::soDoEdits()
{
    QFETCH(int, variant);
    const ConfigVariant chosen = deepVariants()[static_cast<std::size_t>(variant)];
    const auto model = randomModel(chosen.config, 3, chosen.parts);
    std::mt19937 random(static_cast<std::uint32_t>(variant));
    for (int round = 0; round < 3; ++round) {
        RunRequest request = requestFor(chosen, kTokens);
        for (int i = 0; i < 6; ++i)
            request.edits.push_back(randomEdit(random, chosen.config, 150));
        const auto whole = Engine(model).run(request);
        request.layerBudget = whole->kept().bytes / 2;
        const auto thin = Engine(model).run(request);
        QVERIFY(!thin->kept().all);
        const std::string other = firstOtherBits(*thin, *whole, 3);
        QVERIFY2(other.empty(), qPrintable(QString("round %1: %2").arg(round).arg(other.c_str())));
    }
}

void LayerStoreTest::anEditedRunTakesOverWhatIsKept_data()
{
    eachVariant();
}

void LayerStoreTest::anEditedRunTakesOverWhatIsKept()
{
    QFETCH(int, variant);
    const ConfigVariant chosen = deepVariants()[static_cast<std::size_t>(variant)];
    const TransformerConfig &config = chosen.config;
    const auto model = randomModel(config, 3, chosen.parts);
    const RunRequest plain = requestFor(chosen, kTokens);
    const std::size_t all = Engine(model).run(plain)->kept().bytes;
    Engine engine(model);
    RunRequest request = plain;
    request.layerBudget = all / 2;
    const auto base = engine.run(request);
    for (int layer = 0; layer < config.layers; ++layer) {
        // Of the input too: it is the first number of its layer, and belongs to no layer before.
        for (const Stage stage : {Stage::v, Stage::residualBefore}) {
            Edit edit;
            edit.kind = Edit::Kind::addValue;
            edit.stage = stage;
            edit.layer = layer;
            edit.row = 2;
            edit.value = 0.75f;
            RunRequest edited = plain;
            edited.edits = {edit};
            const auto whole = Engine(model).run(edited);
            edited.layerBudget = all / 2;
            edited.base = base;
            const auto thin = engine.run(edited);
            QVERIFY(thin->statistics().firstComputedLayer <= layer);
            const std::string other = firstOtherBits(*thin, *whole, 5);
            QVERIFY2(other.empty(), qPrintable(QString("edit in layer %1: %2").arg(layer).arg(other.c_str())));
        }
    }
    // The same again needs nothing but its end.
    request.base = base;
    QCOMPARE(engine.run(request)->statistics().firstComputedLayer, config.layers);
    // What keeps all and what does not have nothing in common.
    request.layerBudget = all * 2;
    const auto whole = engine.run(request);
    QCOMPARE(whole->statistics().firstComputedLayer, 0);
    QVERIFY(whole->kept().all);
}

void LayerStoreTest::snapshotsAreReadWhileTheRunGoesOn()
{
    for (const ConfigVariant &variant : deepVariants()) {
        const auto model = randomModel(variant.config, 3, variant.parts);
        RunRequest request = requestFor(variant, kTokens);
        const auto whole = Engine(model).run(request);
        request.layerBudget = whole->kept().bytes / 2;
        request.partialEvery = std::chrono::milliseconds(0);
        std::vector<std::shared_ptr<const Trace>> snapshots;
        request.partial = [&](std::shared_ptr<const Trace> done) {
            const StageKey newest{Stage::weights, done->doneLayers() - 1, 1};
            QVERIFY2(sameBits(done->matrix(newest).view, whole->matrix(newest).view), variant.name);
            snapshots.push_back(std::move(done));
        };
        Engine(model).run(request);
        QCOMPARE(static_cast<int>(snapshots.size()), variant.config.layers - 1);
        for (const auto &snapshot : snapshots) {
            const StageKey first{Stage::weightedSum, 0, 1};
            QVERIFY2(sameBits(snapshot->matrix(first).view, whole->matrix(first).view), variant.name);
            QVERIFY_EXCEPTION_THROWN(snapshot->matrix({Stage::weights, snapshot->doneLayers(), 0}), std::exception);
        }
    }
}

void LayerStoreTest::generatesTheSameText()
{
    int generated = 0;
    for (const ConfigVariant &variant : deepVariants()) {
        if (variant.config.predicts != Predicts::nextToken)
            continue;
        const auto model = randomModel(variant.config, 3, variant.parts);
        RunRequest request = requestFor(variant, 12);
        const std::vector<int> whole = Engine(model).generate(request, 6);
        request.layerBudget = 0;
        QCOMPARE(Engine(model).generate(request, 6), whole);
        QVERIFY(!whole.empty());
        ++generated;
    }
    QVERIFY(generated > 0);
}

void LayerStoreTest::severalThreadsAskAtOnce()
{
    const ConfigVariant chosen = deepVariants().front();
    const auto model = randomModel(chosen.config, 3, chosen.parts);
    RunRequest request = requestFor(chosen, kTokens);
    const auto whole = Engine(model).run(request);
    request.layerBudget = whole->kept().bytes / 3;
    const auto thin = Engine(model).run(request);
    const std::vector<StageKey> places = placesOf(chosen.config);
    std::atomic<int> wrong = 0;
    std::vector<std::jthread> readers;
    for (std::size_t reader = 0; reader < 4; ++reader) {
        readers.emplace_back([&, reader] {
            // Two begin at the same place, two elsewhere.
            for (std::size_t i = 0; i < places.size(); i += 3) {
                const StageKey key = places[(i + reader / 2 * places.size() / 2) % places.size()];
                wrong += sameBits(thin->matrix(key).view, whole->matrix(key).view) ? 0 : 1;
            }
        });
    }
    readers.clear();
    QCOMPARE(wrong.load(), 0);
}

void LayerStoreTest::bytesStayWithinTheBudget_data()
{
    QTest::addColumn<int>("share");
    for (int share : {18, 30, 70})
        QTest::addRow("%d %% of everything", share) << share;
}

void LayerStoreTest::bytesStayWithinTheBudget()
{
    QFETCH(int, share);
    ConfigVariant chosen = deepVariants().front(); // as LLaMA
    chosen.config.layers = 12;
    chosen.config.layerConfigs.resize(12, chosen.config.layerConfigs.back());
    chosen.config.context = 4100;
    const auto model = randomModel(chosen.config, 3, chosen.parts);
    const int tokens = 2048;
    RunTokens ids;
    for (int i = 0; i < tokens; ++i)
        ids.ids[0].push_back(i * 7 % chosen.config.vocabulary);
    const auto run = [&](std::size_t budget, const std::shared_ptr<BufferPool> &pool) {
        auto store = std::make_unique<LayerStore>(std::make_shared<const Transformer>(model, ids, Edits{}, pool), budget);
        while (store->doneLayers() < chosen.config.layers)
            store->runNext({});
        return store;
    };
    std::size_t all = 0;
    {
        const auto pool = std::make_shared<BufferPool>();
        const auto store = run(std::size_t{1} << 40, pool);
        QVERIFY(store->plan().all);
        all = store->kept(chosen.config.layers).bytes;
        // What is counted is what was taken, but for the rotary table and rounding up to a quarter of a power of two.
        QVERIFY(pool->takenBytes() >= all);
        QVERIFY(pool->takenBytes() < all * 5 / 4 + (1u << 20));
    }
    const auto pool = std::make_shared<BufferPool>();
    const std::size_t budget = all * static_cast<std::size_t>(share) / 100;
    const auto store = run(budget, pool);
    QVERIFY(!store->plan().all);
    QVERIFY(store->plan().mostAlive() <= budget);
    // Beside the budget: the rows a projection is made from and the rotary table; and rounding.
    const std::size_t most = budget * 5 / 4 + (std::size_t{2} << 20);
    QVERIFY2(pool->mostTakenBytes() <= most, qPrintable(QString("%1 of %2").arg(pool->mostTakenBytes()).arg(most)));

    // As the window does: it shows one layer, and all others are gone through meanwhile.
    const std::shared_ptr<const void> shown = store->hold(3);
    for (int round = 0; round < 2; ++round)
        for (int layer = 0; layer < chosen.config.layers; ++layer)
            for (const Stage stage : {Stage::weights, Stage::residualBefore, Stage::mlpOut})
                stageInfo(stage).quadratic ? store->whole(layer, stage) : store->block(layer, stage, kTileRows * (layer % 4));
    QVERIFY2(pool->mostTakenBytes() <= most, qPrintable(QString("%1 of %2").arg(pool->mostTakenBytes()).arg(most)));
    QVERIFY(store->isAtHand(3));
    QVERIFY(store->kept(chosen.config.layers).bytes <= budget);
    QVERIFY(pool->takenBytes() + pool->idleBytes() <= most);
}

void LayerStoreTest::whatALongTextTakes_data()
{
    QTest::addColumn<bool>("turns");
    QTest::addRow("as LLaMA") << true;
    QTest::addRow("as GPT-2") << false;
}

// What is read beside the run counts: 16,384 tokens with all thumbnails made, in a model of the size of GPT-2 small.
void LayerStoreTest::whatALongTextTakes()
{
    QFETCH(bool, turns);
    constexpr int tokens = 16384;
    TransformerConfig config = smallConfig();
    config.layers = config.heads = 12;
    config.headWidth = 64;
    config.width = 768;
    config.feedForward = 3072;
    config.context = tokens;
    setRules(config, true, true);
    for (LayerConfig &layer : config.layerConfigs)
        layer.rotary = turns ? Rotary{64, RotaryPairing::halves, rotaryFrequencies(10'000, 64)} : Rotary();
    // No number is computed: the model has none.
    const auto model = std::make_shared<const Model>("model", config, nullptr, nullptr, LoadReport());
    RunTokens ids;
    ids.ids[0].assign(tokens, 0);
    const CapturePlan plan = planCapture(Transformer(model, ids, {}, std::make_shared<BufferPool>()), kLayerBudget);
    QVERIFY(!plan.all);
    constexpr std::size_t stream = sizeof(float) * tokens * 768;
    std::size_t streams = 1; // the end
    for (int layer = 0; layer < config.layers; ++layer)
        streams += plan.keepsInput(config, layer) ? 1 : 0;
    QCOMPARE(plan.kept, streams * stream);
    QCOMPARE(plan.reading, 4 * stream); // queries, keys, values and what they are made from
    QVERIFY(plan.working > 3 * stream); // keys, values, what they are made from, and rows
    QCOMPARE(plan.mostAlive(), plan.kept + plan.reading + std::max(plan.working, plan.reading));
    QVERIFY(plan.mostAlive() <= kLayerBudget);
    // With what the window and the cache of matrices take there is room in 1 GB.
    constexpr std::size_t window = 150'000'000;
    QVERIFY(kLayerBudget + MatrixCache::kBudget + window <= 1'000'000'000);
}

void LayerStoreTest::plansKeepWhatFits()
{
    ConfigVariant chosen = deepVariants().front();
    chosen.config.layers = 12;
    chosen.config.layerConfigs.resize(12, chosen.config.layerConfigs.back());
    chosen.config.context = 2048;
    const auto model = randomModel(chosen.config, 3, chosen.parts);
    RunTokens ids;
    ids.ids[0].assign(2000, 1);
    const Transformer transformer(model, ids, {}, std::make_shared<BufferPool>());
    int before = chosen.config.layers;
    bool sawAll = false;
    for (std::size_t budget = 0; !sawAll; budget += 200'000) {
        const CapturePlan plan = planCapture(transformer, budget);
        sawAll = plan.all;
        if (sawAll)
            break;
        QVERIFY(plan.every <= before); // more memory never keeps less
        QVERIFY(plan.every >= 1);
        QVERIFY(!plan.keepsInput(chosen.config, 0));
        before = plan.every;
    }
    QCOMPARE(before, 1);
}

void LayerStoreTest::withoutMemoryNothingIsLost_data()
{
    QTest::addColumn<bool>("keepsAll");
    QTest::addRow("of a run that keeps all") << true;
    QTest::addRow("of a long run") << false;
}

// Whichever request is refused, on whichever thread: what was asked for throws, and the same again gives the right numbers.
void LayerStoreTest::withoutMemoryNothingIsLost()
{
    NEEDS_FAILING_MEMORY;
    QFETCH(bool, keepsAll);
    constexpr std::size_t large = 8192;
    ConfigVariant chosen = deepVariants().front();
    const auto model = randomModel(chosen.config, 3, chosen.parts);
    RunRequest request = requestFor(chosen, kTokens);
    const auto whole = Engine(model).run(request);
    request.layerBudget = keepsAll ? kLayerBudget : whole->kept().bytes / 3;
    Engine engine(model);
    std::shared_ptr<const Trace> trace;
    int failed = 0;
    for (int spared = 0; !trace; spared = spared * 3 / 2 + 1) {
        try {
            const FailingMemory memory(large, spared);
            trace = engine.run(request);
        } catch (const std::bad_alloc &) {
            ++failed;
        }
    }
    QVERIFY(failed > 2);
    QCOMPARE(trace->kept().all, keepsAll);
    failed = 0;
    for (const StageKey key : {StageKey{Stage::weights, 3, 1}, StageKey{Stage::mlpOut, 2, 0}, StageKey{Stage::logits, 0, 0}}) {
        const Matrix right = whole->matrix(key);
        for (bool done = false; !done;) {
            try {
                const FailingMemory memory(large, failed % 5);
                trace->matrix(key);
                done = true;
            } catch (const std::bad_alloc &) {
                done = ++failed % 5 == 0;
            }
        }
        QVERIFY2(sameBits(trace->matrix(key).view, right.view), nameOf(chosen.config, key).c_str());
    }
    QVERIFY(failed > 0);
    const std::string other = firstOtherBits(*trace, *whole, 3);
    QVERIFY2(other.empty(), other.c_str());
}

void LayerStoreTest::saysWhatIsKept()
{
    const ConfigVariant chosen = deepVariants().front();
    const auto model = randomModel(chosen.config, 3, chosen.parts);
    RunRequest request = requestFor(chosen, kTokens);
    const auto whole = Engine(model).run(request);
    QVERIFY(whole->kept().heads.empty());
    QVERIFY(whole->kept().inputs.empty());
    QCOMPARE(whole->statistics().bytes, whole->kept().bytes);
    request.layerBudget = whole->kept().bytes * 4 / 5;
    const auto thin = Engine(model).run(request);
    QVERIFY(thin->kept().heads.empty());
    QCOMPARE(thin->kept().inputs, (std::vector<int>{0, 1, 2, 3, 4}));
    const std::size_t before = thin->kept().bytes;
    thin->matrix({Stage::rotatedQ, 2, 1});
    QCOMPARE(thin->kept().heads, std::vector<int>{2});
    QVERIFY(thin->kept().bytes > before);
    request.text.clear();
    QVERIFY(Engine(model).run(request)->kept().all); // nothing to keep
}

QTEST_APPLESS_MAIN(LayerStoreTest)
#include "layer_store_test.moc"
