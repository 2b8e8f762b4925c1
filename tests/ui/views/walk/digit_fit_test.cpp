// The rule by which the Walk's figures are laid out, on tracks that belong to no figure: digits before everything else.
#include "ui/views/walk/digit_fit.h"

#include <QtTest>

using namespace headscope;

class DigitFitTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatFitsIsWholeAndFillsTheRoom();
    void digitsStopGrowing();
    void whatDoesNotFitShowsInWindowsWithDigits_data();
    void whatDoesNotFitShowsInWindowsWithDigits();
    void lowerRanksBecomeWholeFirst();
    void tracksOfOneAxisShowTheSameCells();
    void whatIsNotExplainedGivesWayFirst();
    void stripsAreNeverCut();
    void tooLittleRoomIsSaid();
    void zoomingOutShowsEverything();
    void zoomingInCutsAgain();
};

namespace {

constexpr double kCharacters = 5 * 0.6;

FitTrack columns(int count, int axis = 0)
{
    FitTrack track;
    track.count = count;
    track.axis = axis;
    track.perDigit = kCharacters;
    track.padding = 6;
    return track;
}

FitTrack rows(int count, int axis = 1)
{
    FitTrack track;
    track.count = count;
    track.axis = axis;
    track.perDigit = 1.5;
    track.padding = 2;
    return track;
}

double length(const std::vector<FitCells> &cells)
{
    double sum = 0;
    for (const FitCells &each : cells)
        sum += each.length();
    return sum;
}

/// Digits of that height have room in these cells.
bool holds(const FitCells &cells, const FitTrack &track, int digits)
{
    return cells.pitch + 1e-6 >= track.perDigit * digits + track.padding;
}

} // namespace

void DigitFitTest::whatFitsIsWholeAndFillsTheRoom()
{
    const std::vector<FitTrack> across{columns(8), columns(4, 2)};
    const std::vector<FitTrack> down{rows(12)};
    const DigitFit fit = fitDigits(across, down, {{900, 300}});
    QVERIFY(fit.fits);
    QCOMPARE(fit.columns[0].shown, 8);
    QCOMPARE(fit.columns[1].shown, 4);
    QCOMPARE(fit.rows[0].shown, 12);
    QVERIFY(std::abs(length(fit.rows) - 300) < 0.01); // the direction that limits
    QVERIFY(length(fit.columns) <= 900.01);
    QVERIFY(fit.digits >= 14 && fit.digits <= 16);
    QVERIFY(fit.columns[0].pitch > fit.rows[0].pitch); // a shape that holds digits
    for (std::size_t i = 0; i < across.size(); ++i)
        QVERIFY(holds(fit.columns[i], across[i], fit.digits));
    QVERIFY(holds(fit.rows[0], down[0], fit.digits));
    QCOMPARE(fit.smallestZoom, 1.0);
}

void DigitFitTest::digitsStopGrowing()
{
    const std::vector<FitTrack> across{columns(3)};
    const std::vector<FitTrack> down{rows(3)};
    const DigitFit fit = fitDigits(across, down, {{2000, 1500}});
    QCOMPARE(fit.digits, 22);
    QVERIFY(length(fit.columns) < 600); // nor do cells
}

void DigitFitTest::whatDoesNotFitShowsInWindowsWithDigits_data()
{
    QTest::addColumn<int>("smallest");
    QTest::addColumn<double>("width");
    QTest::addColumn<double>("height");
    for (const int smallest : {11, 17, 26})
        for (const double width : {400.0, 1000.0, 1900.0})
            for (const double height : {150.0, 420.0, 900.0})
                QTest::addRow("%d px in %g × %g", smallest, width, height) << smallest << width << height;
}

void DigitFitTest::whatDoesNotFitShowsInWindowsWithDigits()
{
    QFETCH(int, smallest);
    QFETCH(double, width);
    QFETCH(double, height);
    const std::vector<FitTrack> across{columns(130)};
    const std::vector<FitTrack> down{rows(130)};
    const DigitFit fit = fitDigits(across, down, {{width, height}, smallest, 2 * smallest, smallest + 3});
    QVERIFY(fit.fits);
    QVERIFY(fit.digits >= smallest);
    QVERIFY(holds(fit.columns[0], across[0], fit.digits));
    QVERIFY(holds(fit.rows[0], down[0], fit.digits));
    QVERIFY(fit.columns[0].shown < 130 && fit.rows[0].shown < 130);
    // No room for one cell more is left over.
    QVERIFY(length(fit.columns) <= width + 0.01 && length(fit.columns) > width - 0.01);
    QVERIFY(length(fit.rows) <= height + 0.01 && length(fit.rows) > height - fit.rows[0].pitch);
    QVERIFY(fit.smallestZoom < 1);
}

void DigitFitTest::lowerRanksBecomeWholeFirst()
{
    std::vector<FitTrack> across{columns(128, 0), columns(12, 1)};
    across[0].rank = 1;
    const DigitFit fit = fitDigits(across, std::vector{rows(5)}, {{800, 300}});
    QCOMPARE(fit.columns[1].shown, 12);
    QVERIFY(fit.columns[0].shown >= across[0].wanted && fit.columns[0].shown < 12);
}

void DigitFitTest::tracksOfOneAxisShowTheSameCells()
{
    const std::vector<FitTrack> across{columns(128), columns(2, 3), columns(128), columns(128)};
    const DigitFit fit = fitDigits(across, std::vector{rows(5)}, {{1111, 300}});
    QCOMPARE(fit.columns[1].shown, 2);
    QCOMPARE(fit.columns[0], fit.columns[2]);
    QCOMPARE(fit.columns[0], fit.columns[3]);
}

void DigitFitTest::whatIsNotExplainedGivesWayFirst()
{
    std::vector<FitTrack> down{rows(128, 0), rows(20, 1)};
    down[0].yields = true;
    down[0].wanted = 3;
    const auto at = [&](double height) { return fitDigits(std::vector{columns(8)}, down, {{800, height}}); };
    const DigitFit roomy = at(300);
    QVERIFY(roomy.rows[0].digits && roomy.rows[0].shown >= 3);
    const DigitFit low = at(120);
    QVERIFY(low.fits);
    QVERIFY(!low.rows[0].digits);
    QCOMPARE(low.rows[0].shown, 128); // all of it, as colours
    QVERIFY(low.rows[0].length() < 40);
    QVERIFY(low.rows[1].digits && low.rows[1].shown >= 4);
    QVERIFY(holds(low.rows[1], down[1], low.digits));
}

void DigitFitTest::stripsAreNeverCut()
{
    std::vector<FitTrack> down{rows(1), rows(1), rows(60)};
    down[0].whole = down[1].whole = true;
    const DigitFit fit = fitDigits(std::vector{columns(5)}, down, {{800, 200}});
    QCOMPARE(fit.rows[0].shown, 1);
    QCOMPARE(fit.rows[1].shown, 1);
    QVERIFY(fit.rows[2].shown >= 4);
}

void DigitFitTest::tooLittleRoomIsSaid()
{
    const DigitFit fit = fitDigits(std::vector{columns(50)}, std::vector{rows(50)}, {{30, 10}});
    QVERIFY(!fit.fits);
    QVERIFY(fit.digits >= 11);
    QVERIFY(!fitDigits(std::vector{columns(50)}, std::vector{rows(50)}, {{-20, -10}}).fits);
}

void DigitFitTest::zoomingOutShowsEverything()
{
    const std::vector<FitTrack> across{columns(130)};
    const std::vector<FitTrack> down{rows(130)};
    FitWishes wishes{{800, 500}};
    const DigitFit fitting = fitDigits(across, down, wishes);
    wishes.zoom = 0; // as small as it goes
    const DigitFit small = fitDigits(across, down, wishes);
    QCOMPARE(small.columns[0].shown, 130);
    QCOMPARE(small.rows[0].shown, 130);
    QCOMPARE(small.digits, 0);
    QVERIFY(length(small.columns) <= 800.01 && length(small.rows) <= 500.01);
    QCOMPARE(small.smallestZoom, fitting.smallestZoom);
}

void DigitFitTest::zoomingInCutsAgain()
{
    FitWishes wishes{{800, 500}};
    const std::vector<FitTrack> across{columns(6)};
    const std::vector<FitTrack> down{rows(6)};
    const DigitFit fitting = fitDigits(across, down, wishes);
    QCOMPARE(fitting.columns[0].shown, 6);
    wishes.zoom = 3;
    const DigitFit large = fitDigits(across, down, wishes);
    QVERIFY(large.columns[0].shown < 6);
    QVERIFY(large.columns[0].pitch > fitting.columns[0].pitch * 1.5);
    QVERIFY(large.digits > fitting.digits);
    QVERIFY(length(large.columns) <= 800.01);
}

QTEST_APPLESS_MAIN(DigitFitTest)
#include "digit_fit_test.moc"
