// The window by keyboard alone: whose a key is, wherever the focus is, and the page that lists all of them.
#include "tests/support/model_folder.h"
#include "tests/ui/window/when_open.h"
#include "ui/views/grid/head_grid_view.h"
#include "ui/views/heads/head_views.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/view_keys.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/step_rail.h"
#include "ui/widgets/token_strip.h"
#include "ui/window/key_page.h"
#include "ui/window/main_window.h"
#include "ui/window/picture_keys.h"
#include "ui/window/status_line.h"
#include "ui/window/token_bar.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSlider>
#include <QToolButton>
#include <QtTest>

#include <map>

using namespace headscope;

class PictureKeysTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void beginsAtThePicture();
    void anotherViewHasTheKeysToo();
    void aSentenceIsEditedAndLeft_data();
    void aSentenceIsEditedAndLeft();
    void plainKeysWorkFromEveryControl();
    void controlsKeepWhatTheyUnderstand();
    void arrowsMoveHeadsAndWithAltCells_data();
    void arrowsMoveHeadsAndWithAltCells();
    void listsOpenAndChooseByKeys_data();
    void listsOpenAndChooseByKeys();
    void menusGiveTheKeysBack();
    void buttonsOfBarsGiveTheKeysBack();
    void aClickBesideTheSentenceGivesTheKeysBack();
    void controlsTakeNoFocusByClick();
    void escapeLetsGoOfTheCell();
    void noTwoActionsFightForAKey();
    void thePageListsEveryKey();
    void theStatusLineTellsTrueKeys();

private:
    QLineEdit &sentence() { return m_window->topBar().sentence(); }
    WalkRail &rail() { return m_window->walk().rail(); }
    /// As a person's key: to whoever has the focus, an open list or menu before all.
    void press(Qt::Key key, Qt::KeyboardModifiers held = {});

    std::unique_ptr<MainWindow> m_window;
};

void PictureKeysTest::init()
{
    m_window = std::make_unique<MainWindow>(false);
    m_window->resize(1440, 900);
    m_window->show();
    m_window->session().setText(QStringLiteral("The cat sat on the mat"));
    m_window->session().openModel(QStringLiteral("storyteller"));
    QTRY_VERIFY(m_window->session().model() && !m_window->session().isBusy());
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void PictureKeysTest::cleanup()
{
    m_window.reset();
}

void PictureKeysTest::press(Qt::Key key, Qt::KeyboardModifiers held)
{
    QWidget *popup = QApplication::activePopupWidget();
    QWidget *at = popup ? (popup->focusWidget() ? popup->focusWidget() : popup) : QApplication::focusWidget();
    QVERIFY(at);
    QTest::keyClick(at, key, held);
    QCoreApplication::processEvents(); // buttons are pressed after the key
}

void PictureKeysTest::beginsAtThePicture()
{
    QVERIFY(m_window->walk().canvas().hasFocus());
    const QString text = sentence().text();
    for (const Qt::Key letter : {Qt::Key_A, Qt::Key_X, Qt::Key_3})
        press(letter);
    QCOMPARE(sentence().text(), text);
    QCOMPARE(m_window->workspace(), Workspace::walk);
    press(Qt::Key_Right);
    QCOMPARE(rail().position(), 1);
}

/// Also in a window that was not shown yet: not the first field of the view that comes.
void PictureKeysTest::anotherViewHasTheKeysToo()
{
    MainWindow hidden(false);
    for (MainWindow *window : {m_window.get(), &hidden}) {
        window->showWorkspace(Workspace::heads);
        for (const HeadView &view : headViews()) {
            window->heads().showView(view.id);
            const QWidget *proxy = window->currentView().focusProxy();
            QVERIFY2(window->focusWidget() == (proxy ? proxy : &window->currentView()), qPrintable(view.id));
        }
    }
}

void PictureKeysTest::aSentenceIsEditedAndLeft_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::newRow("Enter") << Qt::Key_Return;
    QTest::newRow("keypad") << Qt::Key_Enter;
    QTest::newRow("Esc") << Qt::Key_Escape;
}

void PictureKeysTest::aSentenceIsEditedAndLeft()
{
    QFETCH(Qt::Key, key);
    press(Qt::Key_L, Qt::ControlModifier);
    QVERIFY(sentence().hasFocus());
    QTest::keyClicks(&sentence(), QStringLiteral("3 dogs ?"));
    press(Qt::Key_Down); // nothing in one line, and nobody else's
    QCOMPARE(sentence().text(), QStringLiteral("3 dogs ?"));
    press(key);
    QVERIFY(m_window->walk().canvas().hasFocus());
    press(Qt::Key_Right);
    QCOMPARE(rail().position(), 1);
}

void PictureKeysTest::plainKeysWorkFromEveryControl()
{
    m_window->selection().setStage(Stage::weights);
    const int place = rail().position();
    int tried = 0;
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        const bool isControl = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget);
        if (!isControl || !(widget->focusPolicy() & Qt::TabFocus) || !widget->isVisible() || !widget->isEnabled())
            continue;
        widget->setFocus(Qt::TabFocusReason);
        QVERIFY(widget->hasFocus());
        press(Qt::Key_Right);
        QVERIFY2(rail().position() == place + 1, qPrintable(widget->accessibleName()));
        press(Qt::Key_Left);
        QCOMPARE(rail().position(), place);
        ++tried;
    }
    QVERIFY(tried > 10);
    // What the view alone understands reaches it, too.
    m_window->topBar().modelButton().setFocus(Qt::TabFocusReason);
    m_window->selection().pin(2, 1);
    press(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(m_window->selection().column(), 0);
}

void PictureKeysTest::controlsKeepWhatTheyUnderstand()
{
    auto *slider = rail().findChild<QSlider *>();
    slider->setFocus(Qt::TabFocusReason);
    press(Qt::Key_End);
    QCOMPARE(rail().position(), rail().path().length() - 1);
    press(Qt::Key_Home);
    // Space presses the button that has the focus, and plays nothing.
    auto *box = m_window->findChild<QCheckBox *>();
    QVERIFY(box && box->isVisible());
    const bool was = box->isChecked();
    box->setFocus(Qt::TabFocusReason);
    press(Qt::Key_Space);
    QCOMPARE(box->isChecked(), !was);
    press(Qt::Key_Enter);
    QCOMPARE(box->isChecked(), was);
    QVERIFY(box->hasFocus()); // there is more to switch beside it
    QVERIFY(!m_window->walk().canvas().isPlaying());
    TokenStrip &strip = m_window->tokenBar().strip();
    strip.setFocus(Qt::TabFocusReason);
    m_window->selection().pinToken(0, 0);
    press(Qt::Key_Right);
    QCOMPARE(m_window->selection().rowOf(0), 1);
    QCOMPARE(rail().position(), 0);
    press(Qt::Key_Space);
    QVERIFY(m_window->walk().canvas().isPlaying()); // a strip has no use for it
}

void PictureKeysTest::arrowsMoveHeadsAndWithAltCells_data()
{
    QTest::addColumn<QString>("view");
    for (const char *view : {"heatmap", "lines", "text", "pair", "qk-space", "lens", "grid"}) // in the table arrows go from row to row
        QTest::newRow(view) << QString::fromLatin1(view);
}

void PictureKeysTest::arrowsMoveHeadsAndWithAltCells()
{
    QFETCH(QString, view);
    press(Qt::Key_2, Qt::ControlModifier);
    const bool isGrid = view == QStringLiteral("grid");
    if (isGrid)
        m_window->heads().grid()->setFocus();
    else
        QVERIFY(m_window->heads().showView(view));
    QTRY_VERIFY(!m_window->session().isBusy());
    Selection &selection = m_window->selection();
    selection.setKey({Stage::weights, 0, 0});
    press(Qt::Key_Right);
    press(Qt::Key_Right);
    press(Qt::Key_Down);
    QCOMPARE(selection.head(), 2);
    QCOMPARE(selection.layer(), 1);
    press(Qt::Key_Left);
    press(Qt::Key_Up);
    press(Qt::Key_Up); // no further
    QCOMPARE(selection.head(), 1);
    QCOMPARE(selection.layer(), 0);
    press(Qt::Key_End);
    QCOMPARE(selection.head(), m_window->session().model()->config().heads - 1);
    press(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(selection.layer(), m_window->session().model()->config().layers - 1);
    press(Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(selection.head(), 0);
    QCOMPARE(selection.layer(), 0);
    if (view == QStringLiteral("heatmap") || view == QStringLiteral("lines") || view == QStringLiteral("pair") || isGrid) {
        m_window->grab(); // views prepare themselves to be painted
        QTRY_VERIFY(m_window->currentView().isSettled());
        selection.pin(2, 1);
        m_window->grab();
        QTRY_VERIFY(m_window->currentView().isSettled());
        press(Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(selection.row(), 3);
        QCOMPARE(selection.head(), 0);
    }
    press(Qt::Key_2);
    QCOMPARE(m_window->heads().currentId(), m_window->heads().views()[1].id);
}

void PictureKeysTest::listsOpenAndChooseByKeys_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::newRow("Space") << Qt::Key_Space;
    QTest::newRow("Enter") << Qt::Key_Return;
    QTest::newRow("keypad") << Qt::Key_Enter;
}

void PictureKeysTest::listsOpenAndChooseByKeys()
{
    QFETCH(Qt::Key, key);
    const QList<QComboBox *> combos = m_window->tokenBar().findChildren<QComboBox *>();
    QCOMPARE(combos.size(), 2);
    for (QComboBox *combo : combos) {
        combo->setFocus(Qt::TabFocusReason);
        press(key);
        QVERIFY(QApplication::activePopupWidget());
        press(Qt::Key_Down);
        QCOMPARE(combo->currentIndex(), 0); // not before it is chosen
        press(key);
        QVERIFY(!QApplication::activePopupWidget());
        QCOMPARE(combo->currentIndex(), 1);
        QCOMPARE(m_window->focusWidget(), &m_window->walk().canvas());
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    QCOMPARE(m_window->selection().layer(), 1);
    QCOMPARE(m_window->selection().head(), 1);
    QVERIFY(!m_window->walk().canvas().isPlaying());
}

void PictureKeysTest::menusGiveTheKeysBack()
{
    sentence().setFocus();
    QMenu *menu = m_window->menuBar()->actions().first()->menu();
    menu->popup(m_window->mapToGlobal(QPoint(10, 30)));
    press(Qt::Key_Escape);
    QVERIFY(!menu->isVisible());
    QCOMPARE(m_window->focusWidget(), &m_window->walk().canvas());
    // One that sets the focus itself has the last word.
    menu = m_window->menuBar()->actions()[2]->menu();
    QAction *edit = nullptr;
    for (QAction *action : menu->actions())
        if (action->shortcut() == QKeySequence(Qt::CTRL | Qt::Key_L))
            edit = action;
    QVERIFY(edit);
    menu->popup(m_window->mapToGlobal(QPoint(10, 30)));
    menu->setActiveAction(edit);
    press(Qt::Key_Space);
    QVERIFY(!menu->isVisible());
    QCOMPARE(m_window->focusWidget(), &sentence());
}

void PictureKeysTest::buttonsOfBarsGiveTheKeysBack()
{
    for (const Qt::Key key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter}) {
        QPushButton *play = nullptr;
        for (QPushButton *button : rail().findChildren<QPushButton *>())
            if (button->accessibleName() == QStringLiteral("Play"))
                play = button;
        QVERIFY(play);
        play->setFocus(Qt::TabFocusReason);
        press(key);
        QVERIFY(m_window->walk().canvas().isPlaying());
        QVERIFY(m_window->walk().canvas().hasFocus());
        press(Qt::Key_Space);
        QVERIFY(!m_window->walk().canvas().isPlaying());
    }
}

void PictureKeysTest::aClickBesideTheSentenceGivesTheKeysBack()
{
    sentence().setFocus();
    QTest::mouseClick(&m_window->statusLine(), Qt::LeftButton);
    QVERIFY(m_window->walk().canvas().hasFocus());
    sentence().setFocus();
    QTest::mouseClick(rail().stages().viewport(), Qt::LeftButton, {}, rail().stages().stepRect(2).center());
    QVERIFY(m_window->walk().canvas().hasFocus());
}

void PictureKeysTest::controlsTakeNoFocusByClick()
{
    for (const Workspace workspace : {Workspace::walk, Workspace::heads}) {
        m_window->showWorkspace(workspace);
        m_window->grab();
        for (QWidget *widget : m_window->findChildren<QWidget *>())
            if (widget->isVisible() && (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget)))
                QVERIFY2(!(widget->focusPolicy() & Qt::ClickFocus), qPrintable(widget->accessibleName()));
    }
}

void PictureKeysTest::escapeLetsGoOfTheCell()
{
    m_window->selection().setStage(Stage::weights);
    m_window->selection().pin(2, 1);
    press(Qt::Key_Escape);
    QCOMPARE(m_window->selection().row(), -1);
}

void PictureKeysTest::noTwoActionsFightForAKey()
{
    const auto &walk = m_window->keys().actionsOf(Workspace::walk);
    const auto &heads = m_window->keys().actionsOf(Workspace::heads);
    for (const auto &[mine, others] : {std::pair(&walk, &heads), std::pair(&heads, &walk)}) {
        std::map<QString, QString> seen;
        for (const QAction *action : m_window->findChildren<QAction *>()) {
            if (others->contains(const_cast<QAction *>(action)) && !mine->contains(const_cast<QAction *>(action)))
                continue; // of the other workspace
            for (const QKeySequence &key : action->shortcuts()) {
                const auto [place, isNew] = seen.emplace(key.toString(), action->text());
                QVERIFY2(isNew, qPrintable(key.toString() + QStringLiteral(": ") + place->second + QStringLiteral(", ") + action->text()));
            }
        }
        QVERIFY(seen.size() > 30);
    }
}

void PictureKeysTest::thePageListsEveryKey()
{
    QStringList listed;
    for (const KeyGroup &group : keyGroups(*m_window))
        for (const KeyRow &row : group.rows)
            for (const QString &key : row.keys)
                listed << row.meaning + QLatin1Char('|') + key;
    int actions = 0;
    for (const QAction *action : m_window->findChildren<QAction *>()) {
        for (const QKeySequence &key : action->shortcuts()) {
            const QString row = action->text().remove(QLatin1Char('&')).remove(QStringLiteral("…")) + QLatin1Char('|') + keyName(key);
            QVERIFY2(listed.contains(row), qPrintable(row));
            ++actions;
        }
    }
    QVERIFY(actions > 50);
    for (const ViewKeyInfo &info : kViewKeys)
        QVERIFY2(listed.contains(meaningOf(info) + QLatin1Char('|') + keyName(info.keys[0])), info.meaning);
    QCOMPARE(keyName(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Plus)), QStringLiteral("Ctrl+Shift++"));
    QCOMPARE(keyName(QKeySequence(Qt::ALT | Qt::Key_Left)), QStringLiteral("Alt+←"));

    for (const Qt::Key key : {Qt::Key_F1, Qt::Key_Question}) {
        QStringList shown;
        int scrolls = 0;
        whenOpen<KeyPage>(m_window.get(), [&](KeyPage *page) {
            for (const QLabel *label : page->findChildren<QLabel *>())
                shown << label->text();
            scrolls = page->findChild<QScrollBar *>()->isVisible() ? 1 : 0;
            for (const QScrollBar *bar : page->findChildren<QScrollBar *>())
                scrolls += bar->maximum() > 0;
            page->reject();
        });
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        press(key);
        QTRY_VERIFY(!shown.isEmpty());
        QVERIFY(shown.contains(QStringLiteral("Ctrl+E")) && shown.contains(QStringLiteral("Alt+←")));
        QVERIFY(scrolls > 0);
    }
}

void PictureKeysTest::theStatusLineTellsTrueKeys()
{
    const auto hint = [this] {
        QStringList words;
        for (const QLabel *label : m_window->statusLine().findChildren<QLabel *>())
            words << label->text();
        return words.join(QLatin1Char('\n'));
    };
    m_window->resize(2400, 900);
    QTRY_VERIFY(hint().contains(QStringLiteral("← → step")));
    QVERIFY(hint().contains(QStringLiteral("Alt+arrow keys move the cell")));
    QVERIFY(hint().contains(QStringLiteral("F11 present")));
    press(Qt::Key_2, Qt::ControlModifier);
    QVERIFY(hint().contains(QStringLiteral("arrow keys next head")));
    QVERIFY(hint().contains(QStringLiteral("Alt+arrow keys move the cell")));
    m_window->resize(900, 900); // whole hints or none
    QTRY_VERIFY(!hint().contains(QStringLiteral("F11 present")));
}

QTEST_MAIN(PictureKeysTest)
#include "picture_keys_test.moc"
