// The bars of the selected row are the trace's numbers, in every stage; wide rows show the largest; hovering a bar lights its cell.
#include "ui/views/panels/row_chart_panel.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

class RowChartPanelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyStageShowsItsRow();
    void repeatedWordsKeepTheirBars();
    void softmaxShowsBeforeAndAfter();
    void wideRowsShowTheLargest();
    void forbiddenKeysAreNotAmongTheLargest();
    void saysWhoseWeightsTheyAre();
    void differenceIsEditedMinusOriginal();
    void hoveringABarHoversTheCell();
    void negativeNumbersGoLeft();

private:
    void run(const QString &model, const QString &text);
    void settle();
    QList<RowChart *> charts() const;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<RowChartPanel> m_panel;
};

void RowChartPanelTest::init()
{
    m_session = std::make_unique<Session>();
    m_selection = std::make_unique<Selection>(*m_session);
    m_panel = std::make_unique<RowChartPanel>(*m_session, *m_selection);
    m_panel->resize(300, 500);
    m_panel->show();
    run(QStringLiteral("blackboard"), QStringLiteral("the cat sat on the mat"));
}

void RowChartPanelTest::cleanup()
{
    m_panel.reset();
    m_selection.reset();
    m_session.reset();
}

void RowChartPanelTest::run(const QString &model, const QString &text)
{
    m_session->setText(text);
    m_session->openModel(model);
    QTRY_VERIFY(m_session->trace() && QString::fromStdString(m_session->model()->name()) == model
        && QString::fromStdString(m_session->trace()->text()) == text);
    settle();
}

void RowChartPanelTest::settle()
{
    QTRY_VERIFY(!m_session->isBusy());
    QTest::qWait(10);
}

QList<RowChart *> RowChartPanelTest::charts() const
{
    QList<RowChart *> shown;
    for (RowChart *chart : m_panel->findChildren<RowChart *>()) {
        if (chart->isVisible())
            shown << chart;
    }
    return shown;
}

void RowChartPanelTest::everyStageShowsItsRow()
{
    m_selection->pin(2, -1);
    const auto trace = m_session->trace();
    for (const Stage stage : trace->config().stages()) {
        m_selection->setStage(stage);
        settle();
        if (stage == Stage::tokens) {
            QVERIFY(charts().isEmpty());
            continue;
        }
        QVERIFY2(!charts().isEmpty(), stageInfo(stage).name.data());
        const RowChart *chart = charts().last();
        const Matrix row = trace->rows({stage, 0, 0}, 2, 1);
        QVERIFY(!chart->numbers().values.empty());
        for (std::size_t i = 0; i < chart->numbers().values.size(); ++i) {
            const float expected = row(0, chart->numbers().columns[i]);
            QCOMPARE(chart->barValue(int(i)), std::isfinite(expected) ? double(expected) : 0.0);
        }
        if (row.cols() <= kDrawnColumns)
            QCOMPARE(int(chart->numbers().values.size()), row.cols());
    }
}

void RowChartPanelTest::repeatedWordsKeepTheirBars()
{
    m_selection->setStage(Stage::weights);
    m_selection->pin(5, -1);
    settle();
    const RowChart *chart = charts().last();
    QCOMPARE(chart->numbers().names,
        (QStringList{QStringLiteral("the"), QStringLiteral("cat"), QStringLiteral("sat"), QStringLiteral("on"), QStringLiteral("the"),
            QStringLiteral("mat")}));
    QCOMPARE(chart->barValue(4), double(m_session->trace()->matrix({Stage::weights, 0, 0})(5, 4)));
}

void RowChartPanelTest::softmaxShowsBeforeAndAfter()
{
    m_selection->setStage(Stage::weights);
    m_selection->pin(2, -1);
    settle();
    QCOMPARE(charts().size(), 2);
    const Matrix scores = m_session->trace()->rows({Stage::maskedScores, 0, 0}, 2, 1);
    QCOMPARE(charts().first()->barValue(1), double(scores(0, 1)));
    QVERIFY(std::isinf(charts().first()->numbers().values[4])); // masked: no bar, and digits say −∞
    QCOMPARE(charts().first()->barValue(4), 0.0);
    double sum = 0;
    for (int i = 0; i < 6; ++i)
        sum += charts().last()->barValue(i);
    QVERIFY(std::abs(sum - 1) < 1e-5);

    m_panel->setWeightsOnly(true);
    settle();
    QCOMPARE(charts().size(), 1);
}

void RowChartPanelTest::wideRowsShowTheLargest()
{
    run(QStringLiteral("storyteller"), QStringLiteral("Once upon a time"));
    m_selection->setStage(Stage::mlpPre);
    settle();
    const RowNumbers &numbers = charts().last()->numbers();
    const Matrix row = m_session->trace()->rows({Stage::mlpPre, 0, 0}, m_panel->row(), 1);
    QVERIFY(row.cols() > kDrawnColumns);
    QCOMPARE(int(numbers.values.size()), kNamedColumns);
    QVERIFY(!numbers.note.isEmpty());
    int larger = 0;
    for (int c = 0; c < row.cols(); ++c)
        larger += std::abs(row(0, c)) > std::abs(numbers.values.back()) ? 1 : 0;
    QCOMPARE(larger, kNamedColumns - 1);
    for (std::size_t i = 0; i < numbers.values.size(); ++i)
        QCOMPARE(numbers.values[i], double(row(0, numbers.columns[i])));
}

void RowChartPanelTest::forbiddenKeysAreNotAmongTheLargest()
{
    QString text = QStringLiteral("Once");
    for (int i = 0; i < 150; ++i)
        text += QStringLiteral(" upon");
    run(QStringLiteral("storyteller"), text);
    m_selection->setStage(Stage::weights);
    m_panel->setWeightsOnly(true);
    const int tokens = m_session->trace()->tokenCount();
    QVERIFY(tokens > kDrawnColumns);
    for (const int row : {4, 60}) { // fewer keys than bars, and more
        m_selection->pin(row, -1);
        settle();
        const RowNumbers &numbers = charts().last()->numbers();
        QCOMPARE(int(numbers.columns.size()), std::min(row + 1, kNamedColumns));
        for (const int column : numbers.columns)
            QVERIFY(column <= row); // causal
        QVERIFY2(numbers.note.contains(QString::number(tokens - row - 1)), qPrintable(numbers.note));
    }
}

void RowChartPanelTest::saysWhoseWeightsTheyAre()
{
    run(QStringLiteral("storyteller"), QStringLiteral("Once upon a time"));
    m_selection->setKey({Stage::weights, 3, 2});
    settle();
    QVERIFY(m_panel->source().isEmpty()); // the Walk is at one head and names it
    m_panel->setWeightsOnly(true);
    settle();
    QCOMPARE(m_panel->source(), QStringLiteral("Layer 4, head 3 · weights"));
}

void RowChartPanelTest::differenceIsEditedMinusOriginal()
{
    Edit edit;
    edit.kind = Edit::Kind::temperature;
    edit.value = 3;
    m_session->addEdit(edit);
    settle();
    m_selection->setStage(Stage::weights);
    m_selection->pin(2, -1);
    m_selection->setShown(Shown::difference);
    settle();
    const double after = m_session->trace()->matrix({Stage::weights, 0, 0})(2, 1);
    const double before = m_session->original()->matrix({Stage::weights, 0, 0})(2, 1);
    QVERIFY(std::abs(after - before) > 0.01);
    QVERIFY(std::abs(charts().last()->barValue(1) - (after - before)) < 1e-6);
}

void RowChartPanelTest::hoveringABarHoversTheCell()
{
    m_selection->setStage(Stage::scaledScores);
    m_selection->pin(4, -1);
    settle();
    RowChart *chart = charts().last();
    const double pitch = chart->height() / 6.0;
    QTest::mouseMove(chart->viewport(), QPoint(chart->width() / 2, int(pitch * 2.5)));
    QTRY_COMPARE(m_selection->hoverColumn(), 2);
    QCOMPARE(m_selection->hoverRow(), 4);
    QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, QPoint(chart->width() / 2, int(pitch * 1.5)));
    QCOMPARE(m_selection->column(), 1);
}

void RowChartPanelTest::negativeNumbersGoLeft()
{
    RowChart chart(Qt::Horizontal);
    RowNumbers numbers;
    numbers.values = {-2, 1};
    numbers.columns = {0, 1};
    numbers.names = {QStringLiteral("a"), QStringLiteral("b")};
    chart.setNumbers(numbers);
    chart.resize(300, 60);
    chart.show();
    QCOMPARE(chart.barValue(0), -2.0);
    QCOMPARE(chart.barValue(1), 1.0);
    const QRectF plot = chart.chart()->plotArea();
    QVERIFY(chart.chart()->mapToPosition({-2, 0}).x() < chart.chart()->mapToPosition({1, 0}).x());
    QVERIFY(plot.width() > 100);
}

QTEST_MAIN(RowChartPanelTest)
#include "row_chart_panel_test.moc"
