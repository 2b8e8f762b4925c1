// Edits: a run with edits equals the naive twin's run with the same edits, and taking layers over from a base trace equals running
// them again, to the bit.

#include "src/engine.h"
#include "src/error.h"
#include "tests/support/random_edit.h"
#include "tests/support/random_model.h"
#include "tests/support/trace_comparison.h"

#include <QTest>

#include <limits>
#include <random>

using namespace headscope;

namespace {

using Kind = Edit::Kind;

Edit value(Kind kind, Stage stage, int layer, int head, int row, int column, float number)
{
    return {kind, stage, layer, head, row, column, number};
}

Edit switchOf(Kind kind, int layer = Edit::kAll, int head = Edit::kAll, float number = 0)
{
    return {kind, Stage::q, layer, head, Edit::kAll, Edit::kAll, number};
}

Edit hide(int token, int layer = Edit::kAll, int head = Edit::kAll)
{
    return {Kind::hideToken, Stage::q, layer, head, Edit::kAll, token, 0};
}

bool sameTraces(const Trace &a, const Trace &b)
{
    for (const Stage stage : a.config().stages())
        for (int layer = 0; layer < a.config().layers; ++layer)
            for (int head = 0; head < a.config().heads; ++head)
                if (!sameBits(a.matrix({stage, layer, head}).view, b.matrix({stage, layer, head}).view))
                    return false;
    return true;
}

} // namespace

class EngineEditsTest : public QObject {
    Q_OBJECT

private slots:
    void oneEdit_data();
    void oneEdit();
    void manyEdits_data();
    void manyEdits();
    void baseIsTakenOver_data();
    void baseIsTakenOver();
    void baseOfAnotherTextIsNot();
    void editsThatAreRefused_data();
    void editsThatAreRefused();
    void editsThatDoNotApply();
    void editedWeightsAreNoted();
    void overflowIsNoted();
    void hiddenTokenLeavesNoRowEmpty();
};

void EngineEditsTest::oneEdit_data()
{
    QTest::addColumn<int>("stage");
    QTest::addColumn<int>("kind");
    for (const StageInfo &info : allStages())
        if (info.stage != Stage::tokens && smallConfig().has(info.stage))
            for (Kind kind : {Kind::setValue, Kind::addValue, Kind::scaleValue})
                QTest::addRow("%s %d", info.name.data(), static_cast<int>(kind)) << static_cast<int>(info.stage) << static_cast<int>(kind);
}

void EngineEditsTest::oneEdit()
{
    QFETCH(int, stage);
    QFETCH(int, kind);
    for (NormPlace place : {NormPlace::pre, NormPlace::post}) {
        TransformerConfig config = smallConfig();
        config.normPlace = place;
        Engine engine(randomModel(config, 3));
        // One cell; a whole row; everything; and, for n × n stages, a cell that the mask forbids, in another block of keys.
        for (const auto &[row, column] : {std::pair(2, 1), {4, Edit::kAll}, {Edit::kAll, Edit::kAll}, {3, 4}, {3, 69}}) {
            const Edit edit = value(static_cast<Kind>(kind), static_cast<Stage>(stage), 1, 2, row,
                stageInfo(static_cast<Stage>(stage)).quadratic ? column : std::min(column, 4), 0.7f);
            const auto trace = engine.run({randomText(70, 9), {edit}, nullptr, {}});
            QVERIFY(trace->notes().empty() || edit.stage == Stage::weights);
            const std::string difference = firstDifference(*trace);
            QVERIFY2(difference.empty(), (describe(edit) + ": " + difference).c_str());
        }
    }
}

void EngineEditsTest::manyEdits_data()
{
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 200; ++seed)
        QTest::addRow("%d", seed) << seed;
}

void EngineEditsTest::manyEdits()
{
    QFETCH(int, seed);
    std::mt19937 random(static_cast<unsigned>(seed));
    TransformerConfig config = smallConfig();
    config.layers = 3;
    setRules(config, seed % 3 != 0, true);
    config.norm = static_cast<NormKind>(seed % 5 % 3);
    config.normPlace = seed % 2 ? NormPlace::post : NormPlace::pre;
    config.feedForward = seed % 7 ? 22 : 0;
    const int tokens = seed % 4 == 0 ? 67 : 6;
    Edits edits;
    for (int i = 0; i < 1 + seed % 5; ++i)
        edits.push_back(randomEdit(random, config, tokens));
    // Switches that have nothing to switch off are only noted, so the twin, which ignores them too, still agrees.
    const auto trace = Engine(randomModel(config, 40)).run({randomText(tokens, 3), edits, nullptr, {}});
    std::string list;
    for (const Edit &edit : edits)
        list += describe(edit) + "; ";
    // Several edits can make numbers no trained model has; rounding grows with them from layer to layer.
    const std::string difference = firstDifference(*trace, 5);
    QVERIFY2(difference.empty(), (list + difference).c_str());
}

void EngineEditsTest::baseIsTakenOver_data()
{
    QTest::addColumn<int>("layer");
    QTest::addColumn<int>("shared");
    QTest::newRow("first layer") << 0 << 0;
    QTest::newRow("middle layer") << 1 << 1;
    QTest::newRow("last layer") << 2 << 2;
    QTest::newRow("every layer") << Edit::kAll << 0;
}

void EngineEditsTest::baseIsTakenOver()
{
    QFETCH(int, layer);
    QFETCH(int, shared);
    for (NormPlace place : {NormPlace::pre, NormPlace::post}) {
        TransformerConfig config = smallConfig();
        config.layers = 3;
        config.normPlace = place;
        Engine engine(randomModel(config, 3));
        const std::string text = randomText(40, 9);
        for (Stage stage : {Stage::residualBefore, Stage::attentionNorm, Stage::k, Stage::weights, Stage::mlpPost, Stage::residualAfter}) {
            const Edits edits{value(Kind::setValue, stage, layer, 1, 5, 3, 2)};
            const auto base = engine.run({text, {}, nullptr, {}});
            const auto whole = engine.run({text, edits, nullptr, {}});
            const auto edited = engine.run({text, edits, base, {}});
            QCOMPARE(edited->statistics().firstComputedLayer, shared);
            QVERIFY(sameTraces(*whole, *edited));
            // And back: the edited trace as the base of the original.
            const auto back = engine.run({text, {}, edited, {}});
            QCOMPARE(back->statistics().firstComputedLayer, shared);
            QVERIFY(sameTraces(*base, *back));
        }
        // After the last layer.
        const auto base = engine.run({text, {}, nullptr, {}});
        const Edits late{value(Kind::addValue, Stage::logits, 0, 0, 5, 3, 2)};
        const auto edited = engine.run({text, late, base, {}});
        QCOMPARE(edited->statistics().firstComputedLayer, 3);
        QVERIFY(sameTraces(*engine.run({text, late, nullptr, {}}), *edited));
        // Edits that agree in the lower layers.
        const Edits two{value(Kind::setValue, Stage::q, 0, 0, 1, 1, 1), value(Kind::setValue, Stage::q, 2, 0, 1, 1, 1)};
        const auto one = engine.run({text, {two[0]}, nullptr, {}});
        const auto both = engine.run({text, two, one, {}});
        QCOMPARE(both->statistics().firstComputedLayer, 2);
        QVERIFY(sameTraces(*engine.run({text, two, nullptr, {}}), *both));
    }
}

void EngineEditsTest::baseOfAnotherTextIsNot()
{
    Engine engine(randomModel(smallConfig(), 3));
    const auto base = engine.run({"abcdef", {}, nullptr, {}});
    QCOMPARE(engine.run({"abcdeg", {}, base, {}})->statistics().firstComputedLayer, 0);
    QCOMPARE(engine.run({"abcdefg", {}, base, {}})->statistics().firstComputedLayer, 0);
    QCOMPARE(engine.run({"abcdef", {}, base, {}})->statistics().firstComputedLayer, 2);
    Engine other(randomModel(smallConfig(), 4));
    QCOMPARE(other.run({"abcdef", {}, base, {}})->statistics().firstComputedLayer, 0);
    QCOMPARE(other.run({"", {}, base, {}})->tokenCount(), 0);
}

void EngineEditsTest::editsThatAreRefused_data()
{
    QTest::addColumn<Edit>("edit");
    constexpr float infinity = std::numeric_limits<float>::infinity();
    QTest::newRow("layer") << value(Kind::setValue, Stage::q, 2, 0, 0, 0, 1);
    QTest::newRow("head") << value(Kind::setValue, Stage::q, 0, 3, 0, 0, 1);
    QTest::newRow("column") << value(Kind::setValue, Stage::q, 0, 0, 0, 5, 1);
    QTest::newRow("column of logits") << value(Kind::setValue, Stage::logits, 0, 0, 0, 29, 1);
    QTest::newRow("negative row") << value(Kind::setValue, Stage::q, 0, 0, -2, 0, 1);
    QTest::newRow("negative layer") << value(Kind::setValue, Stage::q, -2, 0, 0, 0, 1);
    QTest::newRow("negative column") << value(Kind::setValue, Stage::weights, 0, 0, 0, -2, 1);
    QTest::newRow("tokens") << value(Kind::setValue, Stage::tokens, 0, 0, 0, 0, 1);
    QTest::newRow("infinite") << value(Kind::setValue, Stage::q, 0, 0, 0, 0, infinity);
    QTest::newRow("not a number") << value(Kind::addValue, Stage::q, 0, 0, 0, 0, infinity - infinity);
    QTest::newRow("temperature 0") << switchOf(Kind::temperature, 0, 0, 0);
    QTest::newRow("temperature below 0") << switchOf(Kind::temperature, 0, 0, -1);
    QTest::newRow("head of a switch") << switchOf(Kind::maskOff, 0, 3);
    QTest::newRow("head switched off") << switchOf(Kind::scaleHead, 5, 0);
    QTest::newRow("no token hidden") << hide(Edit::kAll);
}

void EngineEditsTest::editsThatAreRefused()
{
    QFETCH(Edit, edit);
    Engine engine(randomModel(smallConfig(), 3));
    QVERIFY_EXCEPTION_THROWN(engine.run({"abcdef", {edit}, nullptr, {}}), Error);
    QVERIFY(engine.run({"abcdef", {}, nullptr, {}}));
}

void EngineEditsTest::editsThatDoNotApply()
{
    TransformerConfig config = smallConfig();
    setRules(config, false, false);
    config.position = PositionKind::none;
    Engine engine(randomModel(config, 3));
    const auto plain = engine.run({"abcdef", {}, nullptr, {}});
    for (const Edit &edit : {value(Kind::setValue, Stage::q, 0, 0, 6, 0, 1), value(Kind::setValue, Stage::weights, 0, 0, 0, 6, 1), hide(6),
             switchOf(Kind::maskOff), switchOf(Kind::scalingOff), switchOf(Kind::positionsOff)}) {
        const auto trace = engine.run({"abcdef", {edit}, nullptr, {}});
        QCOMPARE(trace->notes().size(), std::size_t(1));
        QVERIFY(trace->notes().front().starts_with("Not applied: "));
        QCOMPARE(trace->edits().size(), std::size_t(1));
        QVERIFY(sameTraces(*plain, *trace));
    }
    QVERIFY_EXCEPTION_THROWN(engine.run({"abcdef", {value(Kind::setValue, Stage::position, 0, 0, 0, 0, 1)}, nullptr, {}}), Error);
}

void EngineEditsTest::editedWeightsAreNoted()
{
    Engine engine(randomModel(smallConfig(), 3));
    const auto trace = engine.run({"abcdef", {value(Kind::setValue, Stage::weights, 0, 0, 3, 1, 1)}, nullptr, {}});
    QCOMPARE(trace->notes().size(), std::size_t(1));
    QCOMPARE(trace->matrix({Stage::weights, 0, 0})(3, 1), 1.0f);
}

void EngineEditsTest::overflowIsNoted()
{
    Engine engine(randomModel(smallConfig(), 5));
    RunRequest request;
    request.text = "abc";
    QVERIFY(engine.run(request)->notes().empty());
    request.edits = {
        value(Kind::setValue, Stage::residualBefore, 0, 0, 0, 0, 3e38f), value(Kind::scaleValue, Stage::residualBefore, 0, 0, -1, -1, 10)};
    const auto trace = engine.run(request);
    QCOMPARE(trace->notes().size(), std::size_t(1));
    QVERIFY(trace->notes().front().find("too large") != std::string::npos);
}

void EngineEditsTest::hiddenTokenLeavesNoRowEmpty()
{
    Engine engine(randomModel(smallConfig(), 3));
    const auto trace = engine.run({"abcdef", {hide(0), hide(2)}, nullptr, {}});
    const Matrix weights = trace->matrix({Stage::weights, 1, 1});
    for (int row = 0; row < 6; ++row) {
        float sum = 0;
        for (int key = 0; key < 6; ++key) {
            sum += weights(row, key);
            if ((key == 0 || key == 2) && key != row)
                QCOMPARE(weights(row, key), 0.0f);
        }
        QVERIFY(std::abs(sum - 1) < 1e-6f);
    }
}

QTEST_APPLESS_MAIN(EngineEditsTest)
#include "engine_edits_test.moc"
