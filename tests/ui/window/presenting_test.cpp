// Present mode under fingers and the pointer, and windows on small screens.
#include "tests/support/test.h"
#include "ui/export/export_dialog.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/walk/walk_view.h"
#include "ui/window/key_page.h"
#include "ui/window/main_window.h"
#include "ui/window/model_dialog.h"
#include "ui/window/pointer_halo.h"
#include "ui/window/presentation.h"
#include "ui/window/screen_room.h"
#include "ui/window/walk_rail.h"
#include "ui/window/walk_workspace.h"

#include <QtTest>

using namespace headscope;

class PresentingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_window.reset(); }
    void swipesStep();
    void swipesStepAmongHeads();
    void onlyFingersSwipeAndOnlyWhilePresenting();
    void whatADragMovesIsNoSwipe();
    void theHaloFollowsThePointerAndGrowsWithTheScreen();
    void dialogsStayWithinTheScreen();
    void lettersGrowAsFarAsThereIsRoom();
    void everyDialogFitsASmallScreen_data();
    void everyDialogFitsASmallScreen();

private:
    enum class By { finger, mouse };
    void drag(QPointF from, QPointF to, By by = By::finger);
    int position() { return m_window->walk().rail().position(); }

    std::unique_ptr<MainWindow> m_window;
    QPointingDevice *m_screen = QTest::createTouchDevice();
};

void PresentingTest::init()
{
    Appearance::instance().setAnimations(false);
    m_window = std::make_unique<MainWindow>(false);
    m_window->session().setText(QStringLiteral("The cat sat on the mat"));
    m_window->session().openModel(QStringLiteral("blackboard"));
    m_window->presentation().set(true, false);
    m_window->resize(1280, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_VERIFY(m_window->session().trace() && !m_window->session().isBusy());
    m_window->walk().rail().goTo(4);
    m_window->currentView().prepareNow();
}

/// In shares of the view in sight.
void PresentingTest::drag(QPointF from, QPointF to, By by)
{
    View &view = m_window->currentView();
    const auto at = [&](double t) {
        const QPointF share = from + (to - from) * t;
        return QPointF(share.x() * view.width(), share.y() * view.height()).toPoint();
    };
    if (by == By::mouse) {
        QTest::mousePress(&view, Qt::LeftButton, {}, at(0));
        QTest::mouseMove(&view, at(0.5));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, at(1));
    } else {
        QTest::touchEvent(&view, m_screen).press(0, at(0), &view);
        for (const double t : {0.2, 0.4, 0.6, 0.8, 1.0})
            QTest::touchEvent(&view, m_screen).move(0, at(t), &view);
        QTest::touchEvent(&view, m_screen).release(0, at(1), &view);
    }
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
}

void PresentingTest::swipesStep()
{
    drag({0.6, 0.3}, {0.3, 0.34});
    QTRY_COMPARE(position(), 5);
    drag({0.6, 0.3}, {0.3, 0.3});
    QTRY_COMPARE(position(), 6);
    drag({0.3, 0.3}, {0.6, 0.26});
    QTRY_COMPARE(position(), 5);
    drag({0.5, 0.3}, {0.47, 0.3}); // a finger that shakes
    drag({0.5, 0.2}, {0.4, 0.9}); // downwards
    QCOMPARE(position(), 5);
}

void PresentingTest::swipesStepAmongHeads()
{
    m_window->showWorkspace(Workspace::heads);
    m_window->heads().showView(QStringLiteral("heatmap"));
    drag({0.6, 0.5}, {0.3, 0.5});
    QTRY_COMPARE(m_window->selection().head(), 1);
    drag({0.3, 0.5}, {0.6, 0.5});
    QTRY_COMPARE(m_window->selection().head(), 0);
}

void PresentingTest::onlyFingersSwipeAndOnlyWhilePresenting()
{
    drag({0.6, 0.3}, {0.3, 0.3}, By::mouse);
    QCOMPARE(position(), 4);
    m_window->presentation().set(false);
    drag({0.6, 0.3}, {0.3, 0.3});
    QCOMPARE(position(), 4);
}

void PresentingTest::whatADragMovesIsNoSwipe()
{
    m_window->session().setText(QStringLiteral("The cat sat on the mat because it was tired . A dog saw the cat and the man saw a bird"));
    QTRY_VERIFY(m_window->session().trace()->tokenCount() > 15 && !m_window->session().isBusy());
    m_window->selection().setStage(Stage::weights);
    WalkView &view = m_window->walk().canvas();
    m_window->selection().pin(2, 1);
    const auto first = [&] { return view.placed().panels.back().layout.visibleColumns().first; };
    QVERIFY(view.placed().panels.back().layout.visibleColumns().last < m_window->session().trace()->tokenCount());
    const int here = position();
    const int before = first();
    QCOMPARE(before, 0);
    const QRectF frame = view.placed().panels.back().layout.frame;
    const double y = frame.center().y() / view.height();
    drag({0.6, y}, {0.3, y});
    QVERIFY(first() > before);
    QCOMPARE(position(), here);
    drag({0.3, y}, {0.6, y}); // back again
    QCOMPARE(first(), before);
    QCOMPARE(position(), here);
    drag({0.3, y}, {0.6, y}); // there is nothing more at that side
    QTRY_COMPARE(position(), here - 1);
}

void PresentingTest::theHaloFollowsThePointerAndGrowsWithTheScreen()
{
    auto *halo = m_window->findChild<PointerHalo *>();
    QVERIFY(halo && halo->isVisible());
    const auto widthAt = [&](const QPoint &place) {
        QTest::mouseMove(m_window.get(), place);
        const QImage image = halo->grab().toImage();
        int lit = 0;
        for (int x = 0; x < image.width(); ++x)
            lit += qAlpha(image.pixel(x, place.y())) > 0 ? 1 : 0;
        return lit;
    };
    const int small = widthAt({300, 200});
    QVERIFY(small > 40);
    QVERIFY(widthAt({700, 500}) == small);
    m_window->resize(1280, 1440);
    QTRY_COMPARE(halo->size(), m_window->size());
    QVERIFY(widthAt({700, 500}) > 1.8 * small);
    m_window->presentation().set(false);
    QVERIFY(!halo->isVisible());
}

void PresentingTest::dialogsStayWithinTheScreen()
{
    QDialog dialog;
    dialog.setMinimumSize(3000, 2000);
    dialog.resize(4000, 3000);
    dialog.show();
    QTRY_COMPARE(dialog.size(), screenRoom(dialog));
    QVERIFY(QRect(QPoint(), dialog.screen()->availableGeometry().size()).contains(QRect(QPoint(), dialog.size())));
}

void PresentingTest::lettersGrowAsFarAsThereIsRoom()
{
    m_window->presentation().set(false);
    followFont(16, {1350, 712});
    QCOMPARE(Appearance::instance().zoom(), 16.0 / 11);
    followFont(16, {895, 456});
    QVERIFY(Appearance::instance().zoom() >= 1 && Appearance::instance().zoom() < 1.03);
    followFont(72, {1100, 1000});
    QVERIFY(qAbs(Appearance::instance().zoom() - 1100.0 / 880) < 0.001);
    followFont(72, {100, 100}); // never smaller than usual
    QCOMPARE(Appearance::instance().zoom(), 1.0);
    followFont(11, {1350, 712});
}

void PresentingTest::everyDialogFitsASmallScreen_data()
{
    QTest::addColumn<int>("points");
    QTest::newRow("usual letters") << 11;
    QTest::newRow("large letters, as far as there is room") << 16;
}

// A screen of 1366 × 768 at scale 1.5 has room for 895 × 456.
void PresentingTest::everyDialogFitsASmallScreen()
{
    QFETCH(int, points);
    m_window->presentation().set(false);
    followFont(points, QSize(895, 456));
    const auto check = [](QDialog &dialog) {
        dialog.ensurePolished();
        const QSize least = dialog.minimumSizeHint();
        QVERIFY2(least.width() <= 895 && least.height() <= 456,
            qPrintable(QStringLiteral("%1 needs %2 × %3").arg(dialog.windowTitle()).arg(least.width()).arg(least.height())));
    };
    KeyPage keys(*m_window);
    check(keys);
    ExportDialog exporting(m_window->currentView(), m_window->session(), m_window->selection());
    check(exporting);
    ModelDialog model(QStringLiteral("config.json: no such file; another. Do this"));
    check(model);
    followFont(11, QSize(895, 456));
}

QTEST_MAIN(PresentingTest)
#include "presenting_test.moc"
