// The colour bar's labels: both ends of the scale always, what the numbers reach where it has room.
#include "ui/views/shared/matrix/legend_painter.h"

#include "tests/ui/export/svg_content.h"
#include "tests/ui/recorded_painting.h"
#include "ui/theme/undefined_color.h"

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
    void whatIsUndefinedIsNamed();
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

void LegendPainterTest::whatIsUndefinedIsNamed()
{
    const auto painted = [](const ValueRange &range, const ValueRange &numbers) {
        RecordedPainting painting({300, 80});
        QPainter painter(&painting);
        paintLegend(painter, {ColorScale::currentSequential(), range, numbers, {3, false}, QStringLiteral("weights")}, {10, 10, 280, 60});
        painter.end();
        return painting.parts();
    };
    const auto textsOf = [](const QList<PaintedPart> &parts) {
        QStringList all;
        for (const PaintedPart &part : parts)
            if (part.kind == PaintedPart::Kind::text)
                all << part.text;
        return all;
    };
    const auto hasSwatch = [](const QList<PaintedPart> &parts) {
        return std::ranges::any_of(parts, [](const PaintedPart &part) {
            return part.kind == PaintedPart::Kind::shape && part.color == undefinedColor().name(QColor::HexArgb);
        });
    };
    const auto plain = painted({0, 1}, {0, 1});
    QVERIFY(!hasSwatch(plain));
    QCOMPARE(textsOf(plain), texts({"0", "1", "weights"}));
    const auto some = painted({0, 1}, {0, 1, true});
    QVERIFY(hasSwatch(some));
    QCOMPARE(textsOf(some), texts({"NaN", "0", "1", "weights"}));
    for (qsizetype i = 0; i < some.size(); ++i) // beside each other
        for (qsizetype j = 0; j < i; ++j)
            QVERIFY(some[i].kind != PaintedPart::Kind::text || some[j].kind != PaintedPart::Kind::text
                || !some[i].place.intersects(some[j].place));
    // Where nothing is a number, no scale claims one.
    const auto none = painted({0, 1}, {.undefined = true});
    QVERIFY(hasSwatch(none));
    QCOMPARE(textsOf(none), texts({"NaN", "weights"}));
    QVERIFY(painted({}, {}).isEmpty());
}

QTEST_MAIN(LegendPainterTest)
#include "legend_painter_test.moc"
