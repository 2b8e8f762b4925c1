// Colours of heads: any 32 in a row differ by CIEDE2000 (Sharma, Wu & Dalal 2005), and all stand out from the canvas.
#include "tests/ui/contrast.h"
#include "ui/theme/head_color.h"
#include "ui/theme/theme.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

constexpr double kLeastDifference = 9.5; // side by side, 2.3 is just noticeable; lines are thin and apart
constexpr double kLeastContrast = 2.8;

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

struct Lab {
    double l, a, b;
};

Lab labOf(const QColor &color)
{
    const double r = linear(color.redF());
    const double g = linear(color.greenF());
    const double b = linear(color.blueF());
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    const double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
    const double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
    const double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double radians(double degrees)
{
    return degrees * 3.14159265358979 / 180;
}

double ciede2000(const Lab &one, const Lab &two)
{
    const double mean = (std::hypot(one.a, one.b) + std::hypot(two.a, two.b)) / 2;
    const double g = 0.5 * (1 - std::sqrt(std::pow(mean, 7) / (std::pow(mean, 7) + std::pow(25.0, 7))));
    const double a1 = (1 + g) * one.a;
    const double a2 = (1 + g) * two.a;
    const double c1 = std::hypot(a1, one.b);
    const double c2 = std::hypot(a2, two.b);
    const auto hue = [](double b, double a) {
        const double degrees = std::atan2(b, a) / radians(1);
        return degrees < 0 ? degrees + 360 : degrees;
    };
    const double h1 = hue(one.b, a1);
    const double h2 = hue(two.b, a2);
    double turn = h2 - h1;
    if (turn > 180)
        turn -= 360;
    else if (turn < -180)
        turn += 360;
    const double dl = two.l - one.l;
    const double dc = c2 - c1;
    const double dh = 2 * std::sqrt(c1 * c2) * std::sin(radians(turn / 2));
    const double lm = (one.l + two.l) / 2;
    const double cm = (c1 + c2) / 2;
    double hm = (h1 + h2) / 2;
    if (std::abs(h1 - h2) > 180)
        hm += h1 + h2 < 360 ? 180 : -180;
    const double t = 1 - 0.17 * std::cos(radians(hm - 30)) + 0.24 * std::cos(radians(2 * hm)) + 0.32 * std::cos(radians(3 * hm + 6))
        - 0.2 * std::cos(radians(4 * hm - 63));
    const double rotation = 30 * std::exp(-std::pow((hm - 275) / 25, 2));
    const double rc = 2 * std::sqrt(std::pow(cm, 7) / (std::pow(cm, 7) + std::pow(25.0, 7)));
    const double sl = 1 + 0.015 * std::pow(lm - 50, 2) / std::sqrt(20 + std::pow(lm - 50, 2));
    const double sc = 1 + 0.045 * cm;
    const double sh = 1 + 0.015 * cm * t;
    return std::sqrt(
        std::pow(dl / sl, 2) + std::pow(dc / sc, 2) + std::pow(dh / sh, 2) - std::sin(radians(2 * rotation)) * rc * (dc / sc) * (dh / sh));
}

} // namespace

class HeadColorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void formulaIsThePublishedOne();
    void headsInARowDiffer_data();
    void headsInARowDiffer();
    void headsStandOutFromTheCanvas_data() { headsInARowDiffer_data(); }
    void headsStandOutFromTheCanvas();
    void aHeadKeepsItsColor();
};

void HeadColorTest::formulaIsThePublishedOne()
{
    // Pairs 1, 7 and 17 of the table in Sharma, Wu & Dalal.
    QVERIFY(std::abs(ciede2000({50, 2.6772, -79.7751}, {50, 0, -82.7485}) - 2.0425) < 1e-4);
    QVERIFY(std::abs(ciede2000({50, 0, 0}, {50, -1, 2}) - 2.3669) < 1e-4);
    QVERIFY(std::abs(ciede2000({50, 2.5, 0}, {73, 25, -18}) - 27.1492) < 1e-4);
}

void HeadColorTest::headsInARowDiffer_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void HeadColorTest::headsInARowDiffer()
{
    QFETCH(bool, dark);
    for (int first = 0; first < 144; ++first)
        for (int second = first + 1; second < first + 32; ++second) {
            const double difference = ciede2000(labOf(headColor(first, dark)), labOf(headColor(second, dark)));
            QVERIFY2(difference >= kLeastDifference, qPrintable(QStringLiteral("%1, %2: %3").arg(first).arg(second).arg(difference)));
        }
}

void HeadColorTest::headsStandOutFromTheCanvas()
{
    QFETCH(bool, dark);
    const Theme theme = dark ? Theme::darkTheme() : Theme::light();
    for (int index = 0; index < 144; ++index) {
        const double found = contrast(headColor(index, dark), theme.canvas);
        QVERIFY2(found >= kLeastContrast, qPrintable(QStringLiteral("%1: %2").arg(index).arg(found)));
    }
}

void HeadColorTest::aHeadKeepsItsColor()
{
    QCOMPARE(headColor(17, true), headColor(17, true));
    QVERIFY(headColor(0, true) != headColor(1, true));
    QCOMPARE(headColor(-1, true), headColor(0, true));
}

QTEST_APPLESS_MAIN(HeadColorTest)
#include "head_color_test.moc"
