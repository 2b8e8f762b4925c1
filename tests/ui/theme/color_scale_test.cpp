#include "ui/theme/color_scale.h"
#include "ui/theme/undefined_color.h"

#include <QtTest>

#include <cmath>
#include <limits>

using namespace headscope;

namespace {

double lightness(QRgb color)
{
    const auto linear = [](int c) { return std::pow(c / 255.0, 2.2); };
    return 0.2126 * linear(qRed(color)) + 0.7152 * linear(qGreen(color)) + 0.0722 * linear(qBlue(color));
}

} // namespace

class ColorScaleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sequentialScalesAreMonotone();
    void divergingScalesAreNeutralInTheMiddle();
    void outOfRangeIsClampedAndNanIsOnNoScale();
    void unknownNameGivesTheDefault();
    void textOnEveryColourIsReadable();
};

void ColorScaleTest::sequentialScalesAreMonotone()
{
    QVERIFY(ColorScale::sequentialNames().size() >= 3);
    for (const QString &name : ColorScale::sequentialNames()) {
        for (const bool dark : {false, true}) {
            const ColorScale scale = ColorScale::sequential(name, dark);
            for (int i = 1; i < 100; ++i) {
                const double step = lightness(scale.rgb(i / 99.0)) - lightness(scale.rgb((i - 1) / 99.0));
                // Eight bits per channel leave steps of ±1/255 in a single channel.
                QVERIFY2(dark ? step > -0.004 : step < 0.004, qPrintable(QStringLiteral("%1 at %2").arg(name).arg(i)));
            }
        }
    }
}

void ColorScaleTest::divergingScalesAreNeutralInTheMiddle()
{
    for (const QString &name : ColorScale::divergingNames()) {
        for (const bool dark : {false, true}) {
            const QColor middle = ColorScale::diverging(name, dark).color(0);
            QVERIFY2(middle.hsvSaturationF() < 0.2, qPrintable(name));
            QVERIFY(ColorScale::diverging(name, dark).color(-1) != ColorScale::diverging(name, dark).color(1));
        }
    }
}

void ColorScaleTest::outOfRangeIsClampedAndNanIsOnNoScale()
{
    const ColorScale scale = ColorScale::sequential({}, false);
    QCOMPARE(scale.rgb(7), scale.rgb(1));
    QCOMPARE(scale.rgb(-std::numeric_limits<double>::infinity()), scale.rgb(0));
    QCOMPARE(scale.color(std::nan("")), undefinedColor());
    for (int i = 0; i <= 255; ++i)
        QVERIFY(scale.color(i / 255.0) != undefinedColor());
}

void ColorScaleTest::unknownNameGivesTheDefault()
{
    QCOMPARE(ColorScale::diverging(QStringLiteral("no such scale"), true).rgb(0.5),
        ColorScale::diverging(ColorScale::divergingNames().first(), true).rgb(0.5));
}

void ColorScaleTest::textOnEveryColourIsReadable()
{
    for (const QString &name : ColorScale::sequentialNames()) {
        for (int i = 0; i <= 50; ++i) {
            const ColorScale scale = ColorScale::sequential(name, false);
            const double a = lightness(scale.rgb(i / 50.0)) + 0.05;
            const double b = lightness(scale.textOn(i / 50.0).rgb()) + 0.05;
            QVERIFY(std::max(a, b) / std::min(a, b) > 4);
        }
    }
}

QTEST_GUILESS_MAIN(ColorScaleTest)
#include "color_scale_test.moc"
