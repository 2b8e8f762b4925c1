// The map of models that nobody thought of: every stage stands in it once, nothing overlaps, and the arrows are those of the plan.
#include "tests/support/random_model.h"
#include "ui/views/map/map_words.h"
#include "ui/views/map/model_map.h"

#include <QtTest>

using namespace headscope;

class ModelMapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyStageStandsOnce_data() { seeds(); }
    void everyStageStandsOnce();
    void nothingOverlaps_data() { seeds(); }
    void nothingOverlaps();
    void arrowsAreThoseOfThePlan_data() { seeds(); }
    void arrowsAreThoseOfThePlan();
    void sizesAreThisModels();
    void theOtherStackShowsALayerThatReadsTheEncoder();

private:
    void seeds();
};

namespace {

constexpr int kSeeds = 40;

/// The stages that are drawn: of the stack of `layer` those of that layer.
std::size_t stagesOf(const TransformerConfig &config, const OpenLayers &open)
{
    std::size_t count = 0;
    for (int stack = 0; stack < config.stackCount(); ++stack)
        count += config.stages(open[static_cast<std::size_t>(stack)]).size();
    return count;
}

/// A point lies on the border of a box, or of the strip that holds the closed layers.
bool touches(const ModelMap &map, const QPointF &point)
{
    const auto isOnBorder
        = [&](const QRectF &rect) { return rect.adjusted(-1, -1, 1, 1).contains(point) && !rect.adjusted(1, 1, -1, -1).contains(point); };
    return std::any_of(map.boxes.begin(), map.boxes.end(), [&](const MapBox &box) { return isOnBorder(box.rect); })
        || std::any_of(map.frames.begin(), map.frames.end(),
            [&](const MapFrame &frame) { return frame.kind == MapFrame::Kind::layer && frame.title.isEmpty() && isOnBorder(frame.rect); });
}

} // namespace

void ModelMapTest::seeds()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < kSeeds; ++seed)
        QTest::addRow("seed %d", seed) << seed;
}

void ModelMapTest::everyStageStandsOnce()
{
    QFETCH(int, seed);
    const TransformerConfig config = randomConfig(std::uint32_t(seed));
    for (int layer = 0; layer < config.layers; ++layer) {
        const OpenLayers open = openLayersFor(config, layer);
        const ModelMap map = modelMap(config, open);
        std::size_t stages = 0;
        std::vector<int> closed(std::size_t(config.layers), 0);
        for (const MapBox &box : map.boxes) {
            QVERIFY(!box.title.isEmpty() && !box.tip.isEmpty());
            if (box.kind == MapBox::Kind::stage) {
                ++stages;
                QVERIFY(config.has(box.key.stage, box.key.layer) && !box.detail.isEmpty());
                QCOMPARE(&map.boxes[std::size_t(map.boxOf(config, box.key))], &box);
                QCOMPARE(&map.boxes[std::size_t(map.boxAt(box.rect.center()))], &box);
            } else {
                ++closed[std::size_t(box.key.layer)];
            }
        }
        QCOMPARE(stages, stagesOf(config, open));
        for (int other = 0; other < config.layers; ++other)
            QCOMPARE(closed[std::size_t(other)], open[std::size_t(config.stackOf(other))] == other ? 0 : 1);
    }
}

void ModelMapTest::nothingOverlaps()
{
    QFETCH(int, seed);
    const TransformerConfig config = randomConfig(std::uint32_t(seed));
    for (int layer = 0; layer < config.layers; ++layer) {
        const ModelMap map = modelMap(config, openLayersFor(config, layer), QStringLiteral("Model"));
        const QRectF page(QPointF(), map.size);
        for (const MapBox &box : map.boxes) {
            QVERIFY(page.contains(box.rect));
            for (const MapBox &other : map.boxes)
                QVERIFY(&box == &other || !box.rect.intersects(other.rect));
            for (const MapFrame &frame : map.frames) // whole inside, or whole outside
                QVERIFY(!frame.rect.intersects(box.rect) || frame.rect.contains(box.rect));
        }
        for (const MapFrame &frame : map.frames)
            QVERIFY(page.contains(frame.rect));
    }
}

void ModelMapTest::arrowsAreThoseOfThePlan()
{
    QFETCH(int, seed);
    const TransformerConfig config = randomConfig(std::uint32_t(seed));
    for (int layer = 0; layer < config.layers; ++layer) {
        const OpenLayers open = openLayersFor(config, layer);
        const ModelMap map = modelMap(config, open);
        std::size_t most = 0;
        std::size_t least = 0;
        for (int stack = 0; stack < config.stackCount(); ++stack)
            for (const PlanStep &step : layerPlan(config, open[std::size_t(stack)]))
                least += std::size_t(step.sources.size());
        most = least + 4 * std::size_t(config.stackCount()); // into the closed layers below and out of those above
        QVERIFY(map.arrows.size() >= least && map.arrows.size() <= most);
        const QRectF page(QPointF(), map.size);
        for (const MapArrow &arrow : map.arrows) {
            for (const QPointF &point : arrow.path)
                QVERIFY(page.contains(point));
            for (const QPointF &end : {arrow.path.first(), arrow.path.last()})
                QVERIFY(touches(map, end));
            for (qsizetype i = 1; i < arrow.path.size(); ++i) { // level or upright
                const QPointF way = arrow.path[i] - arrow.path[i - 1];
                QVERIFY(std::abs(way.x()) < 0.01 || std::abs(way.y()) < 0.01);
            }
        }
    }
}

void ModelMapTest::sizesAreThisModels()
{
    TransformerConfig config;
    config.layers = 3;
    config.heads = 4;
    config.keyValueHeads = 2;
    config.headWidth = 8;
    config.width = 32;
    config.feedForward = 96;
    config.vocabulary = 500;
    config.context = 64;
    LayerConfig layer;
    layer.causal = true;
    layer.window = 16;
    config.setLayers(layer);
    const ModelMap map = modelMap(config, {1, 1});
    const auto detail = [&](Stage stage) { return map.boxes[std::size_t(map.boxOf(config, {stage, 1, 0}))].detail; };
    QCOMPARE(detail(Stage::embedding), QStringLiteral("500 × 32 · W_E"));
    QCOMPARE(detail(Stage::q), QStringLiteral("32 → 8 · W_Q"));
    QCOMPARE(detail(Stage::weights), QStringLiteral("T × S"));
    QCOMPARE(detail(Stage::outputProjection), QStringLiteral("32 → 32 · W_O"));
    QCOMPARE(detail(Stage::mlpPre), QStringLiteral("32 → 96 · W_in"));
    QCOMPARE(detail(Stage::logits), QStringLiteral("32 → 500 · W_U"));
    QStringList titles;
    for (const MapFrame &frame : map.frames)
        titles << frame.title;
    QVERIFY(titles.contains(QStringLiteral("Layer 2 of 3")));
    QVERIFY(titles.contains(QStringLiteral("Attention: 4 heads of 8, 2 of keys and values, causal, window of 16")));
    QVERIFY(titles.contains(QStringLiteral("MLP: 32 → 96 → 32")));
}

void ModelMapTest::theOtherStackShowsALayerThatReadsTheEncoder()
{
    for (int seed = 0; seed < kSeeds; ++seed) {
        const TransformerConfig config = randomConfig(std::uint32_t(seed));
        const OpenLayers open = openLayersFor(config, 0);
        QCOMPARE(open[0], 0);
        QCOMPARE(config.stackOf(open[1]), config.stackCount() - 1);
        if (config.isEncoderDecoder())
            QVERIFY(config.layer(open[1]).cross);
    }
}

QTEST_MAIN(ModelMapTest)
#include "model_map_test.moc"
