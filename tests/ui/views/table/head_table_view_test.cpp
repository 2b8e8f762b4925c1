// The table of heads: its numbers are the engine's, it filters, sorts and picks, scores come when they are looked at, and go with their
// text.
#include "src/formats/json.h"
#include "src/scores/measured_head.h"
#include "src/scores/repeated_tokens.h"
#include "src/scores/value_output.h"
#include "tests/ui/views/walk/opened_session.h"
#include "ui/theme/color_scale.h"
#include "ui/views/grid/head_column.h"
#include "ui/views/shared/scores/score_words.h"
#include "ui/views/table/head_table_view.h"
#include "ui/views/table/pattern_drawing.h"
#include "ui/views/table/score_guide.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

const QString kText = QStringLiteral("Tom had a red ball. Tom had a red");

} // namespace

class HeadTableViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void numbersAreTheEngines();
    void modelsAreSound();
    void filters();
    void mistakesAreTold();
    void namesComplete();
    void sortsThreeWays();
    void clickPicksAndPickIsMarked();
    void randomTokens();
    void itIsSettledWithTheScoresOfItsRun();
    void anotherTextTakesItsScoresAway();
    void drawing();
    void gridShowsScores();
    void columns();
    void figure();
    void saved();
    void guide();

private:
    bool wait();
    QModelIndex at(int layer, int head, ScoreId id) const;

    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<HeadColumn> m_column;
    std::unique_ptr<HeadTableView> m_view;
};

void HeadTableViewTest::init()
{
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_column = std::make_unique<HeadColumn>(*m_session, *m_selection);
    m_view = std::make_unique<HeadTableView>(*m_session, *m_selection, *m_column->scores());
    QVERIFY(runIn(*m_session, QStringLiteral("storyteller"), kText));
    m_column->resize(390, 700);
    m_view->resize(1000, 600);
    m_column->show();
    m_view->show();
    QVERIFY(wait());
}

void HeadTableViewTest::cleanup()
{
    m_view.reset();
    m_column.reset();
    m_selection.reset();
    m_session.reset();
}

bool HeadTableViewTest::wait()
{
    return QTest::qWaitFor(
        [&] { return !m_session->isBusy() && m_column->grid()->isSettled() && m_column->scores()->isIdle(); }, kPatience);
}

QModelIndex HeadTableViewTest::at(int layer, int head, ScoreId id) const
{
    for (int row = 0; row < m_view->order()->rowCount(); ++row) {
        const HeadRow one = m_view->shownRows()[std::size_t(row)];
        if (one.layer == layer && one.head == head)
            return m_view->order()->index(row, int(id));
    }
    return {};
}

void HeadTableViewTest::numbersAreTheEngines()
{
    const auto trace = m_session->trace();
    const auto product = EmbeddingProduct::make(trace->modelPointer());
    QCOMPARE(m_view->order()->rowCount(), 32);
    for (int layer = 0; layer < 4; ++layer) {
        for (int head = 0; head < 8; ++head) {
            HeadRow expected = measuredHead(*trace, layer, head);
            expected.value(ScoreId::outputNorm) = valueOutputNorm(trace->model(), {layer, head});
            expected.value(ScoreId::copying) = product->copying({layer, head}).value();
            for (const ScoreDefinition &score : allScores()) {
                const QModelIndex index = at(layer, head, score.id);
                const double value = index.data(Qt::EditRole).toDouble();
                const double wanted = expected.value(score.id);
                // The survey makes a head's weights another way than a trace does: the same to single precision.
                QVERIFY2(std::isnan(wanted) ? std::isnan(value) : std::abs(value - wanted) < 1e-4, score.name.data());
                QCOMPARE(index.data().toString(), scoreText(value));
            }
        }
    }
}

void HeadTableViewTest::modelsAreSound()
{
    HeadTableModel model(*m_column->scores());
    const QAbstractItemModelTester plain(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester ordered(m_view->order(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_column->scores()->setFilterText(QStringLiteral("layer>2"));
    m_view->sortBy(ScoreId::entropy);
    m_session->setText(QStringLiteral("One two three four"));
    QVERIFY(wait());
    m_session->openModel(QStringLiteral("blackboard"));
    QTRY_COMPARE(model.rowCount(), 2);
    QVERIFY(wait());
}

void HeadTableViewTest::filters()
{
    m_view->filterBox()->line()->setText(QStringLiteral("layer>2 induction>0.3"));
    const auto rows = m_view->shownRows();
    QVERIFY(!rows.empty() && rows.size() < 32);
    for (const HeadRow &row : rows)
        QVERIFY(row.layer >= 2 && row.value(ScoreId::induction) > 0.3);
    QCOMPARE(m_column->filterBox()->line()->text(), m_view->filterBox()->line()->text()); // one filter, two boxes
    m_column->filterBox()->line()->clear();
    QCOMPARE(m_view->order()->rowCount(), 32);
}

void HeadTableViewTest::mistakesAreTold()
{
    FilterBox &box = *m_view->filterBox();
    box.line()->setText(QStringLiteral("layer>3"));
    QCOMPARE(m_view->order()->rowCount(), 8);
    QTest::keyClicks(box.line(), QStringLiteral(" entrpy<1"));
    QCOMPARE(m_view->order()->rowCount(), 8); // the last good filter holds
    QVERIFY(box.problem().isEmpty()); // while typing nothing is wrong yet
    QTRY_VERIFY(box.problem().contains(QStringLiteral("entrpy")));
    QVERIFY2(box.problem().contains(QStringLiteral("“layer>3”")), qPrintable(box.problem())); // whose heads these are
    QVERIFY(m_view->countText().contains(QStringLiteral("“layer>3”")));
    box.line()->setText(QStringLiteral("layer>3 entropy<1"));
    QVERIFY(box.problem().isEmpty());
    QVERIFY(!m_view->countText().contains(QStringLiteral("layer")));
    box.line()->clear();
    box.line()->setText(QStringLiteral("entrpy<1"));
    QTRY_VERIFY(box.problem().contains(QStringLiteral("all heads")));
    QCOMPARE(m_view->order()->rowCount(), 32);
}

void HeadTableViewTest::namesComplete()
{
    QLineEdit *line = m_view->filterBox()->line();
    line->setFocus();
    QTest::keyClicks(line, QStringLiteral("layer>2 indu"));
    auto *completer = m_view->filterBox()->findChild<QCompleter *>();
    QCOMPARE(completer->currentCompletion(), QStringLiteral("induction"));
    Q_EMIT completer->activated(QStringLiteral("induction"));
    QCOMPARE(line->text(), QStringLiteral("layer>2 induction"));
}

void HeadTableViewTest::sortsThreeWays()
{
    const auto click = [&](ScoreId id) {
        QHeaderView *above = m_view->tableWidget()->horizontalHeader();
        QTest::mouseClick(above->viewport(), Qt::LeftButton, {}, QPoint(above->sectionViewportPosition(int(id)) + 10, above->height() / 2));
    };
    const auto entropies = [&] {
        std::vector<double> values;
        for (const HeadRow &row : m_view->shownRows())
            values.push_back(row.value(ScoreId::entropy));
        return values;
    };
    click(ScoreId::entropy);
    QVERIFY(std::ranges::is_sorted(entropies())); // low ones are worth a look
    click(ScoreId::entropy);
    QVERIFY(std::ranges::is_sorted(entropies(), std::greater<>()));
    click(ScoreId::entropy);
    QCOMPARE(m_view->shownRows().front().layer, 0);
    QCOMPARE(m_view->shownRows().back().head, 7);
    click(ScoreId::induction);
    QVERIFY(m_view->shownRows().front().value(ScoreId::induction) >= m_view->shownRows()[1].value(ScoreId::induction));
}

void HeadTableViewTest::clickPicksAndPickIsMarked()
{
    const QModelIndex index = at(2, 5, ScoreId::entropy);
    QTest::mouseClick(m_view->tableWidget()->viewport(), Qt::LeftButton, {}, m_view->tableWidget()->visualRect(index).center());
    QCOMPARE(m_selection->layer(), 2);
    QCOMPARE(m_selection->head(), 5);
    m_selection->setHead(6);
    QVERIFY(m_view->tableWidget()->selectionModel()->isRowSelected(at(2, 6, ScoreId::entropy).row()));
    QTest::keyClick(m_view->tableWidget(), Qt::Key_Down);
    QCOMPARE(m_selection->head(), 7);
    QSignalSpy opened(m_view.get(), &HeadTableView::opened);
    QTest::keyClick(m_view->tableWidget(), Qt::Key_Return);
    QCOMPARE(opened.size(), 1);
    m_column->scores()->setFilterText(QStringLiteral("layer=1")); // the picked head is not in it
    QCOMPARE(m_selection->layer(), 2);
    QVERIFY(!m_view->tableWidget()->selectionModel()->hasSelection());
}

void HeadTableViewTest::randomTokens()
{
    QVERIFY(!m_column->scores()->hasRandomTokens());
    QTest::mouseClick(m_view->randomButton(), Qt::LeftButton);
    QVERIFY(wait());
    Engine engine(m_session->model());
    const auto expected = inductionOnRepeats(engine, {});
    for (int i = 0; i < 32; ++i)
        QCOMPARE(m_column->scores()->rows()[std::size_t(i)].value(ScoreId::randomInduction), (*expected)[std::size_t(i)]);
    QVERIFY(!m_column->scores()->progress());
    QTRY_VERIFY(std::ranges::any_of(m_column->standOuts()->findChildren<StandOutLine *>(), [&](const StandOutLine *line) {
        return line->isVisibleTo(m_column.get()) && line->standOut().score == ScoreId::randomInduction && line->standOut().layer == 3;
    }));

    QTest::mouseClick(m_view->randomButton(), Qt::LeftButton);
    m_column->scores()->cancel();
    QVERIFY(m_column->scores()->isIdle());
    QVERIFY(m_column->scores()->hasRandomTokens()); // what was there stays
}

void HeadTableViewTest::itIsSettledWithTheScoresOfItsRun()
{
    QVERIFY(wait() && m_view->isSettled());
    m_session->setText(QStringLiteral("Another run is surveyed afresh"));
    QTRY_VERIFY(!m_session->isBusy());
    m_view->prepareNow();
    if (!m_column->grid()->survey().isFinished())
        QVERIFY(!m_view->isSettled()); // nothing of it is busy yet
    QTRY_VERIFY(m_view->isSettled());
    QCOMPARE(m_column->scores()->surveyed(), m_session->trace());
}

void HeadTableViewTest::anotherTextTakesItsScoresAway()
{
    QVERIFY(m_column->scores()->hasAny(ScoreId::induction));
    const double norm = m_column->scores()->rows()[9].value(ScoreId::outputNorm);
    m_session->setText(QStringLiteral("Nothing comes twice here"));
    QVERIFY(wait());
    QVERIFY(!m_column->scores()->hasAny(ScoreId::induction));
    QVERIFY(m_column->scores()->hasAny(ScoreId::positional));
    QCOMPARE(m_column->scores()->rows()[9].value(ScoreId::outputNorm), norm);
    m_session->setText(QString());
    QVERIFY(wait());
    QVERIFY(!m_column->scores()->hasAny(ScoreId::entropy));
    QCOMPARE(m_view->order()->rowCount(), 32);
}

void HeadTableViewTest::drawing()
{
    PatternDialog *dialog = m_view->showDrawing();
    PatternDrawing &drawing = *dialog->drawing();
    drawing.resize(240, 240);
    for (int row = 0; row < kSketchSide; ++row)
        QTest::mouseClick(&drawing, Qt::LeftButton, {}, drawing.cell(row, 0).center().toPoint());
    QVERIFY(drawing.grid()[0] == 1 && drawing.grid()[5 * kSketchSide] == 1 && drawing.grid()[1] == 0);
    QVERIFY(wait());
    for (int i = 0; i < 32; ++i) {
        const auto expected = similarity(headSketch(*m_session->trace(), i / 8, i % 8), drawing.grid());
        QVERIFY(std::abs(m_column->scores()->rows()[std::size_t(i)].value(ScoreId::drawn) - *expected) < 1e-9);
    }
    QTest::mouseClick(&drawing, Qt::RightButton, {}, drawing.cell(0, 0).center().toPoint());
    QCOMPARE(drawing.grid()[0], 0.0F);
    drawing.setGrid({});
    QVERIFY(!m_column->scores()->hasAny(ScoreId::drawn));
}

void HeadTableViewTest::gridShowsScores()
{
    HeadGridView &grid = *m_column->grid();
    const auto colourAt = [&](int layer, int head) {
        const QRectF cell = grid.headRect(layer, head);
        return grid.grab().toImage().pixelColor((cell.topLeft() + QPointF(2, 2)).toPoint());
    };
    m_column->scores()->setColour(ScoreId::previous);
    const auto &rows = m_column->scores()->rows();
    const ColorScale scale = ColorScale::currentSequential();
    for (const auto &[layer, head] : {std::pair{2, 7}, {0, 3}})
        QCOMPARE(colourAt(layer, head).rgb(), scale.rgb(rows[std::size_t(layer * 8 + head)].value(ScoreId::previous)));
    QVERIFY(grid.legendText().contains(QStringLiteral("Previous token")));
    const QColor before = colourAt(2, 7);
    m_column->scores()->setFilterText(QStringLiteral("layer=1"));
    QVERIFY(colourAt(2, 7) != before); // faint
    m_column->scores()->setColour(std::nullopt);
    QVERIFY(grid.legendText().contains(QStringLiteral("weights")));
}

void HeadTableViewTest::columns()
{
    const auto shows = [&](ScoreId id) { return !m_view->tableWidget()->isColumnHidden(int(id)); };
    QVERIFY(shows(ScoreId::entropy) && shows(ScoreId::copying));
    QVERIFY(!shows(ScoreId::next)); // a causal model has no such score
    m_view->setColumnShown(ScoreId::next, true);
    m_view->setColumnShown(ScoreId::entropy, false);
    QVERIFY(shows(ScoreId::next) && !shows(ScoreId::entropy));
}

void HeadTableViewTest::figure()
{
    m_column->scores()->setFilterText(QStringLiteral("layer=3"));
    const QSizeF size = m_view->figureSize();
    QImage image(size.toSize(), QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    m_view->paintFigure(painter, QRectF(QPointF(), size));
    painter.end();
    QVERIFY(m_view->figureTitle().contains(QStringLiteral("layer=3")));
    m_column->scores()->setFilterText({});
    QVERIFY(m_view->figureSize().height() > size.height());
    QCOMPARE(m_view->figureSize().width(), size.width());
}

void HeadTableViewTest::saved()
{
    const QTemporaryDir folder;
    m_column->scores()->setFilterText(QStringLiteral("layer=3"));
    m_view->sortBy(ScoreId::previous);
    m_view->save(folder.filePath(QStringLiteral("heads.csv")));
    QFile csv(folder.filePath(QStringLiteral("heads.csv")));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(csv.readAll()).split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 9);
    QVERIFY(lines[0].startsWith(QStringLiteral("layer,head,entropy,")));
    QVERIFY(lines[1].startsWith(QStringLiteral("3,8,"))); // the head before
    m_view->save(folder.filePath(QStringLiteral("heads.json")));
    const Json json = Json::read(folder.filePath(QStringLiteral("heads.json")).toStdString());
    QCOMPARE(json.at("heads").size(), std::size_t(8));
    QCOMPARE(json.at("text").get<std::string>(), kText.toStdString());
    QSignalSpy failed(m_session.get(), &Session::failed);
    m_view->save(QStringLiteral("/no/such/folder/heads.csv"));
    QCOMPARE(failed.size(), 1);
}

void HeadTableViewTest::guide()
{
    m_view->showGuide();
    const auto *guide = m_view->findChild<ScoreGuide *>();
    QVERIFY(guide);
    for (const ScoreDefinition &score : allScores()) {
        QVERIFY(guide->text().contains(scoreTitle(score.id)));
        QVERIFY(guide->text().contains(QString::fromUtf8(score.formula.data())));
    }
}

QTEST_MAIN(HeadTableViewTest)
#include "head_table_view_test.moc"
