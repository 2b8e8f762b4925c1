// The filter's language: what it takes, what it says about mistakes, and that no text upsets it. The list of scores and its documentation.
#include "src/scores/head_filter.h"

#include <QtTest>

#include <cmath>
#include <fstream>
#include <random>
#include <set>
#include <sstream>

using namespace headscope;

namespace {

HeadRow row(int layer, int head, double entropy, double induction)
{
    HeadRow one(layer - 1, head - 1);
    one.value(ScoreId::entropy) = entropy;
    one.value(ScoreId::induction) = induction;
    return one;
}

} // namespace

class HeadFilterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takes_data();
    void takes();
    void mistakes_data();
    void mistakes();
    void anyText();
    void completes();
    void usesScores();
    void definitions();
    void documentation();
    void fromHeadScores();
};

void HeadFilterTest::takes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    // Layer 7, head 3, entropy 0.87, induction 0.31; no separators.
    QTest::newRow("blank") << "  " << true;
    QTest::newRow("the issue's") << "layer>6 entropy<1 induction>0.3" << true;
    QTest::newRow("all must hold") << "layer>6 entropy<1 induction>0.4" << false;
    QTest::newRow("and") << "layer>6 and entropy<1" << true;
    QTest::newRow("commas") << "layer>6, entropy<1" << true;
    QTest::newRow("or") << "layer<6 or entropy<1" << true;
    QTest::newRow("or binds less") << "layer<6 entropy<1 or head=2 or layer=7 head=4" << false;
    QTest::newRow("from 1") << "layer=7 head=3" << true;
    QTest::newRow("not equal") << "layer!=7" << false;
    QTest::newRow("limits") << "layer>=7 layer<=7" << true;
    QTest::newRow("strict") << "layer>7" << false;
    QTest::newRow("as written") << "entropy=0.9" << true;
    QTest::newRow("written longer") << "entropy=0.86" << false;
    QTest::newRow("range") << "entropy=0.5..0.9 layer=3..7" << true;
    QTest::newRow("range the other way round") << "entropy=.9...5" << true;
    QTest::newRow("outside") << "entropy!=0.5..0.9" << false;
    QTest::newRow("percent") << "induction>30%" << true;
    QTest::newRow("spaces") << "  layer  >  6   ENTROPY <1 " << true;
    QTest::newRow("no spaces") << "layer>6,entropy<1" << true;
    QTest::newRow("signs") << QStringLiteral("layer≥7 entropy≤1 head≠4 head==3") << true;
    QTest::newRow("negative") << "entropy>-1" << true;
    QTest::newRow("not measured") << "separator<1" << false;
    QTest::newRow("not measured, not equal") << "separator!=1" << false;
    QTest::newRow("name with a dash") << "random-induction>=0" << false;
}

void HeadFilterTest::takes()
{
    QFETCH(QString, text);
    QFETCH(bool, expected);
    const HeadFilter filter(text.toStdString());
    QCOMPARE(filter.takes(row(7, 3, 0.87, 0.31)), expected);
    QCOMPARE(filter.isEmpty(), text.trimmed().isEmpty());
}

void HeadFilterTest::mistakes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("begin");
    QTest::addColumn<QString>("word");
    QTest::newRow("unknown") << "layer>6 entrpy<1" << 8 << "entrpy";
    QTest::newRow("no sign") << "entropy 1" << 8 << "< <=";
    QTest::newRow("ends") << "entropy" << 7 << "comes one of";
    QTest::newRow("no number") << "entropy<" << 8 << "number is missing";
    QTest::newRow("word for a number") << "entropy<low" << 8 << "\"low\" is not a number";
    QTest::newRow("two dots") << "entropy<1.2.3" << 8 << "not a number";
    QTest::newRow("no end of range") << "entropy=1.." << 11 << "number is missing";
    QTest::newRow("range with less") << "entropy<1..2" << 9 << "range";
    QTest::newRow("nothing after or") << "layer>6 or" << 10 << "missing at the end";
    QTest::newRow("nothing before or") << "or layer>6" << 0 << "or";
    QTest::newRow("sign") << "> 6" << 0 << "not a condition";
    QTest::newRow("infinite") << "entropy<inf" << 8 << "not a number";
    QTest::newRow("huge") << "entropy<1e999" << 8 << "not a number";
    QTest::newRow("behind a letter") << QStringLiteral("é") << 0 << "not a condition";
}

void HeadFilterTest::mistakes()
{
    QFETCH(QString, text);
    QFETCH(int, begin);
    QFETCH(QString, word);
    try {
        const HeadFilter filter(text.toStdString());
        QFAIL("taken");
    } catch (const FilterError &error) {
        QCOMPARE(int(error.begin()), begin);
        QVERIFY(error.end() <= std::size_t(text.toUtf8().size()));
        QVERIFY2(QString::fromStdString(error.problem()).contains(word), error.what());
        QVERIFY(QString::fromStdString(error.where()).contains(QString::number(begin + 1)));
        QVERIFY(!error.hint().empty());
    }
}

void HeadFilterTest::anyText()
{
    std::mt19937 random(7);
    const std::vector<std::string> pieces{"layer", "entropy", "or", "and", "<", ">=", "=", "..", "1", ".5", "-", "%", ",", " ", "é", "≤",
        std::string("\0", 1), "\xff", "random-", "1e9", "(", "!", "99999999999999999999999"};
    int good = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        for (unsigned i = random() % 9; i > 0; --i)
            text += random() % 4 == 0 ? std::string(1, char(random() % 256)) : pieces[random() % pieces.size()];
        try {
            const HeadFilter filter(text);
            filter.takes(HeadRow(3, 4));
            ++good;
        } catch (const FilterError &error) {
            QVERIFY(error.begin() <= error.end() && error.end() <= text.size());
        }
        const std::string_view name = HeadFilter::nameBefore(text, random() % 12);
        QVERIFY(name.size() <= text.size());
    }
    QVERIFY(good > 100);
}

void HeadFilterTest::completes()
{
    QCOMPARE(HeadFilter::nameBefore("layer>6 ent", 11), std::string_view("ent"));
    QCOMPARE(HeadFilter::nameBefore("layer>6 ent", 3), std::string_view("lay"));
    QCOMPARE(HeadFilter::nameBefore("layer>6", 7), std::string_view());
    QCOMPARE(HeadFilter::nameBefore("layer > 6", 9), std::string_view());
    QCOMPARE(HeadFilter::nameBefore("random-ind", 10), std::string_view("random-ind"));
}

void HeadFilterTest::usesScores()
{
    const HeadFilter filter("layer>2 or copying>0.5");
    QVERIFY(filter.uses(ScoreId::copying));
    QVERIFY(!filter.uses(ScoreId::entropy));
}

void HeadFilterTest::definitions()
{
    std::set<std::string_view> names{"layer", "head", "or", "and"};
    std::size_t index = 0;
    for (const ScoreDefinition &score : allScores()) {
        QCOMPARE(std::size_t(score.id), index++);
        QVERIFY(names.insert(score.name).second);
        QVERIFY(!score.title.empty() && !score.definition.empty() && !score.formula.empty() && !score.brief.empty());
        const int makers = (score.fromScores ? 1 : 0) + (score.fromTrace ? 1 : 0) + (score.fromWeights ? 1 : 0);
        const bool together
            = score.origin == ScoreOrigin::randomTokens || score.origin == ScoreOrigin::drawing || score.id == ScoreId::copying;
        QCOMPARE(makers, together ? 0 : 1);
        QCOMPARE(scoreNamed(score.name).value(), score.id);
        QVERIFY(!HeadFilter(std::string(score.name) + ">0").isEmpty()); // can be written in a filter
    }
    QCOMPARE(index, kScoreCount);
    QCOMPARE(scoreNamed("ENTROPY").value(), ScoreId::entropy);
    QVERIFY(!scoreNamed("").has_value());
}

void HeadFilterTest::documentation()
{
    std::ifstream file(sourcePath("src/scores/head-scores.md"));
    std::stringstream text;
    text << file.rdbuf();
    if (text.str() != scoresAsMarkdown())
        qInfo("src/scores/head-scores.md has to read:\n%s", scoresAsMarkdown().c_str());
    QVERIFY(text.str() == scoresAsMarkdown());
}

void HeadFilterTest::fromHeadScores()
{
    HeadScores scores;
    HeadRow nothing;
    nothing.take(scores);
    for (const double value : nothing.values)
        QVERIFY(std::isnan(value));
    scores.rows = 4;
    scores.entropy = 1.5;
    scores.meanDistance = 2;
    scores.largestShare = 0.7;
    scores.previousToken = {0.25, 0.1, 3};
    scores.isCross = true;
    HeadRow one;
    one.take(scores);
    QCOMPARE(one.value(ScoreId::entropy), 1.5);
    QCOMPARE(one.value(ScoreId::topShare), 0.7);
    QCOMPARE(one.value(ScoreId::previous), 0.25);
    QVERIFY(std::isnan(one.value(ScoreId::distance)));
    QVERIFY(std::isnan(one.value(ScoreId::induction)));
}

QTEST_APPLESS_MAIN(HeadFilterTest)
#include "head_filter_test.moc"
