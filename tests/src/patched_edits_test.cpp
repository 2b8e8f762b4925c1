// Edits that put something in the place of what the model made: patterns, rows of another sentence's run, tokens. Each run is compared with
// the naive twin, and refused edits say why.
#include "src/engine.h"
#include "src/error.h"
#include "src/interventions/patching.h"
#include "tests/support/family_folders.h"
#include "tests/support/random_model.h"
#include "tests/support/trace_comparison.h"

#include <QTest>

#include <limits>

using namespace headscope;

namespace {

using Kind = Edit::Kind;

Edit pattern(PatternRule rule, int layer = Edit::kAll, int head = Edit::kAll, int row = Edit::kAll)
{
    Edit edit;
    edit.kind = Kind::replacePattern;
    edit.rule = rule;
    edit.layer = layer;
    edit.head = head;
    edit.row = row;
    return edit;
}

Edit token(int row, int id, int layer = Edit::kAll)
{
    Edit edit;
    edit.kind = Kind::replaceToken;
    edit.row = row;
    edit.id = id;
    edit.layer = layer;
    return edit;
}

Edit rows(Stage stage, std::vector<int> which, int columns, float value)
{
    auto patch = std::make_shared<RowPatch>();
    auto numbers = std::make_shared<std::vector<float>>(which.size() * std::size_t(columns), value);
    patch->values = {{numbers->data(), int(which.size()), columns, columns, 1}, numbers};
    patch->rows = std::move(which);
    Edit edit;
    edit.kind = Kind::setRows;
    edit.stage = stage;
    edit.layer = 1;
    edit.head = 0;
    edit.patch = patch;
    return edit;
}

} // namespace

class PatchedEditsTest : public QObject {
    Q_OBJECT

private slots:
    void uniformAndPreviousPatterns();
    void patternOfAnotherSentence();
    void rowsOfAnotherSentence_data();
    void rowsOfAnotherSentence();
    void longerSentencesAreAligned();
    void everythingPatchedIsTheOtherRun();
    void orderOfEditsCounts();
    void replacedTokenIsTheTypedOne();
    void decoderTokenIsReplaced();
    void refused_data();
    void refused();
    void saidInWords();
};

void PatchedEditsTest::uniformAndPreviousPatterns()
{
    for (const bool causal : {true, false}) {
        TransformerConfig config = smallConfig();
        setRules(config, causal, true);
        Engine engine(randomModel(config, 3));
        for (const Edit &edit : {pattern(PatternRule::uniform), pattern(PatternRule::previousToken), pattern(PatternRule::uniform, 1, 2),
                 pattern(PatternRule::previousToken, 0, 1, 66)}) {
            const auto trace = engine.run({randomText(70, 9), {edit}});
            QCOMPARE(firstDifference(*trace), std::string());
        }
        Edit hidden;
        hidden.kind = Kind::hideToken;
        hidden.column = 2;
        const auto trace
            = engine.run({randomText(5, 9), {hidden, pattern(PatternRule::uniform), pattern(PatternRule::previousToken, 1, 0)}});
        QCOMPARE(firstDifference(*trace), std::string());
        QCOMPARE(trace->matrix({Stage::weights, 0, 0})(4, 2), 0.0f);
        QCOMPARE(trace->matrix({Stage::weights, 0, 0})(4, 3), 0.25f);
        QCOMPARE(trace->matrix({Stage::weights, 1, 0})(3, 3), 1.0f); // the one before is hidden
        QCOMPARE(trace->matrix({Stage::weights, 1, 0})(4, 3), 1.0f);
    }
}

void PatchedEditsTest::patternOfAnotherSentence()
{
    Engine engine(randomModel(smallConfig(), 3));
    const auto a = engine.run({randomText(70, 9)});
    const auto b = engine.run({randomText(70, 10)});
    const auto patched = engine.run({a->text(), {patternPatch(*a, *b, 1, 2)}, a});
    QCOMPARE(firstDifference(*patched), std::string());
    QCOMPARE(patched->statistics().firstComputedLayer, 1);
    QVERIFY(sameBits(patched->matrix({Stage::weights, 1, 2}).view, b->matrix({Stage::weights, 1, 2}).view));
    QVERIFY(!sameBits(patched->matrix({Stage::weights, 1, 1}).view, b->matrix({Stage::weights, 1, 1}).view));
    QVERIFY_EXCEPTION_THROWN(patternPatch(*a, *engine.run({randomText(69, 10)}), 1, 2), Error);
    QVERIFY_EXCEPTION_THROWN(patternPatch(*a, *Engine(randomModel(smallConfig(), 3)).run({randomText(70, 9)}), 1, 2), Error);
    QVERIFY_EXCEPTION_THROWN(engine.run({randomText(69, 9), {patternPatch(*a, *b, 1, 2)}}), Error);
}

void PatchedEditsTest::rowsOfAnotherSentence_data()
{
    QTest::addColumn<int>("stage");
    for (const Stage stage : smallConfig().stages(0))
        if (stage != Stage::tokens && !stageInfo(stage).quadratic)
            QTest::addRow("%s", stageInfo(stage).name.data()) << int(stage);
}

void PatchedEditsTest::rowsOfAnotherSentence()
{
    QFETCH(int, stage);
    for (const NormPlace place : {NormPlace::pre, NormPlace::post}) {
        TransformerConfig config = smallConfig();
        config.normPlace = place;
        config.keyValueHeads = 1; // keys and values of all heads are patched together
        Engine engine(randomModel(config, 3));
        const auto a = engine.run({randomText(70, 9)});
        const auto b = engine.run({randomText(70, 10)});
        for (const std::vector<int> &which : {std::vector<int>(), std::vector{0, 3, 68}}) {
            const Edit edit = rowPatch(*a, *b, {Stage(stage), 1, 1}, AlignmentRule::position, which);
            const auto patched = engine.run({a->text(), {edit}, a});
            QCOMPARE(firstDifference(*patched), std::string());
            QVERIFY(patched->notes().empty());
            const int row = which.empty() ? 5 : 3;
            QVERIFY(sameBits(patched->rows({Stage(stage), 1, 1}, row, 1).view, b->rows({Stage(stage), 1, 1}, row, 1).view));
        }
    }
}

void PatchedEditsTest::longerSentencesAreAligned()
{
    Engine engine(randomModel(smallConfig(), 3));
    const auto a = engine.run({"abcdef"});
    const auto b = engine.run({"abxcdefgh"});
    const auto byText = partnerTokens(a->tokens(), b->tokens(), AlignmentRule::text);
    QCOMPARE(byText, (std::vector{0, 1, 3, 4, 5, 6}));
    QCOMPARE(partnerTokens(a->tokens(), b->tokens(), AlignmentRule::position), (std::vector{0, 1, 2, 3, 4, 5}));
    QCOMPARE(partnerTokens(b->tokens(), a->tokens(), AlignmentRule::text), (std::vector{0, 1, -1, 2, 3, 4, 5, -1, -1}));
    QCOMPARE(partnerTokens({}, a->tokens(), AlignmentRule::text), std::vector<int>());
    QCOMPARE(partnerTokens(a->tokens(), {}, AlignmentRule::text), std::vector<int>(6, -1));
    const Edit edit = rowPatch(*a, *b, {Stage::v, 0, 1}, AlignmentRule::text, {2});
    QVERIFY(sameBits(engine.run({"abcdef", {edit}})->rows({Stage::v, 0, 1}, 2, 1).view, b->rows({Stage::v, 0, 1}, 3, 1).view));
    QVERIFY_EXCEPTION_THROWN(rowPatch(*b, *a, {Stage::v, 0, 1}, AlignmentRule::text, {2}), Error); // inserted: nothing stands for it
    QVERIFY_EXCEPTION_THROWN(rowPatch(*a, *b, {Stage::v, 0, 1}, AlignmentRule::text, {6}), Error);
    QVERIFY_EXCEPTION_THROWN(rowPatch(*a, *b, {Stage::weights, 0, 1}, AlignmentRule::text), Error);
}

// With the whole residual stream taken from B, what follows is B's run.
void PatchedEditsTest::everythingPatchedIsTheOtherRun()
{
    TransformerConfig config = smallConfig();
    config.layers = 3;
    Engine engine(randomModel(config, 3));
    const auto a = engine.run({randomText(20, 9)});
    const auto b = engine.run({randomText(20, 10)});
    const auto patched = engine.run({a->text(), {rowPatch(*a, *b, {Stage::residualBefore, 1, 0}, AlignmentRule::position)}, a});
    QVERIFY(sameBits(patched->matrix({Stage::logits}).view, b->matrix({Stage::logits}).view));
    QVERIFY(!sameBits(patched->matrix({Stage::logits}).view, a->matrix({Stage::logits}).view));
}

void PatchedEditsTest::orderOfEditsCounts()
{
    Engine engine(randomModel(smallConfig(), 3));
    const Edit cell{Kind::setValue, Stage::weights, 0, 0, 3, 1, 0.75f};
    for (const Edits &edits : {Edits{pattern(PatternRule::uniform, 0, 0), cell}, Edits{cell, pattern(PatternRule::uniform, 0, 0)}}) {
        const auto trace = engine.run({"abcdef", edits});
        QCOMPARE(firstDifference(*trace), std::string());
        QCOMPARE(trace->matrix({Stage::weights, 0, 0})(3, 1), edits.back() == cell ? 0.75f : 0.25f);
    }
}

void PatchedEditsTest::replacedTokenIsTheTypedOne()
{
    const auto model = openModel(kFamilyFolders / "bert_pretraining");
    Engine engine(model);
    const Tokenizer &tokenizer = model->tokenizer();
    QVERIFY(tokenizer.maskId());
    const std::string text = "the cat sat on the mat";
    const auto plain = engine.run({text});
    // A whole word that is one piece: typed, [MASK] takes the place of nothing else.
    int row = 0;
    const auto isWord = [&](const Token &one) {
        return one.sequence == 0 && one.end > one.begin && (one.begin == 0 || text[one.begin - 1] == ' ')
            && (one.end == text.size() || text[one.end] == ' ');
    };
    while (row < plain->tokenCount() && !isWord(plain->tokens()[std::size_t(row)]))
        ++row;
    QVERIFY(row < plain->tokenCount() - 1);
    const Token word = plain->tokens()[std::size_t(row)];
    const auto typed = engine.run({text.substr(0, word.begin) + tokenizer.piece(*tokenizer.maskId()) + text.substr(word.end)});
    QCOMPARE(plain->tokenCount(), typed->tokenCount());
    const auto masked = engine.run({text, {token(row, *tokenizer.maskId())}, plain});
    QVERIFY(masked->notes().empty());
    QCOMPARE(masked->text(), text);
    for (int t = 0; t < plain->tokenCount(); ++t)
        QCOMPARE(masked->tokens()[std::size_t(t)].id, typed->tokens()[std::size_t(t)].id);
    QCOMPARE(masked->tokens()[std::size_t(row)].replaces, plain->tokens()[std::size_t(row)].display);
    QCOMPARE(masked->tokens()[std::size_t(row)].begin, plain->tokens()[std::size_t(row)].begin);
    QVERIFY(sameBits(masked->matrix({Stage::logits}).view, typed->matrix({Stage::logits}).view));
    QCOMPARE(firstDifference(*masked), std::string());
    // Two tokens, and a token the text does not have.
    const auto two = engine.run({text, {token(row, *tokenizer.maskId()), token(row + 1, *tokenizer.maskId())}});
    QCOMPARE(two->tokens()[std::size_t(row + 1)].id, *tokenizer.maskId());
    QCOMPARE(engine.run({"the cat", {token(90, *tokenizer.maskId())}})->notes().size(), std::size_t(1));
}

void PatchedEditsTest::decoderTokenIsReplaced()
{
    for (std::uint32_t seed = 0;; ++seed) {
        const TransformerConfig config = randomConfig(seed);
        if (!config.isEncoderDecoder() || config.decoderStart < 0)
            continue;
        Engine engine(randomModel(config, seed));
        RunRequest request{.text = "abc"};
        request.target = "defg";
        const auto base = engine.run(request);
        request.edits = {token(1, 5, config.encoderLayers)};
        request.base = base;
        const auto changed = engine.run(request);
        QCOMPARE(changed->stackTokens(1)[1].id, 5);
        QCOMPARE(changed->tokens()[1].id, base->tokens()[1].id);
        QCOMPARE(changed->statistics().firstComputedLayer, config.encoderLayers);
        QCOMPARE(firstDifference(*changed), std::string());
        request.edits = {token(1, 5)};
        QCOMPARE(engine.run(request)->tokens()[1].id, 5);
        return;
    }
}

void PatchedEditsTest::refused_data()
{
    QTest::addColumn<Edit>("edit");
    Edit none;
    none.kind = Kind::setRows;
    QTest::newRow("no numbers") << none;
    QTest::newRow("columns") << rows(Stage::q, {0}, 4, 1);
    QTest::newRow("scores") << rows(Stage::weights, {0}, 6, 1);
    QTest::newRow("not finite") << rows(Stage::q, {0}, 5, std::numeric_limits<float>::infinity());
    QTest::newRow("order of rows") << rows(Stage::q, {1, 0}, 5, 1);
    QTest::newRow("twice") << rows(Stage::q, {1, 1}, 5, 1);
    QTest::newRow("negative row") << rows(Stage::q, {-1, 1}, 5, 1);
    QTest::newRow("no pattern") << pattern(PatternRule::given, 0, 0);
    Edit everywhere = rows(Stage::q, {0}, 6, 1);
    everywhere.kind = Kind::replacePattern;
    everywhere.rule = PatternRule::given;
    everywhere.layer = Edit::kAll;
    QTest::newRow("pattern of every layer") << everywhere;
    QTest::newRow("layer of a pattern") << pattern(PatternRule::uniform, 2, 0);
    QTest::newRow("head of a pattern") << pattern(PatternRule::uniform, 0, 3);
    QTest::newRow("piece") << token(0, 29);
    QTest::newRow("no piece") << token(0, -1);
    QTest::newRow("no token") << token(Edit::kAll, 3);
}

void PatchedEditsTest::refused()
{
    QFETCH(Edit, edit);
    QVERIFY_EXCEPTION_THROWN(Engine(randomModel(smallConfig(), 3)).run({"abcdef", {edit}}), Error);
}

void PatchedEditsTest::saidInWords()
{
    QCOMPARE(describe(pattern(PatternRule::uniform, 1, 2)), std::string("layer 2, head 3: pattern := uniform"));
    QCOMPARE(describe(pattern(PatternRule::previousToken, 0, 0, 4)), std::string("layer 1, head 1: pattern of token 5 := previous token"));
    Edit mask = token(3, 7);
    QCOMPARE(describe(mask), std::string("token 4 := piece 7"));
    mask.name = "[MASK]";
    QCOMPARE(describe(mask), std::string("token 4 := [MASK]"));
    Edit patch = rows(Stage::weightedSum, {0, 4}, 5, 1);
    patch.name = "B";
    QCOMPARE(describe(patch), std::string("layer 2, head 1: weighted sum of 2 tokens := that of “B”"));
}

QTEST_APPLESS_MAIN(PatchedEditsTest)
#include "patched_edits_test.moc"
