// The colour bar's labels: both ends of the scale always, what the numbers reach where it has room.
#include "ui/views/matrix/legend_painter.h"

#include "tests/ui/export/svg_content.h"

#include <QBuffer>
#include <QSvgGenerator>
#include <QtTest>

using namespace headscope;

namespace {

QStringList texts(std::initializer_list<const char *> all)
{
    QStringList result;
    for (const char *one : all)
        result << QString::fromUtf8(one);
    return result;
}

} // namespace

class LegendPainterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labels_data();
    void labels();
};

void LegendPainterTest::labels_data()
{
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<double>("smallest");
    QTest::addColumn<double>("largest");
    QTest::addColumn<double>("width");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("weights") << 0.0 << 1.0 << 0.0 << 0.735 << 300.0 << texts({"0", "1", "largest 0.735"});
    QTest::newRow("only the number has room") << 0.0 << 1.0 << 0.0 << 0.5 << 110.0 << texts({"0", "1", "0.500"});
    QTest::newRow("no room beside the end") << 0.0 << 1.0 << 0.0 << 0.99 << 300.0 << texts({"0", "1"});
    QTest::newRow("smallest near the end") << 0.0 << 1.0 << 0.0004 << 1.0 << 300.0 << texts({"0", "1"});
    QTest::newRow("both ends met") << 0.0 << 1.0 << 0.0 << 1.0 << 300.0 << texts({"0", "1"});
    QTest::newRow("around zero") << -4.25 << 4.25 << -2.5 << 4.25 << 600.0 << texts({"−4.250", "4.250", "0", "smallest −2.500"});
    QTest::newRow("one number") << 3.0 << 3.0 << 3.0 << 3.0 << 300.0 << texts({"3"});
    QTest::newRow("no numbers yet") << 0.0 << 1.0 << 0.0 << -1.0 << 300.0 << texts({"0", "1"});
}

void LegendPainterTest::labels()
{
    QFETCH(double, low);
    QFETCH(double, high);
    QFETCH(double, smallest);
    QFETCH(double, largest);
    QFETCH(double, width);
    QFETCH(QStringList, expected);
    const ColorScale scale = low < 0 ? ColorScale::currentDiverging() : ColorScale::currentSequential();
    const Legend legend{scale, {low, high}, {smallest, largest}, {3, false}, {}};
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(QSize(int(width), 60));
    QPainter painter(&generator);
    paintLegend(painter, legend, QRectF(QPointF(), legendSize(legend, width)));
    painter.end();
    QCOMPARE(readSvg(buffer.data()).texts, expected);
}

QTEST_MAIN(LegendPainterTest)
#include "legend_painter_test.moc"
