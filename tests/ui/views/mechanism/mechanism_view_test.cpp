// A walk through every mechanism of the table: each step has a figure of the run's own numbers, words, an arithmetic and room; and the
// hands that step, point, turn pages, play and go back.
#include "src/error.h"
#include "tests/support/test.h"
#include "ui/session/lab_numbers.h"
#include "ui/theme/theme.h"
#include "ui/views/mechanism/mechanism_bar.h"
#include "ui/views/mechanism/mechanism_page.h"
#include "ui/views/mechanism/mechanism_rail.h"
#include "ui/views/mechanism/mechanism_view.h"
#include "ui/views/mechanism/step_figure.h"
#include "ui/views/mechanism/step_sheet.h"
#include "ui/views/mechanism/step_sheet_view.h"
#include "ui/views/walk/walk_layout.h"
#include "ui/widgets/step_rail.h"

#include <QLabel>
#include <QPushButton>
#include <QtTest>

#include <cmath>

using namespace headscope;

class MechanismViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void everyMechanism_data();
    void everyMechanism();
    void keysStepAndTheStepStays();
    void pointingLightsAndExplains();
    void pagesAreTurnedAndPlayed();
    void playingFillsAndGoesOn();
    void theWayBack();
    void whatCannotBeHadIsSaid();
    void longTextsAreShortened();
    void theStepIsRemembered();
    void aScreenReaderIsTold();
    void exportsHaveTheStepsNumbers();

private:
    bool open(const char *name);
    StepWalk &walk() { return m_page->walk(); }
    int stepNamed(const char *name);

    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<LabState> m_lab;
    std::unique_ptr<MechanismPage> m_page;
};

namespace {

bool isSame(float a, float b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

void checkFigure(const StepContent &content, int step, int page, const QSizeF &canvas)
{
    const Matrix &numbers = content.steps[std::size_t(step)].pages[std::size_t(page)];
    const WalkFigure figure = stepFigure(content, step, page, numbers.rows() - 1);
    QVERIFY(!figure.heading.isEmpty() && !figure.lead.isEmpty());
    QVERIFY((figure.subheading + figure.lead).contains(QString::fromStdString(content.steps[std::size_t(step)].formula)));
    const FigurePanel *result = figure.resultPanel();
    QVERIFY(result);
    QCOMPARE(result->picture.numbers.rows(), numbers.rows());
    QCOMPARE(result->picture.numbers.cols(), numbers.cols());
    for (int row = 0; row < numbers.rows(); ++row)
        for (int column = 0; column < numbers.cols(); ++column)
            QVERIFY(isSame(result->picture.numbers(row, column), numbers(row, column)));
    const PlacedFigure placed = layOut(figure, canvas, {});
    QCOMPARE(placed.panels.size(), figure.panels.size());
    const QRectF all = QRectF(QPointF(), canvas).adjusted(-1, -1, 1, 1);
    for (std::size_t a = 0; a < placed.panels.size(); ++a) {
        const QRectF one = placed.panels[a].layout.bounds();
        QVERIFY2(all.contains(one), qPrintable(figure.panels[a].title));
        QVERIFY(one.top() >= placed.headingsBottom() - 1);
        for (std::size_t b = a + 1; b < placed.panels.size(); ++b) {
            const QRectF common = one.intersected(placed.panels[b].layout.bounds());
            QVERIFY2(common.width() < 1.5 || common.height() < 1.5, qPrintable(figure.panels[a].title));
        }
    }
}

void checkArithmetic(const StepContent &content, int step, int page)
{
    const Matrix &numbers = content.steps[std::size_t(step)].pages[std::size_t(page)];
    const StepArithmetic made
        = explainStep(content.steps, content.rules, content.names, step, page, numbers.rows() - 1, numbers.cols() - 1);
    const ArithmeticSheet sheet = sheetFor(made);
    QVERIFY(!sheet.title.isEmpty() && !sheet.lines.empty());
    for (const auto &line : sheet.lines)
        for (const ColoredText &piece : line)
            QVERIFY(!piece.text.contains(QLatin1Char('%')));
}

} // namespace

void MechanismViewTest::initTestCase()
{
    Appearance::instance().setAnimations(false);
    Appearance::instance().apply();
}

void MechanismViewTest::init()
{
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_lab = std::make_unique<LabState>(*m_session, *m_selection);
    m_lab->setSource(LabSource::random);
    m_lab->setSizes(9, 4);
    m_page = std::make_unique<MechanismPage>(*m_session, *m_selection, *m_lab);
    m_page->resize(1024, 480);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void MechanismViewTest::cleanup()
{
    m_page.reset();
    m_lab.reset();
    m_selection.reset();
    m_session.reset();
}

bool MechanismViewTest::open(const char *name)
{
    m_lab->open(name);
    const bool came = QTest::qWaitFor(
        [&] { return m_page->view().isSettled() && walk().content() && walk().content()->mechanism->name == name; }, kPatience);
    return came;
}

int MechanismViewTest::stepNamed(const char *name)
{
    const auto &steps = walk().content()->steps;
    return int(std::ranges::find(steps, std::string(name), &MechanismStep::name) - steps.begin());
}

void MechanismViewTest::everyMechanism_data()
{
    QTest::addColumn<QString>("name");
    for (const MechanismInfo &mechanism : allMechanisms()) {
        const QString name = QString::fromUtf8(mechanism.name.data(), qsizetype(mechanism.name.size()));
        QTest::newRow(qPrintable(name)) << name;
    }
}

void MechanismViewTest::everyMechanism()
{
    QFETCH(QString, name);
    m_lab->open(name.toStdString());
    const ContentOrder<StepContent> order = stepOrder(*m_lab);
    QVERIFY(order.work);
    std::optional<StepContent> content;
    try {
        content = order.work({});
    } catch (const Error &error) { // said in the picture's place
        QVERIFY(!std::string_view(error.what()).empty());
        return;
    }
    QVERIFY(content && !content->steps.empty());
    for (int step = 0; step < std::ssize(content->steps); ++step) {
        const MechanismStep &made = content->steps[std::size_t(step)];
        for (const int page : {0, int(made.pages.size()) - 1}) {
            checkFigure(*content, step, page, {970, 400}); // of a window of 1024 × 640
            checkFigure(*content, step, page, {1310, 460}); // 1366 × 700
            checkArithmetic(*content, step, page);
        }
        if (QTest::currentTestFailed())
            QFAIL(made.name.c_str());
    }
}

void MechanismViewTest::keysStepAndTheStepStays()
{
    QVERIFY(open("full"));
    QCOMPARE(m_page->rail().steps().steps().size(), walk().count());
    m_page->step(2);
    QCOMPARE(walk().step(), 2);
    QCOMPARE(m_page->rail().steps().current(), 2);
    QCOMPARE(m_page->view().figure().heading, walk().content()->titleOf(2));
    m_page->step(-100);
    QCOMPARE(walk().step(), 0);
    m_page->step(100);
    QCOMPARE(walk().step(), walk().count() - 1);
    Q_EMIT m_page->rail().steps().clicked(2);
    walk().pin({3, 1});
    m_lab->setSeed(7); // other numbers, the same step and cell
    QTRY_VERIFY(m_page->view().isSettled());
    QCOMPARE(walk().step(), 2);
    QCOMPARE(walk().pinned(), (CellIndex{3, 1}));
    m_lab->setSizes(3, 4); // fewer tokens: the row is no more
    QTRY_VERIFY(m_page->view().isSettled() && walk().content()->steps.front().pages.front().rows() == 3);
    QCOMPARE(walk().pinned(), (CellIndex{-1, 1}));
}

void MechanismViewTest::pointingLightsAndExplains()
{
    QVERIFY(open("full"));
    m_page->resize(1300, 800); // with all rows in sight
    walk().setStep(stepNamed("scores"));
    QTRY_VERIFY(m_page->view().isSettled());
    const WalkFigure &figure = m_page->view().figure();
    QVERIFY(figure.falk);
    const PlacedFigure &placed = m_page->view().placed();
    const QPointF at = placed.panels.back().layout.cellRect(3, 2).center();
    QMouseEvent move(QEvent::MouseMove, at, m_page->view().mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&m_page->view(), &move);
    QCOMPARE(walk().hovered(), (CellIndex{3, 2}));
    const std::optional<StepArithmetic> made = m_page->sheet().arithmetic();
    QVERIFY(made && made->kind == StepRuleKind::product);
    QCOMPARE(made->terms.size(), std::size_t(4));
    QCOMPARE(made->stored, walk().current().pages.front()(3, 2));
    QTest::mouseClick(&m_page->view(), Qt::LeftButton, {}, placed.panels.front().layout.cellRect(5, 0).center().toPoint()); // a row of Q
    QCOMPARE(walk().pinned().row, 5);
    walk().pin({5, 2});
    QTest::keyClick(&m_page->view(), Qt::Key_Up, Qt::ControlModifier);
    QCOMPARE(walk().pinned(), (CellIndex{4, 2}));
    walk().setStep(stepNamed("weights")); // the pair stays
    QCOMPARE(walk().pinned(), (CellIndex{4, 2}));
}

void MechanismViewTest::pagesAreTurnedAndPlayed()
{
    QVERIFY(open("deltanet"));
    int state = 0;
    while (state < walk().count() && walk().content()->steps[std::size_t(state)].pages.size() == 1)
        ++state;
    QVERIFY(state < walk().count());
    walk().setStep(state);
    QCOMPARE(walk().page(), 0);
    QTest::keyClick(&m_page->view(), Qt::Key_Period);
    QTest::keyClick(&m_page->view(), Qt::Key_Period);
    QTest::keyClick(&m_page->view(), Qt::Key_Comma);
    QCOMPARE(walk().page(), 1);
    QVERIFY(isSame(m_page->view().figure().resultPanel()->picture.numbers(0, 0), walk().current().pages[1](0, 0)));
    m_page->view().setProgress(1);
    m_page->view().play();
    m_page->view().setProgress(0.6);
    m_page->view().pause();
    QVERIFY(walk().page() > 1);
}

void MechanismViewTest::playingFillsAndGoesOn()
{
    QVERIFY(open("full"));
    m_page->togglePlay();
    QVERIFY(m_page->view().isPlaying());
    Q_EMIT m_page->view().finished();
    QCOMPARE(walk().step(), 1);
    m_page->togglePlay();
    QVERIFY(!m_page->view().isPlaying());
}

void MechanismViewTest::theWayBack()
{
    QVERIFY(open("local-window"));
    QVERIFY(m_page->bar().isVisible());
    m_page->bar().backButton().click();
    QVERIFY(m_lab->choices().opened.empty());
}

void MechanismViewTest::whatCannotBeHadIsSaid()
{
    m_lab->setSource(LabSource::head); // and there is no model
    m_lab->open("full");
    QTRY_VERIFY(m_page->view().isSettled());
    QVERIFY(m_page->view().wordsInstead().contains(QStringLiteral("model")));
    m_lab->setSource(LabSource::random);
    m_lab->open("cross"); // needs a second text
    QTRY_VERIFY(m_page->view().isSettled());
    const QString words = m_page->view().wordsInstead();
    QVERIFY(!words.isEmpty() || walk().content());
}

void MechanismViewTest::longTextsAreShortened()
{
    m_lab->setSizes(kMostStepTokens + 40, 2);
    QVERIFY(open("local-window"));
    QCOMPARE(walk().content()->leftOut, 40);
    QCOMPARE(walk().content()->steps.front().pages.front().rows(), kMostStepTokens);
    QVERIFY(m_page->view().figure().lead.contains(QStringLiteral("40")));
}

void MechanismViewTest::theStepIsRemembered()
{
    QVERIFY(open("full"));
    walk().setStep(stepNamed("weights"));
    const ViewChoices chosen = m_page->view().chosen();
    walk().setStep(0);
    m_page->view().choose(chosen);
    QCOMPARE(walk().step(), stepNamed("weights"));
    m_page = std::make_unique<MechanismPage>(*m_session, *m_selection, *m_lab); // a session is opened
    m_page->view().choose(chosen);
    m_page->show();
    QTRY_VERIFY(walk().content());
    QCOMPARE(walk().step(), stepNamed("weights"));
}

void MechanismViewTest::aScreenReaderIsTold()
{
    QVERIFY(open("full"));
    walk().setStep(stepNamed("scores"));
    m_page->view().prepareNow();
    QCOMPARE(m_page->view().accessibleTables(), 3);
    const AccessibleTable table = m_page->view().accessibleTable(2);
    QCOMPARE(table.rows, 9);
    QVERIFY(table.cell(2, 1).contains(QStringLiteral("3")));
    table.choose(2, 1);
    QCOMPARE(walk().pinned(), (CellIndex{2, 1}));
    QVERIFY(m_page->view().accessibleDescription().contains(m_page->view().figure().heading));
    QVERIFY(!m_page->sheet().accessibleDescription().isEmpty() || m_page->sheet().arithmetic());
}

void MechanismViewTest::exportsHaveTheStepsNumbers()
{
    QVERIFY(open("full"));
    walk().setStep(stepNamed("weights"));
    const DrawnView drawn = m_page->view().drawn();
    QVERIFY(drawn.title.contains(QStringLiteral("weights")));
    const ViewFigure figure = drawn.figure({});
    QVERIFY(figure.size.width() > 100 && figure.paint);
    QImage image(figure.size.toSize(), QImage::Format_ARGB32);
    image.fill(Qt::black);
    QPainter painter(&image);
    figure.paint(painter);
    painter.end();
    QVERIFY(image.pixel(2, 2) != qRgb(0, 0, 0));
    const std::optional<ViewTable> table = drawn.table();
    QVERIFY(table);
    QCOMPARE(table->rows.size(), std::size_t(9));
    QCOMPARE(table->values[10], walk().current().pages.front()(1, 1));
}

QTEST_MAIN(MechanismViewTest)
#include "mechanism_view_test.moc"
