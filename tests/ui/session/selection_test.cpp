#include "ui/session/selection.h"

#include "ui/session/session.h"

#include <QtTest>

using namespace headscope;

class SelectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatChanged();
    void anotherStageKeepsTheRowAndDropsTheColumn();
    void hoverComesBeforeThePin();
};

void SelectionTest::saysWhatChanged()
{
    Session session;
    Selection selection(session);
    Selection::Changes last;
    int count = 0;
    connect(&selection, &Selection::changed, this, [&](Selection::Changes what) {
        last = what;
        ++count;
    });
    selection.setHead(1);
    QVERIFY(last == Selection::stageChanged);
    selection.pin(2, 3);
    QVERIFY(last == Selection::pinChanged);
    selection.hover(0, 0);
    QVERIFY(last == Selection::hoverChanged);
    selection.setShown(Shown::difference);
    QVERIFY(last == Selection::shownChanged);
    selection.pin(2, 3);
    selection.setHead(1);
    QCOMPARE(count, 4); // the same again is silent
}

void SelectionTest::anotherStageKeepsTheRowAndDropsTheColumn()
{
    Session session;
    Selection selection(session);
    selection.pin(4, 2);
    selection.setStage(Stage::q);
    QCOMPARE(selection.row(), 4);
    QCOMPARE(selection.column(), -1);
    selection.pin(4, 2);
    selection.setLayer(3); // the same stage elsewhere: the column means the same
    QCOMPARE(selection.column(), 2);
}

void SelectionTest::hoverComesBeforeThePin()
{
    Session session;
    Selection selection(session);
    selection.pin(4, 2);
    QCOMPARE(selection.activeRow(), 4);
    selection.hover(1, -1);
    QCOMPARE(selection.activeRow(), 1);
    QCOMPARE(selection.activeColumn(), -1);
    selection.hover(-1, -1);
    QCOMPARE(selection.activeColumn(), 2);
}

QTEST_GUILESS_MAIN(SelectionTest)
#include "selection_test.moc"
