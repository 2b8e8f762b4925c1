// The bar over the picture: there while there are edits, says what is shown, and leads back.
#include "../walk/opened_session.h"

#include "ui/theme/theme.h"
#include "ui/views/panels/edits_bar.h"

#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QtTest>

using namespace headscope;

class EditsBarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void init();
    void cleanup();
    void isThereWhileThereAreEdits();
    void showsWhatIsChosen();
    void listsEditsAndTakesThemBack();
    void differenceEndsWithTheEdits();
    void fitsANarrowCanvas();

private:
    void edit(int row, float value);
    QList<QAction *> listed() const;

    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<EditsBar> m_bar;
};

void EditsBarTest::init()
{
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_bar = std::make_unique<EditsBar>(*m_session, *m_selection);
    QVERIFY(runIn(*m_session, QStringLiteral("blackboard"), QStringLiteral("The cat sat")));
}

void EditsBarTest::cleanup()
{
    m_bar.reset();
    m_selection.reset();
    m_session.reset();
}

void EditsBarTest::edit(int row, float value)
{
    m_session->addEdit({Edit::Kind::setValue, Stage::rawScores, 0, 0, row, 1, value});
    QVERIFY(settled(*m_session));
}

QList<QAction *> EditsBarTest::listed() const
{
    QMenu *menu = m_bar->list().menu();
    Q_EMIT menu->aboutToShow();
    return menu->actions();
}

void EditsBarTest::isThereWhileThereAreEdits()
{
    QVERIFY(m_bar->isHidden());
    edit(1, 3);
    QVERIFY(!m_bar->isHidden());
    QCOMPARE(m_bar->list().text(), QStringLiteral("1 edit"));
    edit(2, 3);
    QCOMPARE(m_bar->list().text(), QStringLiteral("2 edits"));
    m_session->undoStack().undo();
    QCOMPARE(m_bar->list().text(), QStringLiteral("1 edit"));
    m_bar->reset().click();
    QVERIFY(m_session->edits().empty());
    QVERIFY(m_bar->isHidden());
}

void EditsBarTest::showsWhatIsChosen()
{
    edit(1, 3);
    QStringList words;
    for (const Shown shown : {Shown::edited, Shown::original, Shown::difference}) {
        m_selection->setShown(shown);
        QCOMPARE(m_bar->shown().current(), int(shown));
        words << m_bar->findChild<QLabel *>()->text();
    }
    QCOMPARE(words.removeDuplicates(), 0);
    Q_EMIT m_bar->shown().activated(int(Shown::original));
    QVERIFY(m_selection->shown() == Shown::original);
}

void EditsBarTest::listsEditsAndTakesThemBack()
{
    edit(1, 3);
    edit(2, 5);
    const QList<QAction *> actions = listed();
    QCOMPARE(actions.size(), 2);
    QVERIFY2(
        actions.front()->text().contains(QString::fromStdString(describe(m_session->edits().back()))), qPrintable(actions.front()->text()));
    actions.front()->trigger();
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    QCOMPARE(m_session->edits().front().row, 1);
    for (int i = 0; i < 30; ++i)
        m_session->addEdit({Edit::Kind::setValue, Stage::k, 0, 0, i % 3, i / 3 % 4, 1.0F + float(i)});
    QVERIFY(settled(*m_session));
    QVERIFY(listed().size() <= 21);
}

void EditsBarTest::differenceEndsWithTheEdits()
{
    edit(1, 3);
    m_selection->setShown(Shown::difference);
    m_session->resetEdits();
    QVERIFY(m_selection->shown() == Shown::edited);
}

void EditsBarTest::fitsANarrowCanvas()
{
    edit(1, 3);
    QVERIFY2(m_bar->minimumSizeHint().width() < 480, qPrintable(QString::number(m_bar->minimumSizeHint().width())));
}

QTEST_MAIN(EditsBarTest)
#include "edits_bar_test.moc"
