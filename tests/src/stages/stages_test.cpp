// Names of stages, and edits as data.

#include "src/stages/edits.h"

#include <QTest>

#include <array>
#include <limits>
#include <set>

using namespace headscope;

namespace {

using Kind = Edit::Kind;

} // namespace

class StagesTest : public QObject {
    Q_OBJECT

private slots:
    void namesAreUnique();
    void namesLeadBack();
    void hookNames();
    void editsOfCells();
    void infinityStays();
    void editsOfBlocks();
    void firstLayers();
    void descriptions();
};

void StagesTest::namesAreUnique()
{
    std::set<std::string_view> names;
    for (const StageInfo &info : allStages()) {
        QVERIFY(names.insert(info.name).second);
        QVERIFY(names.insert(info.hook).second || info.hook == info.name); // tokens, logits
        QVERIFY(info.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
        QVERIFY(!info.title.empty() && !info.formula.empty() && !info.symbol.empty());
        QCOMPARE(info.quadratic, info.rowAxis == 'T' && info.colAxis == 'S');
    }
}

void StagesTest::namesLeadBack()
{
    for (const StageInfo &info : allStages()) {
        QCOMPARE(&stageInfo(info.stage), &info);
        QCOMPARE(stageNamed(info.name), info.stage);
        QCOMPARE(stageNamed(info.hook), info.stage);
    }
    QCOMPARE(stageNamed("hook_pattern"), Stage::weights);
    QCOMPARE(stageNamed("hook_z"), Stage::weightedSum);
    QVERIFY(!stageNamed("hook_normalized")); // three stages end so
    QVERIFY(!stageNamed(""));
    QVERIFY(!stageNamed("Weights"));
}

void StagesTest::hookNames()
{
    QCOMPARE(hookName(Stage::weights, 0), std::string("blocks.0.attn.hook_pattern"));
    QCOMPARE(hookName(Stage::residualMiddle, 11), std::string("blocks.11.hook_resid_mid"));
    QCOMPARE(hookName(Stage::finalNorm, 3), std::string("ln_final.hook_normalized"));
    QCOMPARE(hookName(Stage::embedding, 3), std::string("hook_embed"));
}

void StagesTest::editsOfCells()
{
    std::array<float, 4> x{1, 2, 3, 4};
    const MutableMatrixView view{x.data(), 2, 2, 2};
    const Edits edits{
        {Kind::setValue, Stage::q, 0, 0, 0, 1, 10},
        {Kind::addValue, Stage::q, Edit::kAll, 0, Edit::kAll, 1, 1},
        {Kind::scaleValue, Stage::q, 0, Edit::kAll, 1, Edit::kAll, 2},
        {Kind::setValue, Stage::q, 1, 0, 0, 0, 99}, // another layer
        {Kind::setValue, Stage::q, 0, 1, 0, 0, 99}, // another head
        {Kind::setValue, Stage::k, 0, 0, 0, 0, 99}, // another stage
        {Kind::hideToken, Stage::q, 0, 0, 0, 0, 99},
    };
    applyEdits(edits, Stage::q, 0, 0, 0, view);
    QCOMPARE(x, (std::array<float, 4>{1, 11, 6, 10}));
    QVERIFY(touches(edits, Stage::q, 5, 0));
    QVERIFY(!touches(edits, Stage::q, 5, 1));
    QVERIFY(!touches(edits, Stage::v, 0, 0));

    // A layer's stage has no heads.
    x = {1, 2, 3, 4};
    applyEdits({{Kind::setValue, Stage::mlpOut, 0, 7, 0, 0, 5}, {Kind::setValue, Stage::logits, 7, 7, 0, 0, 6}}, Stage::mlpOut, 0,
        Edit::kAll, 0, view);
    QCOMPARE(x[0], 5.0f);
    applyEdits({{Kind::setValue, Stage::logits, 0, 7, 0, 0, 6}}, Stage::logits, 0, Edit::kAll, 0, view);
    QCOMPARE(x[0], 6.0f);

    x = {1, 2, 3, 4};
    applyEdits({{Kind::scaleHead, Stage::q, 0, 1, 0, 0, 0}}, Stage::weightedSum, 0, 1, 0, view);
    QCOMPARE(x, (std::array<float, 4>{}));
}

void StagesTest::infinityStays()
{
    constexpr float forbidden = -std::numeric_limits<float>::infinity();
    std::array<float, 3> x{forbidden, forbidden, forbidden};
    const MutableMatrixView view{x.data(), 1, 3, 3};
    applyEdits({{Kind::addValue, Stage::maskedScores, 0, 0, 0, 0, 5}, {Kind::scaleValue, Stage::maskedScores, 0, 0, 0, 1, 0},
                   {Kind::setValue, Stage::maskedScores, 0, 0, 0, 2, 1}},
        Stage::maskedScores, 0, 0, 0, view);
    QCOMPARE(x, (std::array<float, 3>{forbidden, forbidden, 1}));
}

void StagesTest::editsOfBlocks()
{
    // Rows 10 and 11 of a larger matrix; columns beyond the block do not exist here.
    std::array<float, 4> x{};
    const Edits edits{{Kind::setValue, Stage::q, 0, 0, 9, 0, 1}, {Kind::setValue, Stage::q, 0, 0, 11, 1, 2},
        {Kind::setValue, Stage::q, 0, 0, 12, 1, 3}, {Kind::setValue, Stage::q, 0, 0, 10, 2, 4}};
    applyEdits(edits, Stage::q, 0, 0, 10, {x.data(), 2, 2, 2});
    QCOMPARE(x, (std::array<float, 4>{0, 0, 0, 2}));
}

void StagesTest::firstLayers()
{
    const auto first = [](const Edit &edit) { return firstEditedLayer({edit}, 4); };
    QCOMPARE(firstEditedLayer({}, 4), 5);
    QCOMPARE(first({Kind::setValue, Stage::q, 2, 0, 0, 0, 1}), 2);
    QCOMPARE(first({Kind::setValue, Stage::q, Edit::kAll, 0, 0, 0, 1}), 0);
    QCOMPARE(first({Kind::setValue, Stage::embedding, 3, 0, 0, 0, 1}), 0);
    QCOMPARE(first({Kind::setValue, Stage::logits, 0, 0, 0, 0, 1}), 4);
    QCOMPARE(first({Kind::setValue, Stage::finalNorm, 0, 0, 0, 0, 1}), 4);
    QCOMPARE(first({Kind::scaleHead, Stage::q, 3, 0, 0, 0, 1}), 3);
    QCOMPARE(first({Kind::positionsOff, Stage::q, 3, 0, 0, 0, 1}), 0);
    QCOMPARE(first({Kind::temperature, Stage::q, 1, 0, 0, 0, 1}), 1);

    const Edit low{Kind::setValue, Stage::q, 1, 0, 0, 0, 1};
    const Edit high{Kind::setValue, Stage::q, 3, 0, 0, 0, 1};
    const Edit other{Kind::addValue, Stage::q, 1, 0, 0, 0, 1};
    QCOMPARE(firstDifferentLayer({low, high}, {low, high}, 4), 5);
    QCOMPARE(firstDifferentLayer({low, high}, {low}, 4), 3);
    QCOMPARE(firstDifferentLayer({high, low}, {low}, 4), 3);
    QCOMPARE(firstDifferentLayer({low, other}, {other, low}, 4), 1); // set then add is not add then set
}

void StagesTest::descriptions()
{
    QCOMPARE(describe({Kind::setValue, Stage::scaledScores, 1, 0, 2, 4, 4}), std::string("layer 2, head 1: scaled scores [3, 5] := 4"));
    QCOMPARE(describe({Kind::addValue, Stage::mlpOut, Edit::kAll, 0, Edit::kAll, 4, -1.5f}),
        std::string("every layer: MLP, output [every, 5] + −1.5"));
    QCOMPARE(describe({Kind::scaleValue, Stage::logits, 0, 0, Edit::kAll, Edit::kAll, 2}), std::string("logits every number × 2"));
    QCOMPARE(describe({Kind::scaleHead, Stage::q, 0, 2, 0, 0, 0}), std::string("layer 1, head 3: switched off"));
    QCOMPARE(describe({Kind::hideToken, Stage::q, Edit::kAll, Edit::kAll, Edit::kAll, 3, 0}), std::string("token 4 hidden"));
    QCOMPARE(describe({Kind::hideToken, Stage::q, 1, 0, Edit::kAll, 3, 0}), std::string("layer 2, head 1: token 4 hidden"));
    QCOMPARE(describe({Kind::temperature, Stage::q, Edit::kAll, Edit::kAll, 0, 0, 0.5f}),
        std::string("every layer, every head: temperature 0.5"));
    QCOMPARE(describe({Kind::positionsOff, Stage::q, 0, 0, 0, 0, 0}), std::string("positions off"));
}

QTEST_APPLESS_MAIN(StagesTest)
#include "stages_test.moc"
