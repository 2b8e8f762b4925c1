// Scores of heads whose doing is known: set by hand, to the last number, and Storyteller's, as its README has them.
#include "src/error.h"
#include "src/scores/head_sketch.h"
#include "src/scores/position_share.h"
#include "src/scores/repeated_tokens.h"
#include "src/scores/stand_outs.h"
#include "src/scores/value_output.h"
#include "tests/support/hand_made_induction.h"
#include "tests/support/random_model.h"

#include <QtTest>

#include <cmath>
#include <set>

using namespace headscope;

namespace {

// Weights are sums and quotients of a few single precision numbers.
constexpr double kTolerance = 1e-6;

bool near(double a, double b)
{
    return std::abs(a - b) < kTolerance;
}

} // namespace

class InductionHeadsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onAText();
    void onRandomTokens();
    void weights();
    void position();
    void storyteller();
    void randomTokensAreOrdinary();
    void refusedAndStopped();
};

void InductionHeadsTest::onAText()
{
    Engine engine(handMadeInduction());
    const auto trace = engine.run({.text = "abcdxabcdy"}); // 10 letters; a b c d come twice
    const HeadScores previous = headScores(*trace, 0, 0);
    QVERIFY(near(previous.previousToken.value, 1));
    QCOMPARE(previous.previousToken.rows, 9);
    QVERIFY(near(previous.entropy, 0));
    QVERIFY(near(previous.meanDistance, 1));
    QVERIFY(near(previous.induction.value, 0));

    // The second a finds the note "a" at 0, where nothing came before, and at 1: half and half. b, c, d find one place each.
    const HeadScores induction = headScores(*trace, 1, 0);
    QCOMPARE(induction.induction.rows, 4);
    QVERIFY(near(induction.induction.value, (0.5 + 1 + 1 + 1) / 4));
    QCOMPARE(induction.duplicateToken.rows, 4);
    QVERIFY(near(induction.duplicateToken.value, 0.5 / 4));

    const HeadScores even = headScores(*trace, 0, 1);
    double entropy = 0;
    for (int t = 1; t < 10; ++t)
        entropy += std::log2(t + 1.0) / 9;
    QVERIFY(std::abs(even.entropy - entropy) < 1e-5);

    const std::vector<HeadScores> scores{previous, even, induction, headScores(*trace, 1, 1)};
    const auto found = standOuts(scores, 2, 8);
    QVERIFY(found.size() >= 2);
    QCOMPARE(found[0].score, ScoreId::previous);
    QCOMPARE(found[1].score, ScoreId::induction);
}

void InductionHeadsTest::onRandomTokens()
{
    Engine engine(handMadeInduction());
    const RepeatedTokens settings{.length = 10, .sequences = 3, .seed = 5};
    double share = 0;
    const auto scores = inductionOnRepeats(engine, settings, {}, [&](double done) { share = done; });
    QVERIFY(scores.has_value());
    QCOMPARE(scores->size(), std::size_t(4));
    QVERIFY(near((*scores)[0], 0)); // looks at the token before, not at what followed
    QVERIFY(near((*scores)[2], (10 - 0.5) / 10)); // the very first token notes itself
    double even = 0;
    for (int t = 10; t < 20; ++t)
        even += 1.0 / (t + 1) / 10;
    QVERIFY(near((*scores)[1], even));
    QVERIFY(near((*scores)[3], even));
    QVERIFY(near(share, 1));
    QCOMPARE(*inductionOnRepeats(engine, settings), *scores); // the same seeds, the same numbers
}

void InductionHeadsTest::weights()
{
    const auto model = handMadeInduction();
    QVERIFY(near(valueOutputNorm(*model, {0, 0}), std::sqrt(26.0)));
    QVERIFY(near(valueOutputNorm(*model, {0, 1}), 0));
    QVERIFY(near(valueOutputNorm(*model, {1, 0}), 2 * std::sqrt(26.0)));
    const auto product = EmbeddingProduct::make(model);
    QVERIFY(near(product->copying({1, 0}).value(), 1));
    QVERIFY(near(product->copying({1, 1}).value(), -1));
    QVERIFY(!product->copying({0, 0})); // its notes are in no word
    QVERIFY(!product->copying({0, 1}));
}

void InductionHeadsTest::position()
{
    Engine engine(handMadeInduction());
    const auto trace = engine.run({.text = "abcaedbfgcahdbei"});
    QVERIFY(near(positionShare(*trace, 0, 0).value(), 1));
    QVERIFY(!positionShare(*trace, 0, 1)); // looks at all alike: nothing to explain
    QVERIFY(positionShare(*trace, 1, 0).value() < 0.6);

    SketchGrid diagonal{};
    for (int i = 0; i < kSketchSide; ++i)
        diagonal[std::size_t(i) * kSketchSide + i] = 1;
    const auto twentyFour = engine.run({.text = "abcdefghijklmnopqrstuvwx"});
    SketchGrid previous{};
    for (int i = 0; i < kSketchSide; ++i)
        previous[std::size_t(i) * kSketchSide + std::max(0, i - 1)] = 1;
    QVERIFY(near(similarity(headSketch(*twentyFour, 0, 0), previous).value(), 1));
    QVERIFY(similarity(headSketch(*twentyFour, 0, 0), diagonal).value() < 0.1);
}

void InductionHeadsTest::storyteller()
{
    const auto model = openModel(sourcePath("resources/models/storyteller"));
    Engine engine(model);
    const auto scores = inductionOnRepeats(engine, {});
    const auto scoreOf = [&](int layer, int head) { return (*scores)[std::size_t(layer * 8 + head)]; };
    // Its README measured other random tokens: 0.88, 0.87, 0.82.
    QVERIFY(std::abs(scoreOf(3, 5) - 0.88) < 0.08);
    QVERIFY(std::abs(scoreOf(3, 2) - 0.87) < 0.08);
    QVERIFY(std::abs(scoreOf(3, 7) - 0.82) < 0.08);
    for (int layer = 0; layer < 3; ++layer)
        for (int head = 0; head < 8; ++head)
            QVERIFY(scoreOf(layer, head) < 0.5);

    const auto trace
        = engine.run({.text = "Once upon a time there was a little girl named Lily. She loved to play outside in the park with her dog."});
    QVERIFY(headScores(*trace, 2, 7).previousToken.value > 0.9);
    QVERIFY(positionShare(*trace, 2, 7).value() > 0.9);
    QVERIFY(headScores(*trace, 1, 0).firstToken.value > 0.5);
    const auto product = EmbeddingProduct::make(model);
    QVERIFY(product->copying({3, 5}).value() > 0.5); // an induction head copies
}

void InductionHeadsTest::randomTokensAreOrdinary()
{
    const auto model = openModel(sourcePath("resources/models/storyteller"));
    const std::vector<int> ids = repeatedTokens(*model, {}, 0);
    QCOMPARE(ids.size(), std::size_t(100));
    QCOMPARE(std::set<int>(ids.begin(), ids.begin() + 50).size(), std::size_t(50));
    for (int i = 0; i < 50; ++i) {
        QCOMPARE(ids[i], ids[i + 50]);
        QVERIFY(!model->tokenizer().tokenOf(ids[i]).special);
    }
    QVERIFY(repeatedTokens(*model, {}, 1) != ids);

    TransformerConfig narrow = smallConfig();
    narrow.context = 9;
    QCOMPARE(repeatedTokens(*randomModel(narrow, 1), {}, 0).size(), std::size_t(8));
    narrow.context = 3;
    QVERIFY_EXCEPTION_THROWN(repeatedTokens(*randomModel(narrow, 1), {}, 0), Error);
}

void InductionHeadsTest::refusedAndStopped()
{
    std::stop_source source;
    source.request_stop();
    const auto model = handMadeInduction();
    Engine engine(model);
    QVERIFY(!inductionOnRepeats(engine, {.length = 10}, source.get_token()));
    QVERIFY(!EmbeddingProduct::make(model, source.get_token()));
}

QTEST_APPLESS_MAIN(InductionHeadsTest)
#include "induction_heads_test.moc"
