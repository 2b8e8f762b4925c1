// Which heads are listed, in which order, and that nothing is listed where nothing stands out.
#include "src/scores/stand_outs.h"

#include <QtTest>

#include <limits>

using namespace headscope;

namespace {

/// A head without any pattern: entropy in the middle, every rule followed exactly as much as by even attention.
HeadScores plainHead()
{
    HeadScores scores;
    scores.rows = 9;
    scores.entropy = 1.5;
    scores.evenEntropy = 2.5;
    const PatternScore even{0.2, 0.2, 9};
    scores.previousToken = scores.firstToken = scores.sameToken = even;
    return scores;
}

HeadScores previousTokenHead(double value)
{
    HeadScores scores = plainHead();
    scores.previousToken.value = value;
    return scores;
}

} // namespace

class StandOutsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void strongestFirst();
    void highScoreOfShortTextIsNoPattern();
    void tooFewRows();
    void overflowIsNoPattern();
    void weakButFarAboveEvenAndTheOthers();
    void whatMostHeadsDoIsNoNews();
    void atMostThreeOfAPattern();
    void broadComesLast();
    void onRequest();
};

void StandOutsTest::strongestFirst()
{
    HeadScores induction = previousTokenHead(0.5);
    induction.induction = {0.9, 0.1, 4};
    const std::vector<HeadScores> scores{plainHead(), previousTokenHead(0.8), plainHead(), induction};
    const auto found = standOuts(scores, 2, 8);
    QCOMPARE(found.size(), std::size_t(2));
    QCOMPARE(found[0].layer, 1);
    QCOMPARE(found[0].head, 1);
    QVERIFY(found[0].score == ScoreId::induction);
    QCOMPARE(found[0].value, 0.9);
    QCOMPARE(found[0].rows, 4);
    QCOMPARE(found[1].layer, 0);
    QCOMPARE(found[1].head, 1);
    QVERIFY(found[1].score == ScoreId::previous);
}

void StandOutsTest::highScoreOfShortTextIsNoPattern()
{
    HeadScores scores = plainHead();
    scores.previousToken = {0.55, 0.45, 9};
    QVERIFY(standOuts(std::vector{scores}, 1, 8).empty());
}

void StandOutsTest::overflowIsNoPattern()
{
    const std::vector<HeadScores> scores{previousTokenHead(std::numeric_limits<double>::quiet_NaN()), previousTokenHead(0.8)};
    const auto found = standOuts(scores, 2, 8);
    QCOMPARE(found.size(), std::size_t(1));
    QCOMPARE(found[0].head, 1);
}

void StandOutsTest::tooFewRows()
{
    HeadScores scores = plainHead();
    scores.previousToken = {1.0, 0.2, 2};
    QVERIFY(standOuts(std::vector{scores}, 1, 8).empty());
}

void StandOutsTest::weakButFarAboveEvenAndTheOthers()
{
    // Induction heads of a small trained model: a third of the attention, where even attention gives a twentieth.
    std::vector<HeadScores> scores(16, plainHead());
    for (HeadScores &head : scores)
        head.induction = {0.05, 0.05, 12};
    for (const int place : {9, 11, 14})
        scores[std::size_t(place)].induction.value = 0.32 + 0.001 * place;
    scores[3].entropy = 2.5; // broad
    const auto found = standOuts(scores, 8, 8);
    QCOMPARE(found.size(), std::size_t(4));
    for (std::size_t i = 0; i < 3; ++i)
        QVERIFY(found[i].score == ScoreId::induction && found[i].layer == 1);
    QCOMPARE(found[0].head, 6);
    QVERIFY(found[3].score == ScoreId::entropy);

    for (HeadScores &head : scores)
        head.induction.rows = 4; // too few to tell so little from chance
    QCOMPARE(standOuts(scores, 8, 8).size(), std::size_t(1));
    std::vector<HeadRow> more(16);
    for (HeadRow &row : more)
        row.value(ScoreId::randomInduction) = 0.01;
    more[5].value(ScoreId::randomInduction) = 0.3;
    QVERIFY(standOuts(scores, 8, 8, more).front().score == ScoreId::randomInduction);
}

void StandOutsTest::whatMostHeadsDoIsNoNews()
{
    HeadScores first = plainHead();
    first.firstToken = {0.36, 0.1, 9};
    const std::vector<HeadScores> scores(8, first);
    QVERIFY(standOuts(scores, 4, 8).empty());
    HeadScores more = first;
    more.firstToken.value = 0.7; // most of what it does
    std::vector<HeadScores> withOne = scores;
    withOne[2] = more;
    QCOMPARE(standOuts(withOne, 4, 8).size(), std::size_t(1));
}

void StandOutsTest::atMostThreeOfAPattern()
{
    std::vector<HeadScores> scores(5, previousTokenHead(0.9));
    HeadScores first = plainHead();
    first.firstToken.value = 0.6;
    scores.push_back(first);
    const auto found = standOuts(scores, 6, 8);
    QCOMPARE(found.size(), std::size_t(4));
    QVERIFY(found[3].score == ScoreId::first);
    QCOMPARE(standOuts(scores, 6, 2).size(), std::size_t(2));
}

void StandOutsTest::broadComesLast()
{
    HeadScores broad = plainHead();
    broad.entropy = 2.48;
    HeadScores broader = plainHead();
    broader.entropy = 2.5;
    const auto found = standOuts(std::vector{broad, previousTokenHead(0.7), broader}, 3, 8);
    QCOMPARE(found.size(), std::size_t(3));
    QVERIFY(found[0].score == ScoreId::previous);
    QCOMPARE(found[1].head, 2);
    QCOMPARE(found[1].value, 2.5);
    QCOMPARE(found[2].head, 0);
}

void StandOutsTest::onRequest()
{
    const std::vector<HeadScores> scores{previousTokenHead(0.7), plainHead(), plainHead(), previousTokenHead(0.8)};
    std::vector<HeadRow> more(4);
    QCOMPARE(standOuts(scores, 2, 8, more).size(), std::size_t(2)); // nothing more is known
    more[1].value(ScoreId::randomInduction) = 0.9;
    more[2].value(ScoreId::drawn) = 0.5; // not alike enough
    more[3].value(ScoreId::drawn) = 0.61;
    const auto found = standOuts(scores, 2, 8, more);
    QCOMPARE(found.size(), std::size_t(3));
    QVERIFY(found[0].score == ScoreId::randomInduction);
    QCOMPARE(found[0].head, 1);
    QVERIFY(found[1].score == ScoreId::drawn); // 0.61 above nothing, against 0.6 above even attention
    QVERIFY(found[2].score == ScoreId::previous);
}

QTEST_APPLESS_MAIN(StandOutsTest)
#include "stand_outs_test.moc"
