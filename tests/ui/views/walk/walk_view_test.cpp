// The canvas under mouse and keys: pointing, pinning, editing, playing, scrolling, zooming.
#include "opened_session.h"
#include "tests/support/model_folder.h"
#include "tests/ui/recorded_painting.h"

#include "ui/theme/theme.h"
#include "ui/views/walk/cell_editor.h"
#include "ui/views/walk/walk_view.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace headscope;

class WalkViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void pointingAtAResultSelectsIt();
    void pointingAtKeysSelectsTheColumn();
    void clickingPins();
    void doubleClickEditsTheNumber();
    void editingKeysEditsTheKeyStage();
    void wrongInputIsExplainedAndDropped();
    void learnedWeightsStay();
    void playingFillsTheResult();
    void controlArrowsMoveThePin();
    void wheelScrollsAndZooms();
    void windowsFollowThePin();
    void theMapMovesBothWays();
    void differenceShowsThreeMatrices();
    void everyStagePaintsAndExports();
    void masksAreHatchedOnTheScreenAlone();
    void emptyTextIsFriendly();
    void whatCannotBeShownIsSaid();

private:
    QPoint middle(int panel, int row, int column) const;
    int resultIndex() const;

    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<WalkView> m_view;
};

void WalkViewTest::initTestCase()
{
    Appearance::instance().setAnimations(false);
    Appearance::instance().apply();
}

void WalkViewTest::init()
{
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_view = std::make_unique<WalkView>(*m_session, *m_selection);
    m_view->resize(900, 600);
    m_view->show();
    QVERIFY(runIn(*m_session, QStringLiteral("blackboard"), QStringLiteral("The cat sat on the mat")));
    m_selection->setStage(Stage::rawScores);
}

void WalkViewTest::cleanup()
{
    m_view.reset();
    m_selection.reset();
    m_session.reset();
}

QPoint WalkViewTest::middle(int panel, int row, int column) const
{
    return m_view->placed().panels.at(std::size_t(panel)).layout.cellRect(row, column).center().toPoint();
}

int WalkViewTest::resultIndex() const
{
    return int(m_view->figure().panels.size()) - 1;
}

void WalkViewTest::pointingAtAResultSelectsIt()
{
    QTest::mouseMove(m_view.get(), middle(resultIndex(), 3, 1));
    QTRY_COMPARE(m_selection->hoverRow(), 3);
    QCOMPARE(m_selection->hoverColumn(), 1);
    QTest::mouseMove(m_view.get(), QPoint(3, m_view->height() - 3));
    QTRY_COMPARE(m_selection->hoverRow(), -1);
}

void WalkViewTest::pointingAtKeysSelectsTheColumn()
{
    m_selection->pin(2, 0);
    QTest::mouseMove(m_view.get(), middle(1, 0, 4)); // Kᵀ: columns are tokens
    QTRY_COMPARE(m_selection->hoverColumn(), 4);
    QCOMPARE(m_selection->hoverRow(), 2);
}

void WalkViewTest::clickingPins()
{
    QTest::mouseClick(m_view.get(), Qt::LeftButton, {}, middle(resultIndex(), 4, 2));
    QCOMPARE(m_selection->row(), 4);
    QCOMPARE(m_selection->column(), 2);
}

void WalkViewTest::doubleClickEditsTheNumber()
{
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, middle(resultIndex(), 2, 1));
    auto *editor = m_view->findChild<CellEditor *>();
    QVERIFY(editor->isVisible());
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("3,25"));
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY(!editor->isVisible());
    QVERIFY(settled(*m_session));
    QCOMPARE(m_session->trace()->matrix({Stage::rawScores, 0, 0})(2, 1), 3.25F);
    const auto &marks = m_view->figure().resultPanel()->picture.edited;
    QCOMPARE(marks.size(), std::size_t(1));
    QVERIFY((marks.front() == CellIndex{2, 1}));
    m_session->undoStack().undo();
    QVERIFY(settled(*m_session));
    QVERIFY(m_view->figure().resultPanel()->picture.edited.empty());
}

void WalkViewTest::editingKeysEditsTheKeyStage()
{
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, middle(1, 3, 5));
    auto *editor = m_view->findChild<CellEditor *>();
    QVERIFY(editor->isVisible());
    editor->setText(QStringLiteral("-2"));
    QTest::keyClick(editor, Qt::Key_Return);
    QVERIFY(settled(*m_session));
    QCOMPARE(m_session->edits().size(), std::size_t(1));
    QCOMPARE(m_session->edits().front().stage, Stage::k);
    QCOMPARE(m_session->trace()->matrix({Stage::k, 0, 0})(5, 3), -2.0F);
}

void WalkViewTest::wrongInputIsExplainedAndDropped()
{
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, middle(resultIndex(), 1, 1));
    auto *editor = m_view->findChild<CellEditor *>();
    for (const char *wrong : {"nan", "hello", "1.2.3"}) {
        editor->setText(QString::fromLatin1(wrong));
        QTest::keyClick(editor, Qt::Key_Return);
        QVERIFY(editor->isVisible());
        QVERIFY(!editor->message().isEmpty());
    }
    QTest::keyClick(editor, Qt::Key_Escape);
    QVERIFY(!editor->isVisible());
    QVERIFY(m_session->edits().empty());
}

void WalkViewTest::learnedWeightsStay()
{
    m_selection->setStage(Stage::q);
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, middle(1, 0, 0));
    QVERIFY(!m_view->findChild<CellEditor *>()->isVisible());
}

void WalkViewTest::playingFillsTheResult()
{
    QSignalSpy finished(m_view.get(), &WalkView::finished);
    m_view->setSpeed(10);
    m_view->play();
    QVERIFY(m_view->isPlaying());
    QTRY_VERIFY(m_selection->hoverRow() > 0); // the cell being made is lit
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(m_view->progress(), 1.0);
    QCOMPARE(m_selection->hoverRow(), -1);

    const QImage full = m_view->grab().toImage();
    m_view->setProgress(0.5);
    QVERIFY(m_view->grab().toImage() != full);
}

void WalkViewTest::controlArrowsMoveThePin()
{
    m_view->setFocus();
    m_selection->pin(1, 1);
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(m_selection->row(), 2);
    QCOMPARE(m_selection->column(), 2);
    for (int i = 0; i < 20; ++i)
        QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(m_selection->column(), 5);
    QTest::keyClick(m_view.get(), Qt::Key_F2);
    QVERIFY(m_view->findChild<CellEditor *>()->isVisible());
}

void WalkViewTest::wheelScrollsAndZooms()
{
    m_selection->setStage(Stage::logits);
    const int panel = resultIndex();
    m_selection->pin(0, 0);
    const auto turn = [&](Qt::KeyboardModifiers modifiers, int angle) {
        const QPointF at = m_view->placed().panels[std::size_t(panel)].layout.frame.center();
        QWheelEvent event(at, m_view->mapToGlobal(at), {}, {0, angle}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_view.get(), &event);
    };
    const double before = m_view->placed().panels[std::size_t(panel)].layout.first.x();
    turn(Qt::ShiftModifier, -240);
    QCOMPARE(m_view->placed().panels[std::size_t(panel)].layout.first.x(), before + 6);
    const double width = m_view->placed().cell.width();
    turn(Qt::ControlModifier, 120);
    QVERIFY(m_view->placed().cell.width() > width);
    QTest::keyClick(m_view.get(), Qt::Key_0);
    QCOMPARE(m_view->placed().cell.width(), width);
}

/// What does not fit shows in windows: around the pinned cell, wherever the keys take it and however large the canvas.
void WalkViewTest::windowsFollowThePin()
{
    QStringList text;
    for (int i = 0; i < 45; ++i)
        text << (i % 2 ? QStringLiteral("cat") : QStringLiteral("mat"));
    QVERIFY(runIn(*m_session, QStringLiteral("blackboard"), text.join(QLatin1Char(' '))));
    m_selection->setStage(Stage::weights);
    m_selection->pin(40, 33);
    const auto pinnedShows = [&] {
        const MatrixLayout &layout = m_view->placed().panels.back().layout;
        return layout.visibleRows().contains(m_selection->row()) && layout.visibleColumns().contains(m_selection->column());
    };
    QVERIFY(!m_view->placed().panels.back().layout.showsAllRows());
    QVERIFY(m_view->placed().digits >= 11);
    QVERIFY(pinnedShows());
    for (int i = 0; i < 15; ++i) {
        QTest::keyClick(m_view.get(), i % 2 ? Qt::Key_Down : Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(pinnedShows());
    }
    m_view->resize(700, 420);
    QVERIFY(pinnedShows());
    m_view->setPresented(true);
    QVERIFY(pinnedShows());
}

void WalkViewTest::theMapMovesBothWays()
{
    QStringList text;
    for (int i = 0; i < 45; ++i)
        text << (i % 2 ? QStringLiteral("cat") : QStringLiteral("mat"));
    m_view->resize(1000, 600);
    QVERIFY(runIn(*m_session, QStringLiteral("blackboard"), text.join(QLatin1Char(' '))));
    m_selection->pin(0, 0);
    m_selection->setStage(Stage::weights);
    const auto &overviews = m_view->placed().overviews;
    const auto map = std::find_if(overviews.begin(), overviews.end(), [](const PlacedOverview &overview) { return overview.isMap; });
    QVERIFY(map != overviews.end());
    QCOMPARE(map->count, 45);
    QCOMPARE(map->rowCount, 45);
    const QRectF strip = map->strip;
    const auto shows = [&](int row, int column) {
        const MatrixLayout &layout = m_view->placed().panels.back().layout;
        return layout.visibleRows().contains(row) && layout.visibleColumns().contains(column);
    };
    const auto send = [&](QEvent::Type type, const QPointF &at) {
        const bool released = type == QEvent::MouseButtonRelease;
        QMouseEvent event(type, at, m_view->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
            released ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(m_view.get(), &event);
    };
    send(QEvent::MouseButtonPress, strip.center());
    QVERIFY(shows(22, 22));
    send(QEvent::MouseMove, strip.bottomLeft() + QPointF(1, -1));
    QVERIFY(shows(44, 0));
    send(QEvent::MouseButtonRelease, strip.bottomLeft() + QPointF(1, -1));
    QCOMPARE(m_selection->row(), 0); // moving pins nothing
}

void WalkViewTest::differenceShowsThreeMatrices()
{
    m_session->addEdit({Edit::Kind::setValue, Stage::rawScores, 0, 0, 2, 1, 9.5F});
    QVERIFY(settled(*m_session));
    const float before = m_session->original()->matrix({Stage::rawScores, 0, 0})(2, 1);
    m_selection->setShown(Shown::difference);
    QCOMPARE(m_view->figure().panels.size(), std::size_t(3));
    const MatrixView difference = m_view->figure().resultPanel()->picture.numbers.view;
    QCOMPARE(difference(2, 1), 9.5F - before);
    QCOMPARE(difference(0, 0), 0.0F);
    m_selection->setStage(Stage::maskedScores); // −∞ − −∞
    for (int r = 0; r < 6; ++r) {
        for (int c = 0; c < 6; ++c)
            QVERIFY(std::isfinite(m_view->figure().resultPanel()->picture.numbers(r, c)));
    }
    m_selection->setShown(Shown::original);
    m_selection->setStage(Stage::rawScores);
    QCOMPARE(m_view->figure().resultPanel()->picture.numbers(2, 1), before);
}

void WalkViewTest::everyStagePaintsAndExports()
{
    for (const Stage stage : m_session->trace()->config().stages()) {
        m_selection->setStage(stage);
        QVERIFY2(!m_view->figure().heading.isEmpty(), stageInfo(stage).name.data());
        QVERIFY(!m_view->grab().isNull());
        const QSizeF size = m_view->figureSize();
        QVERIFY(size.width() >= 400 && size.width() <= 4000);
        QImage image(size.toSize(), QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        m_view->paintFigure(painter, QRectF(QPointF(), size));
        QCOMPARE(QColor(image.pixel(2, 2)), Theme::current().canvas);
        QVERIFY(m_view->figureTitle().contains(QStringLiteral("blackboard"), Qt::CaseInsensitive));
    }
}

/// Wherever weights are shown, also as a factor; a weight that was set is shown as it is.
void WalkViewTest::masksAreHatchedOnTheScreenAlone()
{
    m_selection->pin(2, 1);
    for (const Stage stage : {Stage::weights, Stage::weightedSum}) {
        m_selection->setStage(stage);
        const auto isWeights = [](const FigurePanel &panel) { return panel.stage && panel.stage->stage == Stage::weights; };
        const auto panel = std::ranges::find_if(m_view->figure().panels, isWeights);
        QVERIFY(panel != m_view->figure().panels.end());
        for (int r = 0; r < 6; ++r)
            for (int c = 0; c < 6; ++c)
                QCOMPARE(panel->picture.mask(r, c) == -HUGE_VALF, c > r);
        if (stage == Stage::weights) // exp(s − max) and the weight of the row, step by step
            for (const std::size_t strip : {std::size_t(2), std::size_t(3)})
                for (int c = 0; c < 6; ++c)
                    QCOMPARE(m_view->figure().panels[strip].picture.mask(0, c) == -HUGE_VALF, c > 2);
        FigureSource printed;
        printed.trace = m_session->trace();
        printed.onScreen = false;
        const WalkFigure figure = buildFigure(printed, m_selection->key(), 3);
        for (const FigurePanel &other : figure.panels)
            QVERIFY(other.picture.mask.empty());
    }
}

void WalkViewTest::emptyTextIsFriendly()
{
    m_session->setText({});
    QTRY_COMPARE(m_view->figure().kind, WalkFigure::Kind::empty);
    QVERIFY(!m_view->grab().isNull());
    QTest::mouseMove(m_view.get(), m_view->rect().center());
    QTest::mouseDClick(m_view.get(), Qt::LeftButton, {}, m_view->rect().center());
    m_view->play();
    m_view->pause();
    QVERIFY(!m_view->editPinned());
}

void WalkViewTest::whatCannotBeShownIsSaid()
{
    const auto said = [](WalkView &view) {
        view.grab();
        RecordedPainting painting(view.size());
        view.render(&painting);
        QString words;
        for (const PaintedPart &part : painting.parts())
            if (part.kind == PaintedPart::Kind::text)
                words += part.text + QLatin1Char(' ');
        return words;
    };
    // Before there is a model, while one is opened, when that has failed, and without a text.
    QTemporaryDir home;
    Session session;
    Selection selection(session);
    WalkView view(session, selection);
    view.resize(900, 600);
    QVERIFY2(said(view).contains(QStringLiteral("No model is open")), qPrintable(said(view)));
    QSignalSpy failed(&session, &Session::failed);
    session.openModel(home.path()); // a folder without a model
    QVERIFY2(said(view).contains(QStringLiteral("Opening the model…")), qPrintable(said(view)));
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY2(said(view).contains(QStringLiteral("No model is open")), qPrintable(said(view)));
    QVERIFY(runIn(session, QStringLiteral("blackboard"), QString()));
    QVERIFY2(said(view).contains(QStringLiteral("Type a sentence above")), qPrintable(said(view)));

    // A table of 2100 × 2100 numbers.
    ModelFolder folder = ModelFolder::llama({1, 2, 2, 4, 8, 12, 97});
    folder.words = 90;
    folder.write(home.path().toStdString());
    QString text;
    for (int i = 0; i < 2100; ++i)
        text += QStringLiteral("w%1 ").arg(i % 90);
    QVERIFY(runIn(session, home.path(), text.trimmed()));
    selection.setKey({Stage::weights, 0, 1});
    QVERIFY2(said(view).contains(QStringLiteral("Too many tokens for a table")), qPrintable(said(view)));
    QVERIFY2(
        said(view).contains(QStringLiteral("2,100 tokens")) || said(view).contains(QStringLiteral("2100 tokens")), qPrintable(said(view)));
    QVERIFY(!view.editPinned());
}

QTEST_MAIN(WalkViewTest)
#include "walk_view_test.moc"
