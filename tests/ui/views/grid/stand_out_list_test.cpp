// Lines for heads that stand out, which pick their head; and a plain sentence when there is none.
#include "ui/views/grid/stand_out_list.h"

#include "ui/views/grid/head_words.h"

#include <QtTest>

using namespace headscope;

namespace {

HeadScores head(double previousToken)
{
    HeadScores scores;
    scores.rows = 9;
    scores.entropy = 1;
    scores.evenEntropy = 3;
    scores.previousToken = {previousToken, 0.1, 9};
    return scores;
}

QString shownNote(const StandOutList &list)
{
    for (const QLabel *label : list.findChildren<QLabel *>()) {
        if (label->isVisibleTo(&list))
            return label->text();
    }
    return {};
}

QList<StandOutLine *> lines(const StandOutList &list)
{
    QList<StandOutLine *> shown;
    for (StandOutLine *line : list.findChildren<StandOutLine *>()) {
        if (line->isVisibleTo(&list))
            shown << line;
    }
    return shown;
}

TransformerConfig config(int layers, int heads)
{
    TransformerConfig config;
    config.layers = layers;
    config.heads = heads;
    config.setLayers({});
    return config;
}

} // namespace

class StandOutListTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linePicksItsHead();
    void saysWhenNothingStandsOut();
    void saysWhenTheTextIsTooShort();
    void everyScoreSaysWhatItWasMeasuredOn();
};

/// Also one that stands out for the first time: nothing is said that was not measured.
void StandOutListTest::everyScoreSaysWhatItWasMeasuredOn()
{
    for (const ScoreDefinition &score : allScores()) {
        if (score.standsOut.empty())
            continue;
        StandOut found{0, 0, score.id, 0.375, 0, 0};
        const QString onNoText = patternDetail(found);
        QVERIFY2(onNoText.contains(QStringLiteral("0.38")) && !onNoText.contains(QStringLiteral(" 0 tokens")), qPrintable(onNoText));
        QVERIFY2(!onNoText.contains(QStringLiteral("evenly")) && !onNoText.contains(QStringLiteral("at most 0")), qPrintable(onNoText));
        found.rows = 9;
        const QString onText = patternDetail(found);
        QVERIFY2(onText.contains(QStringLiteral("0.38")) && !onText.contains(QStringLiteral("evenly")), qPrintable(onText));
        found.even = 0.125;
        QVERIFY2(score.fromScores ? patternDetail(found).contains(QStringLiteral("9 tokens")) : !patternDetail(found).isEmpty(),
            qPrintable(patternDetail(found)));
    }
    QVERIFY(patternDetail({0, 0, ScoreId::previous, 0.5, 0.25, 9}).contains(QStringLiteral("Spread evenly it would be 0.25")));
}

void StandOutListTest::linePicksItsHead()
{
    StandOutList list;
    list.setScores({head(0.1), head(0.97), head(0.2), head(0.8)}, config(2, 2));
    QCOMPARE(lines(list).size(), 2);
    QCOMPARE(lines(list).first()->accessibleName(), QStringLiteral("Layer 1, head 2: previous token 0.97"));
    QVERIFY(shownNote(list).isEmpty());

    QSignalSpy picked(&list, &StandOutList::picked);
    QTest::mouseClick(lines(list).last(), Qt::LeftButton);
    QCOMPARE(picked.takeFirst(), (QVariantList{1, 1}));
    QTest::keyClick(lines(list).first(), Qt::Key_Space);
    QCOMPARE(picked.takeFirst(), (QVariantList{0, 1}));

    list.setPicked(1, 1);
    QVERIFY(lines(list).last()->isChecked());
    QVERIFY(!lines(list).first()->isChecked());
}

void StandOutListTest::saysWhenNothingStandsOut()
{
    StandOutList list;
    list.setScores({head(0.97)}, config(1, 1));
    list.setScores({head(0.15)}, config(1, 1));
    QVERIFY(lines(list).isEmpty());
    QVERIFY(shownNote(list).contains(QStringLiteral("no head")));
}

void StandOutListTest::saysWhenTheTextIsTooShort()
{
    HeadScores scores = head(1);
    scores.rows = scores.previousToken.rows = 1;
    StandOutList list;
    list.setScores({scores}, config(1, 1));
    QVERIFY(lines(list).isEmpty());
    QVERIFY(shownNote(list).contains(QStringLiteral("longer sentence")));
}

QTEST_MAIN(StandOutListTest)
#include "stand_out_list_test.moc"
