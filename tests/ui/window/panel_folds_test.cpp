// The bars and panels around the picture: what they leave to it, and that each folds and comes back by a click, a key and the menu.
#include "tests/support/test.h"
#include "ui/theme/theme.h"
#include "ui/views/arithmetic/arithmetic_view.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/panels/right_dock.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/fold_strip.h"
#include "ui/widgets/step_rail.h"
#include "ui/widgets/token_strip.h"
#include "ui/window/main_window.h"
#include "ui/window/panel_folds.h"
#include "ui/window/token_bar.h"
#include "ui/window/top_bar.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"

#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

#include <memory>

using namespace headscope;

class PanelFoldsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_window.reset(); }
    void aLaptopLeavesMostOfItsWindowToThePicture_data();
    void aLaptopLeavesMostOfItsWindowToThePicture();
    void aLargeWindowShowsEverything();
    void eachFoldsAndComesBackByItsKey_data();
    void eachFoldsAndComesBackByItsKey();
    void theMenuMarksWhatIsShown();
    void stripsAndButtonsFoldToo();
    void theTableNeedsNoGridInSight();
    void allOfThemAtOnce();
    void keysWorkWithoutTheMenuBar();
    void twoTextsShareALowRow();
    void aChoiceIsRememberedForThatScreen();

private:
    void show(const QSize &size);
    void open(const QString &model);
    QWidget &canvas() { return m_window->currentView(); }
    double share() const
    {
        return double(m_window->currentView().width()) * m_window->currentView().height()
            / (double(m_window->width()) * m_window->height());
    }

    std::unique_ptr<MainWindow> m_window;
};

void PanelFoldsTest::init()
{
    m_window = std::make_unique<MainWindow>(false);
    open(QStringLiteral("blackboard"));
    m_window->session().setText(QStringLiteral("The cat sat on the mat"));
    QTRY_VERIFY(!m_window->session().isBusy());
}

void PanelFoldsTest::open(const QString &model)
{
    m_window->session().openModel(model);
    QTRY_VERIFY(m_window->session().model() && !m_window->session().isBusy());
}

void PanelFoldsTest::show(const QSize &size)
{
    m_window->resize(size);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_COMPARE(m_window->size(), size);
}

void PanelFoldsTest::aLaptopLeavesMostOfItsWindowToThePicture_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<double>("least");
    QTest::newRow("1366 x 700") << QSize(1366, 700) << 0.6;
    QTest::newRow("1024 x 640") << QSize(1024, 640) << 0.6;
    QTest::newRow("1280 x 720") << QSize(1280, 720) << 0.6;
}

void PanelFoldsTest::aLaptopLeavesMostOfItsWindowToThePicture()
{
    QFETCH(QSize, size);
    QFETCH(double, least);
    show(size);
    QVERIFY(!m_window->menuBar()->isVisible());
    QVERIFY(m_window->topBar().menuButton().isVisible());
    QVERIFY(m_window->topBar().height() + m_window->tokenBar().height() <= 96);
    QVERIFY2(share() >= least, qPrintable(QString::number(share())));
}

void PanelFoldsTest::aLargeWindowShowsEverything()
{
    show({1500, 900});
    QVERIFY(m_window->menuBar()->isVisible());
    QVERIFY(!m_window->topBar().menuButton().isVisible());
    for (const PanelSideInfo &side : kPanelSides)
        QVERIFY2(!m_window->folds().isFolded(side.id), side.name);
    QVERIFY(m_window->dock().width() >= 280);
    QVERIFY(m_window->walk().rail().width() >= 200);
    QVERIFY(m_window->walk().arithmetic().height() >= 124);
}

void PanelFoldsTest::eachFoldsAndComesBackByItsKey_data()
{
    QTest::addColumn<PanelSide>("side");
    for (const PanelSideInfo &side : kPanelSides)
        QTest::newRow(side.name) << side.id;
}

void PanelFoldsTest::eachFoldsAndComesBackByItsKey()
{
    QFETCH(PanelSide, side);
    show({1500, 900});
    const auto sizes = [this] {
        return std::array{m_window->walk().rail().width(), m_window->walk().arithmetic().height(), m_window->dock().width()};
    };
    const auto before = sizes();
    const double shareBefore = share();
    QTest::keyClick(m_window.get(), rowOf(kPanelSides, side).key);
    QVERIFY(m_window->folds().isFolded(side));
    QTRY_VERIFY(sizes()[std::size_t(side)] < 70);
    QVERIFY(share() > shareBefore);
    QTest::keyClick(m_window.get(), rowOf(kPanelSides, side).key);
    QVERIFY(!m_window->folds().isFolded(side));
    QTRY_COMPARE(sizes(), before);
}

void PanelFoldsTest::theMenuMarksWhatIsShown()
{
    show({1500, 900});
    for (const PanelSideInfo &side : kPanelSides) {
        QAction *entry = nullptr;
        for (QAction *menu : m_window->menuBar()->actions())
            for (QAction *action : menu->menu()->actions())
                if (action->shortcut() == QKeySequence(side.key))
                    entry = action;
        QVERIFY2(entry, side.name);
        QVERIFY(entry->isChecked());
        entry->trigger();
        QVERIFY(!entry->isChecked());
        QVERIFY(m_window->folds().isFolded(side.id));
        m_window->folds().setFolded(side.id, false);
        QVERIFY(entry->isChecked());
    }
}

void PanelFoldsTest::stripsAndButtonsFoldToo()
{
    show({1500, 900});
    m_window->dock().foldButton().click();
    QVERIFY(m_window->folds().isFolded(PanelSide::right));
    FoldStrip &strip = m_window->dock().strip();
    QTRY_VERIFY(strip.isVisible() && strip.width() == FoldStrip::thickness());
    QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.titleRect(1).center());
    QVERIFY(!m_window->folds().isFolded(PanelSide::right));
    m_window->walk().arithmetic().foldButton().click();
    QVERIFY(m_window->folds().isFolded(PanelSide::below));
    m_window->walk().arithmetic().foldButton().click();
    QVERIFY(!m_window->folds().isFolded(PanelSide::below));

    m_window->showWorkspace(Workspace::heads);
    m_window->folds().setFolded(PanelSide::left, true);
    FoldStrip &heads = *m_window->heads().columnStrip();
    QTRY_VERIFY(heads.isVisible() && !m_window->heads().column()->isVisible());
    heads.setFocus();
    QTest::keyClick(&heads, Qt::Key_Space);
    QTRY_VERIFY(m_window->heads().column()->isVisible() && !heads.isVisible());
}

void PanelFoldsTest::theTableNeedsNoGridInSight()
{
    show({1366, 700});
    m_window->showWorkspace(Workspace::heads);
    QVERIFY(!m_window->heads().column()->isVisible());
    QTest::qWait(0);
    QCOMPARE(m_window->heads().grid()->survey().layers(), 0); // nobody sees it, nobody needs it
    m_window->heads().showView(QStringLiteral("table"));
    QTRY_VERIFY(m_window->heads().grid()->survey().isFinished() && m_window->heads().grid()->survey().layers() == 1);
    m_window->session().setText(QStringLiteral("a dog ran"));
    QTRY_VERIFY(!m_window->session().isBusy());
    QTRY_VERIFY(m_window->heads().grid()->isSettled());
    QTRY_VERIFY(m_window->heads().column()->scores()->isIdle()); // they are made beside the window's thread
}

void PanelFoldsTest::allOfThemAtOnce()
{
    show({1500, 900});
    QTest::keyClick(m_window.get(), Qt::Key_F9);
    for (const PanelSideInfo &side : kPanelSides)
        QVERIFY(m_window->folds().isFolded(side.id));
    QTest::keyClick(m_window.get(), Qt::Key_F9);
    for (const PanelSideInfo &side : kPanelSides)
        QVERIFY(!m_window->folds().isFolded(side.id));
}

void PanelFoldsTest::keysWorkWithoutTheMenuBar()
{
    show({1280, 700});
    m_window->currentView().setFocus();
    QTest::keyClick(&m_window->currentView(), Qt::Key_2, Qt::ControlModifier);
    QCOMPARE(m_window->workspace(), Workspace::heads);
    m_window->currentView().setFocus();
    QTest::keyClick(&m_window->currentView(), Qt::Key_L, Qt::ControlModifier);
    QVERIFY(m_window->topBar().sentence().hasFocus());
}

/// The texts of an encoder-decoder stand beside each other, and so do their tokens.
void PanelFoldsTest::twoTextsShareALowRow()
{
    show({1366, 700});
    open(sourceFile("tests/reference/families/t5"));
    m_window->session().setTarget(QStringLiteral("Der Hund"));
    QTRY_VERIFY(!m_window->session().isBusy());
    QTRY_VERIFY(m_window->topBar().second().isVisible());
    QVERIFY(m_window->topBar().second().x() > m_window->topBar().sentence().geometry().right());
    QTRY_COMPARE(m_window->tokenBar().strip(1).mapTo(m_window.get(), QPoint()).y(),
        m_window->tokenBar().strip(0).mapTo(m_window.get(), QPoint()).y());
    QVERIFY(m_window->topBar().height() + m_window->tokenBar().height() <= 96);
}

void PanelFoldsTest::aChoiceIsRememberedForThatScreen()
{
    QTemporaryDir home;
    QCoreApplication::setOrganizationName(QStringLiteral("Headscope"));
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, home.path());
    const QSize screen(1366, 768);
    const QSize window(1366, 700);
    {
        RememberedSettings settings;
        PanelFolds folds(&settings);
        folds.follow(window, screen, 1);
        QVERIFY(folds.isFolded(PanelSide::right));
        folds.setFolded(PanelSide::right, false);
    }
    RememberedSettings settings;
    PanelFolds folds(&settings);
    folds.follow(window, screen, 1);
    QVERIFY(!folds.isFolded(PanelSide::right)); // as it was chosen
    QVERIFY(folds.isFolded(PanelSide::left)); // as the window has no room
    QSignalSpy changed(&folds, &PanelFolds::changed);
    folds.follow(window, {1280, 800}, 1); // another screen: nothing was chosen there
    QVERIFY(folds.isFolded(PanelSide::right));
    QCOMPARE(changed.count(), 1);
    folds.follow({1920, 1000}, {1920, 1080}, 1);
    QVERIFY(!folds.isFolded(PanelSide::left));
    folds.follow({1920, 1000}, {1920, 1080}, 1.5); // larger letters need more room
    QVERIFY(folds.isFolded(PanelSide::left));
}

QTEST_MAIN(PanelFoldsTest)
#include "panel_folds_test.moc"
