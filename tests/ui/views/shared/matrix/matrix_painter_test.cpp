// Layout and painting of one matrix: where cells are, whether digits and labels show, what broken numbers look like.
#include "src/tensor/missing_number.h"
#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"
#include "ui/views/shared/matrix/matrix_painter.h"

#include <QImage>
#include <QtTest>

#include <array>
#include <functional>
#include <limits>
#include <memory>

using namespace headscope;

namespace {

Matrix matrixOf(int rows, int columns, const std::function<float(int, int)> &value)
{
    auto numbers = std::make_shared<std::vector<float>>();
    for (int r = 0; r < rows; ++r) {
        for (int c = 0; c < columns; ++c)
            numbers->push_back(value(r, c));
    }
    Matrix matrix;
    matrix.view = {numbers->data(), rows, columns, columns, 1};
    matrix.owner = numbers;
    return matrix;
}

QImage painted(const MatrixPicture &picture, const MatrixLayout &layout, const QSize &size)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(Theme::current().canvas);
    QPainter painter(&image);
    paintMatrix(painter, picture, layout);
    return image;
}

int differentPixels(const QImage &a, const QImage &b)
{
    int count = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x)
            count += a.pixel(x, y) != b.pixel(x, y);
    }
    return count;
}

} // namespace

class MatrixPainterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Appearance::instance().apply(); }
    void everyCellIsFoundAgain_data();
    void everyCellIsFoundAgain();
    void windowShowsOnlyItsCells();
    void digitsShowWhenTheyFit();
    void imageAndRectanglesAgree();
    void brokenNumbersAreNeutral();
    void zerosOfTheMaskAreHatched_data();
    void zerosOfTheMaskAreHatched();
    void unfilledCellsAreEmpty();
    void editedCellsAreMarked();
    void marksStandOutFromEveryColour();
    void whatIsOutOfViewHasNoFrame();
    void labelsAreThinnedOut();
    void longLabelsSlantAndNumbersDoNot();
};

void MatrixPainterTest::everyCellIsFoundAgain_data()
{
    QTest::addColumn<QPointF>("first");
    QTest::addColumn<QSizeF>("cell");
    QTest::newRow("whole") << QPointF(0, 0) << QSizeF(40, 20);
    QTest::newRow("scrolled") << QPointF(3, 2) << QSizeF(40, 20);
    QTest::newRow("fraction") << QPointF(1.5, 0.25) << QSizeF(7.3, 9.1);
}

void MatrixPainterTest::everyCellIsFoundAgain()
{
    QFETCH(QPointF, first);
    QFETCH(QSizeF, cell);
    MatrixLayout layout;
    layout.rows = 12;
    layout.columns = 9;
    layout.cell = cell;
    layout.first = first;
    layout.frame = QRectF(31, 17, cell.width() * 5, cell.height() * 6);
    const IndexSpan rows = layout.visibleRows();
    const IndexSpan columns = layout.visibleColumns();
    QVERIFY(rows.size() >= 6 && columns.size() >= 5);
    for (int r = rows.first; r < rows.last; ++r) {
        for (int c = columns.first; c < columns.last; ++c) {
            const QPointF middle = layout.cellRect(r, c).intersected(layout.frame).center();
            const auto hit = layout.cellAt(middle);
            QVERIFY(hit);
            QCOMPARE(hit->row, r);
            QCOMPARE(hit->column, c);
        }
    }
    QVERIFY(!layout.cellAt(layout.frame.topLeft() - QPointF(1, 1)));
    QVERIFY(!layout.cellAt(layout.frame.bottomRight() + QPointF(1, 1)));
}

void MatrixPainterTest::windowShowsOnlyItsCells()
{
    const MatrixPicture picture = divergingPicture(matrixOf(40, 40, [](int r, int c) { return float(r - c); }));
    MatrixLayout layout;
    layout.rows = layout.columns = 40;
    layout.cell = QSizeF(20, 20);
    layout.first = QPointF(10, 10);
    layout.frame = QRectF(60, 60, 100, 100);
    const QImage image = painted(picture, layout, {220, 220});
    const QRgb canvas = Theme::current().canvas.rgb();
    for (int i = 0; i < 220; ++i) {
        QCOMPARE(image.pixel(i, 55), canvas);
        QCOMPARE(image.pixel(i, 165), canvas);
        QCOMPARE(image.pixel(55, i), canvas);
        QCOMPARE(image.pixel(165, i), canvas);
    }
}

void MatrixPainterTest::digitsShowWhenTheyFit()
{
    QCOMPARE(digitPixels({12, 12}, 5), 0);
    QVERIFY(digitPixels({60, 30}, 5) >= 12);
    const QSizeF smallest = smallestDigitCell(5);
    QVERIFY(digitPixels(smallest, 5) > 0);
    QCOMPARE(digitPixels({smallest.width() - 2, smallest.height()}, 5), 0);
    QCOMPARE(digitPixels({smallest.width(), smallest.height() - 2}, 5), 0);

    MatrixPicture picture = divergingPicture(matrixOf(2, 2, [](int r, int c) { return 0.25F * float(r + c) - 0.3F; }));
    const MatrixLayout large = MatrixLayout::fit({0, 0, 200, 100}, 2, 2, 0, 0, 100, false);
    const QImage with = painted(picture, large, {200, 100});
    picture.digits = false;
    QVERIFY(differentPixels(with, painted(picture, large, {200, 100})) > 50);

    // The text itself keeps inside its cell.
    const QFontMetricsF metrics(digitFont(digitPixels(smallest, 5)));
    QVERIFY(metrics.horizontalAdvance(QStringLiteral("−1.64")) <= smallest.width());
}

void MatrixPainterTest::imageAndRectanglesAgree()
{
    const MatrixPicture picture = divergingPicture(matrixOf(8, 8, [](int r, int c) { return float(r * c) - 20; }));
    const QImage image = matrixImage(picture, {2, 6}, {1, 5});
    QCOMPARE(image.size(), QSize(4, 4));
    for (int r = 0; r < 4; ++r) {
        for (int c = 0; c < 4; ++c)
            QCOMPARE(QColor(image.pixel(c, r)), QColor(cellColor(picture, picture.numbers(r + 2, c + 1)).rgb()));
    }
    // Painted as rectangles, the middle of a cell has the same colour.
    MatrixPicture plain = picture;
    plain.digits = false;
    const MatrixLayout layout = MatrixLayout::fit({0, 0, 160, 160}, 8, 8, 0, 0, 20, true);
    const QImage rectangles = painted(plain, layout, {160, 160});
    QCOMPARE(rectangles.pixel(layout.cellRect(5, 3).center().toPoint()), cellColor(picture, picture.numbers(5, 3)).rgb());
}

void MatrixPainterTest::brokenNumbersAreNeutral()
{
    const float infinity = std::numeric_limits<float>::infinity();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const MatrixPicture picture = divergingPicture(matrixOf(1, 4, [&](int, int c) {
        return std::array{1.0F, -infinity, nan, -2.0F}[std::size_t(c)];
    }));
    QVERIFY(picture.found.undefined);
    QCOMPARE(cellColor(picture, infinity), cellColor(picture, 2)); // beyond the scale's end
    QCOMPARE(picture.range.low, -2.0);
    QCOMPARE(picture.range.high, 2.0);
    QCOMPARE(picture.found.high, 1.0);
    QCOMPARE(cellColor(picture, nan), undefinedColor());
    QVERIFY(cellColor(picture, nan) != cellColor(picture, -infinity)); // forbidden is not undefined
    QCOMPARE(cellColor(picture, kMissingFloat), cellColor(picture, -infinity));
    QVERIFY(cellColor(picture, -infinity) != cellColor(picture, -2));
    // Nothing finite at all must paint, too.
    const MatrixPicture none = divergingPicture(matrixOf(2, 2, [&](int, int) { return nan; }));
    QVERIFY(none.range.empty());
    QCOMPARE(cellColor(none, nan), undefinedColor());
    QCOMPARE(cellColor(none, infinity), none.scale.color(1)); // not 0, and no colour by chance
    const MatrixLayout layout = MatrixLayout::fit({0, 0, 80, 40}, 2, 2, 0, 0, 40, false);
    QVERIFY(differentPixels(painted(none, layout, {80, 40}), QImage(80, 40, QImage::Format_RGB32)) > 0);
}

void MatrixPainterTest::zerosOfTheMaskAreHatched_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("side");
    QTest::newRow("cell by cell") << 6 << 60.0;
    QTest::newRow("as an image") << 80 << 8.0;
}

/// Exactly the cells that hold 0 where the mask forbids a look; without a mask, as in figures, nothing is hatched.
void MatrixPainterTest::zerosOfTheMaskAreHatched()
{
    QFETCH(int, count);
    QFETCH(double, side);
    MatrixPicture picture
        = sequentialPicture(matrixOf(count, count, [](int r, int c) { return r == 0 && c == 2 ? 0.5F
                                                                          : c > r             ? 0.0F
                                                                                              : 0.25F; }), {0, 1}, 3);
    const MatrixLayout layout = MatrixLayout::fit({10, 10, count * side, count * side}, count, count, 0, 0, side, true);
    const QSize size(int(count * side) + 20, int(count * side) + 20);
    const QImage plain = painted(picture, layout, size);
    picture.mask = matrixOf(count, count, [](int r, int c) { return c > r ? -std::numeric_limits<float>::infinity() : 1.0F; });
    const QImage hatched = painted(picture, layout, size);
    for (int r = 0; r < count; ++r) {
        for (int c = 0; c < count; ++c) {
            const QRect cell = layout.cellRect(r, c).toAlignedRect().adjusted(1, 1, -2, -2);
            const bool isHatched = c > r && !(r == 0 && c == 2);
            QCOMPARE(differentPixels(plain.copy(cell), hatched.copy(cell)) > 0, isHatched);
        }
    }
}

void MatrixPainterTest::unfilledCellsAreEmpty()
{
    MatrixPicture picture = divergingPicture(matrixOf(3, 3, [](int, int) { return 5.0F; }));
    picture.digits = false;
    picture.filled = 4;
    const MatrixLayout layout = MatrixLayout::fit({0, 0, 90, 90}, 3, 3, 0, 0, 30, true);
    const QImage image = painted(picture, layout, {90, 90});
    QCOMPARE(image.pixel(layout.cellRect(1, 0).center().toPoint()), cellColor(picture, 5).rgb());
    QCOMPARE(image.pixel(layout.cellRect(1, 1).center().toPoint()), Theme::current().emptyCell.rgb());
}

void MatrixPainterTest::editedCellsAreMarked()
{
    MatrixPicture picture = divergingPicture(matrixOf(2, 2, [](int, int) { return 1.0F; }));
    const MatrixLayout layout = MatrixLayout::fit({0, 0, 80, 80}, 2, 2, 0, 0, 40, true);
    picture.edited = {{0, 1}};
    const QImage image = painted(picture, layout, {80, 80});
    QCOMPARE(QColor(image.pixel(layout.cellRect(0, 1).topRight().toPoint() + QPoint(-4, 1))), Theme::current().edited);
}

/// On a screen: whatever colour a cell has, its marks have a tone that differs from it by far.
void MatrixPainterTest::marksStandOutFromEveryColour()
{
    for (const bool dark : {false, true}) {
        Appearance::instance().setMode(dark ? Appearance::Mode::dark : Appearance::Mode::light);
        for (const float value : {-1.0F, -0.5F, 0.0F, 0.5F, 1.0F}) {
            MatrixPicture picture = divergingPicture(matrixOf(3, 3, [&](int r, int c) { return r == 0 && c == 0 ? 1 : value; }));
            picture.digits = false;
            const MatrixLayout layout = MatrixLayout::fit({0, 0, 120, 120}, 3, 3, 0, 0, 40, true);
            const QRect cell = layout.cellRect(1, 1).toRect();
            const QColor ground = cellColor(picture, value);
            const auto farthest = [&](const QImage &image, const QRect &where) {
                double most = 0;
                for (int y = where.top(); y <= where.bottom(); ++y) {
                    for (int x = where.left(); x <= where.right(); ++x)
                        most = std::max(most, std::abs(double(QColor(image.pixel(x, y)).lightnessF()) - double(ground.lightnessF())));
                }
                return most;
            };
            picture.outlinedMarks = true;
            picture.edited = {{1, 1}};
            const QRect corner(cell.right() - 14, cell.top() + 1, 12, 12);
            QVERIFY2(farthest(painted(picture, layout, {120, 120}), corner) > 0.2, qPrintable(QString::number(double(value))));
            picture.edited.clear();
            picture.highlight = {1, 1};
            picture.cellColor = Theme::current().result;
            const QRect edge(cell.left() + 10, cell.top() - 3, 12, 6);
            QVERIFY2(farthest(painted(picture, layout, {120, 120}), edge) > 0.2, qPrintable(QString::number(double(value))));
        }
    }
    Appearance::instance().setMode(Appearance::Mode::light);
}

void MatrixPainterTest::whatIsOutOfViewHasNoFrame()
{
    MatrixPicture picture = divergingPicture(matrixOf(20, 20, [](int r, int c) { return float(r - c); }));
    MatrixLayout layout = MatrixLayout::fit({20, 20, 100, 100}, 20, 20, 0, 0, 5, true);
    layout.frame.setSize({40, 40});
    layout.first = {6, 6};
    const QImage without = painted(picture, layout, {160, 160});
    picture.rowColor = picture.columnColor = picture.cellColor = Theme::current().result;
    for (const CellIndex &cell : {CellIndex{2, 2}, CellIndex{2, 18}, CellIndex{18, 2}, CellIndex{18, 18}}) {
        picture.highlight = cell;
        QCOMPARE(differentPixels(painted(picture, layout, {160, 160}), without), 0);
    }
}

void MatrixPainterTest::labelsAreThinnedOut()
{
    QCOMPARE(labelStep(20, 14), 1);
    QCOMPARE(labelStep(10, 14), 2);
    QCOMPARE(labelStep(3, 14), 5);
    QCOMPARE(labelStep(0.4, 14), 50);
}

void MatrixPainterTest::longLabelsSlantAndNumbersDoNot()
{
    const QStringList words{QStringLiteral("animal"), QStringLiteral("because")};
    QVERIFY(measureLabels({}, words, 20).turned);
    QVERIFY(!measureLabels({}, words, 120).turned);
    QStringList numbers;
    for (int i = 1; i <= 768; ++i)
        numbers << QString::number(i);
    QVERIFY(!measureLabels({}, numbers, 5).turned);
    const QStringList endless{QString(500, QLatin1Char('x'))};
    QVERIFY(measureLabels(endless, endless, 20).rowWidth < 200);
    QVERIFY(measureLabels(endless, endless, 20).columnHeight < 150);
}

QTEST_MAIN(MatrixPainterTest)
#include "matrix_painter_test.moc"
