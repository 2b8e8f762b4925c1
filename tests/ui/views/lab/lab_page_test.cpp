// Pages of the Lab's charts hold the numbers that the engine gives, as lines and as tables; figures of them hold together at every width.
#include "src/lab/reach.h"
#include "src/lab/temperature.h"
#include "ui/theme/theme.h"
#include "ui/views/lab/charts/lab_page_figure.h"

#include <QImage>
#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

LabNumbers randomNumbers(int tokens)
{
    LabOrder order;
    order.random = {.tokens = tokens, .width = 8, .heads = 4};
    return order.make();
}

std::vector<ChosenMechanism> chosen(std::initializer_list<const char *> names)
{
    std::vector<ChosenMechanism> all;
    for (const char *name : names)
        all.push_back({&mechanismNamed(name), Parameters(mechanismNamed(name).parameters)});
    return all;
}

const ChartLine *lineOf(const LineChart &chart, const QString &name)
{
    const auto found = std::ranges::find(chart.lines, name, &ChartLine::name);
    return found == chart.lines.end() ? nullptr : &*found;
}

QImage painted(const LabPageFigure &figure)
{
    QImage image(figure.size().toSize(), QImage::Format_RGB32);
    image.fill(Theme::current().canvas);
    QPainter painter(&image);
    figure.paint(painter);
    return image;
}

bool isWhole(const NumberTable &table)
{
    const std::size_t cells = table.rows.size() * table.columns.size();
    return !table.rows.empty() && table.values.size() == cells && (table.words.empty() || table.words.size() == cells);
}

} // namespace

class LabPageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void softmaxIsTheRows();
    void errorsAreTheCurves();
    void reachIsTheDerivative();
    void theTableHasEveryMechanism();
    void growthIsWhatWasMeasured();
    void looksAreTheSameOnEveryPage();
    void figuresHoldTogether_data();
    void figuresHoldTogether();
    void whatIsPointedAtIsNamed();
};

void LabPageTest::softmaxIsTheRows()
{
    const LabNumbers numbers = randomNumbers(9);
    const LabPageContent page = labPage({.page = LabPage::softmax, .query = 4}, numbers);
    QCOMPARE(page.charts.size(), std::size_t(4));
    const RowScores row = scoresOfRow(numbers.input, 4);
    const ChartLine &entropy = page.charts[2].lines.front();
    for (const QPointF &point : entropy.points)
        QVERIFY(std::abs(point.y() - softenedRow(row.scores, point.x()).entropy) < 1e-9);
    const ChartLine &slope = page.charts[1].lines.front();
    QVERIFY(std::abs(slope.points[30].y() - softenedRow(row.scores, slope.points[30].x()).slope) < 1e-9);
    const auto largest = std::ranges::max_element(row.scores) - row.scores.begin();
    const ChartLine *first = lineOf(page.charts[0], QString::number(row.keys[std::size_t(largest)] + 1));
    QVERIFY(first);
    QVERIFY(first->points.front().y() > 0.9); // nearly hard
    QVERIFY(isWhole(page.numbers));
}

void LabPageTest::errorsAreTheCurves()
{
    const LabNumbers numbers = randomNumbers(12);
    const LabPageContent page
        = labPage({.page = LabPage::errors, .mechanisms = chosen({"full", "local-window", "top-k", "softmax"})}, numbers);
    QCOMPARE(page.charts.size(), std::size_t(2)); // over whole numbers, and over temperature
    QCOMPARE(page.charts[0].lines.size(), std::size_t(2));
    const MechanismRun full = runMechanism(fullAttention(), numbers.input, Parameters({}));
    const ErrorCurve curve = errorCurve(chosen({"top-k"})[0], numbers.input, full);
    const ChartLine *line = lineOf(page.charts[0], QStringLiteral("Top-k"));
    QVERIFY(line);
    QCOMPARE(line->detail, QStringLiteral("k"));
    QCOMPARE(line->points.size(), curve.points.size());
    for (std::size_t i = 0; i < curve.points.size(); ++i)
        QCOMPARE(line->points[i], QPointF(curve.points[i].value, curve.points[i].difference));
    QVERIFY(isWhole(page.numbers));
    const LabPageContent none = labPage({.page = LabPage::errors, .mechanisms = chosen({"full"})}, numbers);
    QVERIFY(none.charts[0].lines.empty());
    QVERIFY(!none.charts[0].instead.isEmpty());
}

void LabPageTest::reachIsTheDerivative()
{
    const LabNumbers numbers = randomNumbers(10);
    const LabPageContent page = labPage({.page = LabPage::reach, .mechanisms = chosen({"local-window"})}, numbers);
    QCOMPARE(page.charts.size(), std::size_t(3));
    QVERIFY(page.charts[0].lines.size() >= 6); // the window, full attention, three recurrent networks, convolution
    const auto reach = reachOfFirst(fullAttention(), Parameters({}), numbers.input);
    const ChartLine *line = lineOf(page.charts[0], mechanismTitle(fullAttention()));
    QVERIFY(line);
    QCOMPARE(line->look, ChartLine::kReference);
    for (std::size_t t = 0; t < reach.size(); ++t)
        QCOMPARE(line->points[t], QPointF(double(t), reach[t]));
    QCOMPARE(page.charts[2].lines.size(), std::size_t(2));
    QVERIFY(isWhole(page.numbers));
}

void LabPageTest::theTableHasEveryMechanism()
{
    std::vector<ChosenMechanism> all;
    for (const MechanismInfo &mechanism : allMechanisms())
        all.push_back({&mechanism, Parameters(mechanism.parameters)});
    const LabPageContent page = labPage({.page = LabPage::table, .mechanisms = all, .rounds = 1}, randomNumbers(8));
    QCOMPARE(page.rows.size(), all.size());
    QVERIFY(isWhole(page.numbers));
    QCOMPARE(page.numbers.rows.front(), std::string(fullAttention().title));
    const auto column = std::ranges::find(page.numbers.columns, "multiply-adds") - page.numbers.columns.begin();
    QCOMPARE(page.numbers.values[std::size_t(column)], float(page.rows[0].work.multiplyAdds));
    QCOMPARE(page.numbers.words[0], std::string(fullAttention().cost));
    for (std::size_t row = 0; row < page.rows.size(); ++row)
        for (int cell = 0; cell < comparedColumns(); ++cell)
            QVERIFY(!comparedColumnTitle(cell).isEmpty());
}

void LabPageTest::growthIsWhatWasMeasured()
{
    const Growth growth
        = measureGrowth({.mechanisms = chosen({"local-window", "full"}), .width = 4, .least = 8, .most = 64, .rounds = 1, .budget = 1e9});
    const LabPageContent page = growthPage(growth, false);
    QCOMPARE(page.charts.size(), growthMeasures().size());
    const ChartLine *line = lineOf(page.charts[2], QStringLiteral("Local window"));
    QVERIFY(line);
    QCOMPARE(line->points.size(), std::size_t(4));
    QCOMPARE(line->points[3], QPointF(64, growth.lines[1].points[3].work.multiplyAdds + growth.lines[1].points[3].work.specials));
    QVERIFY2(lineOf(page.charts[2], mechanismTitle(fullAttention()))->detail == QStringLiteral("n^2.00 ± 0.00"),
        qPrintable(lineOf(page.charts[2], mechanismTitle(fullAttention()))->detail));
    QVERIFY(isWhole(page.numbers));
    QVERIFY(growthPage(growth, true).note.startsWith(QStringLiteral("Out of date")));
    QVERIFY(!unmeasuredPage().charts.front().instead.isEmpty());
}

void LabPageTest::looksAreTheSameOnEveryPage()
{
    const auto several = chosen({"local-window", "full", "top-k"});
    QCOMPARE(chartLook(several, *several[0].mechanism), 0);
    QCOMPARE(chartLook(several, *several[1].mechanism), ChartLine::kReference);
    QCOMPARE(chartLook(several, *several[2].mechanism), 1);
}

void LabPageTest::figuresHoldTogether_data()
{
    QTest::addColumn<int>("page");
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("dark");
    for (const LabPageInfo &page : kLabPages)
        for (const int width : {430, 760, 1180, 1700})
            QTest::addRow("%s %d", page.name.data(), width) << int(page.id) << width << (width == 760);
}

void LabPageTest::figuresHoldTogether()
{
    QFETCH(int, page);
    QFETCH(int, width);
    QFETCH(bool, dark);
    Theme::setCurrent(dark ? Theme::darkTheme() : Theme::light());
    const auto content = std::make_shared<const LabPageContent>(labPage(
        {.page = LabPage(page), .mechanisms = chosen({"full", "local-window", "top-k", "softmax"}), .rounds = 1}, randomNumbers(12)));
    const LabPageFigure figure(content, width, 700, QStringLiteral("Title"));
    const QRectF whole(QPointF(), figure.size());
    for (std::size_t i = 0; i < figure.charts().size(); ++i) {
        QVERIFY(whole.contains(figure.charts()[i].area));
        QVERIFY(figure.charts()[i].plot.width() > 100);
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!figure.charts()[i].area.intersects(figure.charts()[j].area));
    }
    QVERIFY(figure.rows().tops.empty() || whole.contains(figure.rows().area));
    QVERIFY(!painted(figure).isNull());
    for (const AccessibleTable &table : figure.spoken())
        for (int row = 0; row < table.rows; ++row)
            QVERIFY(!table.cell(row, 0).isEmpty());
    Theme::setCurrent(Theme::light());
}

void LabPageTest::whatIsPointedAtIsNamed()
{
    const auto content = std::make_shared<const LabPageContent>(
        labPage({.page = LabPage::errors, .mechanisms = chosen({"top-k", "local-window"})}, randomNumbers(12)));
    const LabPageFigure figure(content, 900);
    const LineChart &chart = content->charts[0];
    const auto hit = figure.hitAt(figure.charts()[0].at(chart.lines[0].points[0]));
    QVERIFY(hit);
    QVERIFY2(hit->text.startsWith(QStringLiteral("Top-k · value of the parameter: 1 · ")), qPrintable(hit->text));
    QVERIFY(!figure.hitAt({2, 2}));
    const auto table = std::make_shared<const LabPageContent>(
        labPage({.page = LabPage::table, .mechanisms = chosen({"top-k"}), .rounds = 1}, randomNumbers(6)));
    const LabPageFigure rows(table, 1200);
    QVERIFY(rows.hitAt(rows.rows().cell(0, 2).center())->text.startsWith(QStringLiteral("Top-k\n")));
}

QTEST_MAIN(LabPageTest)
#include "lab_page_test.moc"
