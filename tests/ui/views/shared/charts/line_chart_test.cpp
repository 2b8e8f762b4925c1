// Lines stand where their numbers are, names beside their ends never touch, and what is pointed at is what is nearest.
#include "ui/theme/theme.h"
#include "ui/views/shared/charts/line_chart.h"

#include <QImage>
#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

LineChart growthLike(int lines)
{
    LineChart chart{.title = QStringLiteral("Time"), .note = QStringLiteral("measured")};
    chart.x = {.title = QStringLiteral("tokens"), .unit = AxisUnit::count, .base = 2};
    chart.y = {.unit = AxisUnit::seconds, .base = 10};
    for (int i = 0; i < lines; ++i) {
        ChartLine line{.name = QStringLiteral("Mechanism %1").arg(i), .detail = QStringLiteral("n^1.02 ± 0.01"), .look = i - 1};
        for (int size = 6; size <= 15 - i % 3; ++size)
            line.points.push_back({std::exp2(size), 1e-6 * std::exp2(size) * (1 + 0.01 * i)});
        chart.lines.push_back(line);
    }
    return chart;
}

QImage painted(const LineChart &chart, const LineChartLayout &layout, const ChartPlace &pointed = {})
{
    QImage image(layout.area.size().toSize(), QImage::Format_RGB32);
    image.fill(Theme::current().canvas);
    QPainter painter(&image);
    paintLineChart(painter, chart, layout, pointed);
    return image;
}

} // namespace

class LineChartTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void labelsHaveRoomAndNeverTouch_data();
    void labelsHaveRoomAndNeverTouch();
    void linesPassThroughTheirNumbers();
    void whatCannotBeShownIsLeftOut();
    void theNearestIsPointedAt();
    void withoutLinesThereAreWords();
};

void LineChartTest::labelsHaveRoomAndNeverTouch_data()
{
    QTest::addColumn<int>("lines");
    QTest::addColumn<int>("width");
    for (const int lines : {1, 2, 7, 14, 40})
        for (const int width : {420, 560, 900})
            QTest::addRow("%d at %d", lines, width) << lines << width;
}

void LineChartTest::labelsHaveRoomAndNeverTouch()
{
    QFETCH(int, lines);
    QFETCH(int, width);
    const LineChart chart = growthLike(lines);
    const QRectF area(0, 0, width, lineChartHeight(chart, width));
    const LineChartLayout layout = layOutLineChart(chart, area);
    QVERIFY(layout.plot.width() > 120);
    QVERIFY(layout.plot.height() >= 200);
    for (std::size_t i = 0; i < layout.labels.size(); ++i) {
        QVERIFY(!layout.labels[i].isEmpty());
        QVERIFY(area.adjusted(-1, -1, 1, 1).contains(layout.labels[i]));
        QVERIFY(!layout.labels[i].intersects(layout.plot));
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!layout.labels[i].adjusted(0, 0.1, 0, -0.1).intersects(layout.labels[j]));
    }
}

void LineChartTest::linesPassThroughTheirNumbers()
{
    LineChart chart{.title = QStringLiteral("t")};
    chart.lines.push_back({.name = QStringLiteral("a"), .points = {{0, 0}, {10, 1}}, .look = 0, .hasPoints = false});
    const LineChartLayout layout = layOutLineChart(chart, QRectF(0, 0, 600, 400));
    const QImage image = painted(chart, layout);
    const QColor blue = Theme::current().query;
    const auto isBlueNear = [&](const QPointF &at) {
        for (int y = int(at.y()) - 2; y <= int(at.y()) + 2; ++y)
            if (const QColor color = image.pixelColor(int(at.x()), y);
                std::abs(color.red() - blue.red()) < 30 && std::abs(color.blue() - blue.blue()) < 30)
                return true;
        return false;
    };
    for (const double x : {1.0, 4.5, 9.0}) {
        QVERIFY(isBlueNear(layout.at({x, x / 10})));
        QVERIFY(!isBlueNear(layout.at({x, x / 10}) + QPointF(0, 12)));
    }
}

void LineChartTest::whatCannotBeShownIsLeftOut()
{
    LineChart chart = growthLike(1);
    chart.lines[0].points.push_back({65536, 0}); // no logarithm
    chart.lines.push_back({.name = QStringLiteral("nothing"), .points = {{64, NAN}}, .look = 1});
    const LineChartLayout layout = layOutLineChart(chart, QRectF(0, 0, 600, 400));
    QCOMPARE(layout.x.high, 32768.0);
    QVERIFY(layout.labels[1].isEmpty());
    QVERIFY(!painted(chart, layout).isNull());
}

void LineChartTest::theNearestIsPointedAt()
{
    const LineChart chart = growthLike(3);
    const LineChartLayout layout = layOutLineChart(chart, QRectF(0, 0, 700, 400));
    const auto place = chartPlaceAt(chart, layout, layout.at(chart.lines[0].points[4]) + QPointF(1, 3));
    QVERIFY(place);
    QCOMPARE(place->point, 4);
    QCOMPARE(chartPlaceText(chart, {0, 4}), QStringLiteral("Mechanism 0 · tokens: 1,024 · 1.02 ms"));
    QVERIFY(!chartPlaceAt(chart, layout, layout.heading.topLeft()));
    const auto label = chartPlaceAt(chart, layout, layout.labels[1].center());
    QCOMPARE(label->line, 1);
    QCOMPARE(label->point, int(chart.lines[1].points.size()) - 1);
    QVERIFY(painted(chart, layout, *label) != painted(chart, layout));
}

void LineChartTest::withoutLinesThereAreWords()
{
    LineChart chart{.title = QStringLiteral("t"), .instead = QStringLiteral("Nothing was measured yet")};
    const LineChartLayout layout = layOutLineChart(chart, QRectF(0, 0, 600, 300));
    const QImage words = painted(chart, layout);
    chart.instead.clear();
    QVERIFY(words != painted(chart, layout));
    QVERIFY(!chartPlaceAt(chart, layout, {300, 150}));
}

QTEST_MAIN(LineChartTest)
#include "line_chart_test.moc"
