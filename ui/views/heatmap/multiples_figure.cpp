#include "ui/views/heatmap/multiples_figure.h"

#include "ui/theme/color_scale.h"
#include "ui/theme/head_color.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/cell_shape.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"
#include "ui/views/shared/pattern/heatmap_content.h"
#include "ui/views/shared/pattern/measure_words.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>

#include <algorithm>
#include <cmath>
#include <utility>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Multiples)
};

constexpr int kMostCells = 512; // of a picture's side: more than its pixels
constexpr double kGap = 14;
constexpr double kLegendWidth = 360;
constexpr double kLeastLabel = 11; // pixels of a row that has a label
constexpr double kLongestLabel = 90;
constexpr double kStretch = 1.4; // a figure's cell may be so much wider or higher than square, to fill the area
constexpr double kLargestCell = 84; // on the screen
constexpr int kDecimals = 2;

Legend legendOf(const MultiplesPicture &picture, Contrast contrast)
{
    Legend legend;
    legend.contrast = contrast;
    legend.scale = picture.diverging ? ColorScale::currentDiverging() : ColorScale::currentSequential();
    legend.range = {picture.low, picture.high};
    legend.numbers = picture.numbers;
    legend.format = {kDecimals, false};
    legend.caption = measureTitle(picture.shown.choice.measure);
    if (picture.isPooled())
        legend.caption += Words::tr("; each cell the largest of %1 × %1").arg(picture.pools.front().step);
    if (!picture.shown.note.isEmpty())
        legend.caption += QStringLiteral("; ") + picture.shown.note;
    return legend;
}

Legend legendOnScreen(const MultiplesPicture &picture, Contrast contrast)
{
    Legend legend = legendOf(picture, contrast);
    legend.caption += contrastCaption(contrast);
    return legend;
}

/// A head's cells; valid as long as `picture` is.
MatrixPicture cellsOf(const MultiplesPicture &picture, std::size_t head, Contrast contrast)
{
    const PooledPattern &pool = picture.pools[head];
    MatrixPicture cells;
    cells.numbers.view = {pool.values.data(), pool.rows, pool.columns, pool.columns, 1};
    cells.scale = picture.diverging ? ColorScale::currentDiverging() : ColorScale::currentSequential();
    cells.range = {picture.low, picture.high};
    cells.contrast = contrast;
    if (contrast == Contrast::rowMaximum)
        cells.rowLargest = largestOfRows(cells.numbers.view);
    cells.format = formatFor(cells.numbers.view, picture.numbers, kDecimals);
    cells.widest = widestText(picture.numbers, cells.format);
    return cells;
}

struct Arrangement {
    int columns = 1;
    QSizeF size{24, 24}; ///< of a picture
};

/// The number of columns with which `count` pictures of about this aspect take most of the room.
Arrangement largestPictures(int count, double aspect, const QSizeF &room, double nameHeight)
{
    Arrangement best;
    double largest = 0;
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        double width = (room.width() - (columns - 1) * kGap) / columns;
        double height = (room.height() - (rows - 1) * kGap) / rows - nameHeight;
        if (width <= 0 || height <= 0)
            continue;
        width = std::min(width, height * aspect * kStretch);
        height = std::min(height, width / aspect * kStretch);
        if (width * height > largest) {
            largest = width * height;
            best = {columns, QSizeF(width, height).expandedTo(QSizeF(24, 24))};
        }
    }
    return best;
}

int rowsOf(int count, int columns)
{
    return (count + columns - 1) / columns;
}

/// The cells of `columns` pictures a row, with these labels.
MultiplesPlacement arranged(const MultiplesPicture &picture, const QRectF &area, int columns, bool withColumnLabels)
{
    const Pattern &pattern = picture.shown.pattern();
    const int rows = rowsOf(static_cast<int>(picture.pools.size()), columns);
    MultiplesPlacement place;
    double guess = kLargestCell;
    for (int round = 0; round < 2; ++round) { // whether labels slant depends on the cell, and the cell on their room
        const LabelSpace labels = measureLabels(picture.shown.rowLabels, picture.shown.columnLabels, guess);
        place.labelWidth = labels.rowWidth;
        place.columnLabels = withColumnLabels ? labels.columnHeight : 0;
        place.turnedLabels = labels.turned;
        const double overhang = withColumnLabels ? labels.overhang : 0;
        place.nameHeight = QFontMetricsF(figureFont(13)).height() + 6 + place.columnLabels;
        const double width = (area.width() - place.labelWidth - overhang - (columns - 1) * kGap) / columns;
        const double height = (area.height() - (rows - 1) * kGap) / rows - place.nameHeight;
        place.cell = fillingCell({std::max(1.0, width) / pattern.columnCount(), std::max(1.0, height) / pattern.rowCount()},
            kLargestCell * Appearance::instance().zoom());
        guess = place.cell.width();
    }
    return place;
}

/// Long names if all pictures have room for theirs.
bool hasLongNames(const MultiplesPicture &picture, const MultiplesPlacement &place)
{
    const QFontMetricsF metrics(figureFont(13, QFont::DemiBold));
    return std::all_of(picture.shown.heads.begin(), picture.shown.heads.end(),
        [&](const ShownHead &head) { return metrics.horizontalAdvance(head.name) <= place.frames.front().width(); });
}

void paintName(QPainter &painter, const MultiplesPicture &picture, const MultiplesPlacement &place, std::size_t head, bool isLong)
{
    const ShownHead &shown = picture.shown.heads[head];
    const QRectF &frame = place.frames[head];
    painter.setFont(figureFont(13, QFont::DemiBold));
    painter.setPen(headColor(shown.colorIndex, Theme::current().dark));
    painter.drawText(QRectF(frame.left(), frame.top() - place.nameHeight, frame.width(), place.nameHeight - place.columnLabels - 3),
        static_cast<int>(Qt::AlignLeft | Qt::AlignBottom),
        QFontMetricsF(painter.font()).elidedText(isLong ? shown.name : shown.shortName, Qt::ElideRight, frame.width()));
}

void paintOutline(QPainter &painter, const QRectF &frame)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Theme::current().line, 1));
    painter.drawRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5));
}

void paintMarks(QPainter &painter, const MultiplesPicture &picture, const QRectF &frame, int row, int column)
{
    const Pattern &pattern = picture.shown.pattern();
    const double cellHeight = frame.height() / pattern.rowCount();
    const double cellWidth = frame.width() / pattern.columnCount();
    painter.setPen(QPen(Theme::current().accent, 1.5));
    if (row >= 0)
        painter.drawRect(QRectF(frame.left(), frame.top() + row * cellHeight, frame.width(), cellHeight));
    if (column >= 0)
        painter.drawRect(QRectF(frame.left() + column * cellWidth, frame.top(), cellWidth, frame.height()));
}

} // namespace

std::optional<MultiplesPicture> multiplesPicture(ShownPatterns shown, const std::stop_token &stop)
{
    MultiplesPicture picture;
    picture.shown = std::move(shown);
    for (const ShownHead &head : picture.shown.heads) {
        auto pool = poolPattern(*head.pattern, PoolRule::largest, kMostCells, WithTotals::no, stop);
        if (!pool)
            return std::nullopt;
        picture.numbers = picture.numbers.with(rangeOf(*pool));
        picture.masks.push_back(
            pool->step > 1 ? Matrix() : wholeMatrix(*maskPattern(picture.shown.trace, head.place, picture.shown.choice)));
        picture.pools.push_back(std::move(*pool));
    }
    const MeasureScale scale = measureInfo(picture.shown.choice.measure).scale;
    picture.diverging = scale == MeasureScale::diverging;
    if (picture.diverging) {
        picture.high = picture.numbers.magnitude();
        picture.low = -picture.high;
    } else if (scale == MeasureScale::fromZero) {
        picture.high = std::max(0.0, picture.numbers.high);
    }
    return picture;
}

MultiplesPlacement::Cell MultiplesPlacement::cellAt(const MultiplesPicture &picture, const QPointF &point) const
{
    for (int head = 0; head < static_cast<int>(frames.size()); ++head) {
        const QRectF &frame = frames[static_cast<std::size_t>(head)];
        if (frame.contains(point)) {
            const Pattern &pattern = picture.shown.pattern();
            const int row = static_cast<int>((point.y() - frame.top()) / frame.height() * pattern.rowCount());
            const int column = static_cast<int>((point.x() - frame.left()) / frame.width() * pattern.columnCount());
            return {head, std::min(row, pattern.rowCount() - 1), std::min(column, pattern.columnCount() - 1)};
        }
        if (QRectF(frame.left(), frame.top() - nameHeight, frame.width(), nameHeight).contains(point))
            return {head, -1, -1};
    }
    return {};
}

MultiplesPlacement placeMultiples(const MultiplesPicture &picture, const QRectF &area, bool withLegend)
{
    MultiplesPlacement place;
    const auto count = static_cast<int>(picture.pools.size());
    if (count == 0)
        return place;
    const Pattern &pattern = picture.shown.pattern();
    place.nameHeight = QFontMetricsF(figureFont(13)).height() + 6;
    const double legendHeight = legendSize(legendOf(picture, Contrast::linear), std::min(area.width(), kLegendWidth)).height();
    const double height = area.height() - (withLegend ? legendHeight + kGap : 0);
    const double aspect = std::clamp(static_cast<double>(pattern.columnCount()) / pattern.rowCount(), 0.25, 4.0);
    const Arrangement bare = largestPictures(count, aspect, QSizeF(area.width(), height), place.nameHeight);
    const QFontMetricsF metrics(figureFont(11));
    double labels = 0;
    for (const QString &label : picture.shown.rowLabels)
        labels = std::max(labels, metrics.horizontalAdvance(label));
    labels = std::min(labels + 8, kLongestLabel);
    const Arrangement labelled = largestPictures(count, aspect, QSizeF(area.width() - labels, height), place.nameHeight);
    const bool named = labelled.size.height() / pattern.rowCount() >= kLeastLabel;
    place.labelWidth = named ? labels : 0;
    const auto [columns, size] = named ? labelled : bare;
    const double whole = place.labelWidth + columns * size.width() + (columns - 1) * kGap;
    const double left = area.left() + std::max(0.0, (area.width() - whole) / 2) + place.labelWidth;
    for (int i = 0; i < count; ++i)
        place.frames.push_back({QPointF(left + (i % columns) * (size.width() + kGap),
                                    area.top() + place.nameHeight + (i / columns) * (size.height() + place.nameHeight + kGap)),
            size});
    if (withLegend)
        place.legend = QRectF(left, place.frames.back().bottom() + kGap, std::min(area.right() - left, kLegendWidth), legendHeight);
    return place;
}

double MultiplesPlacement::right() const
{
    double right = 0;
    for (const QRectF &frame : frames)
        right = std::max(right, frame.right());
    return right;
}

MatrixLayout MultiplesPlacement::layoutOf(std::size_t head, const MultiplesPicture &picture) const
{
    MatrixLayout layout;
    layout.rows = picture.shown.pattern().rowCount();
    layout.columns = picture.shown.pattern().columnCount();
    layout.cell = cell;
    layout.frame = frames[head];
    layout.rowLabelWidth = layout.frame.left() > frames.front().left() + 1 ? 0 : labelWidth;
    layout.columnLabelHeight = columnLabels;
    layout.turnedLabels = turnedLabels;
    return layout;
}

MultiplesPlacement placeMultiplesOnScreen(const MultiplesPicture &picture, const QRectF &area, Contrast contrast)
{
    const auto count = static_cast<int>(picture.pools.size());
    if (count == 0)
        return {};
    const double legendWidth = std::min(area.width(), kLegendWidth);
    const double legendHeight = legendSize(legendOnScreen(picture, contrast), legendWidth).height();
    const QRectF room = area.adjusted(0, 0, 0, -legendHeight - kGap);
    int characters = 1;
    for (std::size_t head = 0; head < picture.pools.size(); ++head)
        characters = std::max(characters, cellsOf(picture, head, Contrast::linear).widest);
    const auto merit = [&](const MultiplesPlacement &place) {
        return std::pair(hasReadableDigits(place.cell, characters), place.cell.width() * place.cell.height());
    };
    MultiplesPlacement place;
    int columns = 0;
    // Columns have labels unless that takes digits from the cells, or cells are too small for labels at each of them.
    for (const bool withColumnLabels : {true, false}) {
        if (columns > 0 && (merit(place).first || place.cell.height() >= kReadableLabel))
            break;
        MultiplesPlacement best;
        int bestColumns = 0;
        for (int tried = 1; tried <= count; ++tried) {
            MultiplesPlacement next = arranged(picture, room, tried, withColumnLabels);
            if (bestColumns == 0 || merit(next) > merit(best)) {
                best = std::move(next);
                bestColumns = tried;
            }
        }
        place = std::move(best);
        columns = bestColumns;
    }
    const Pattern &pattern = picture.shown.pattern();
    const QSizeF size(place.cell.width() * pattern.columnCount(), place.cell.height() * pattern.rowCount());
    const double whole = place.labelWidth + columns * size.width() + (columns - 1) * kGap;
    const double left = area.left() + std::max(0.0, (area.width() - whole) / 2) + place.labelWidth;
    for (int i = 0; i < count; ++i)
        place.frames.push_back({QPointF(left + (i % columns) * (size.width() + kGap),
                                    area.top() + place.nameHeight + (i / columns) * (size.height() + place.nameHeight + kGap)),
            size});
    place.legend = QRectF(left, place.frames.back().bottom() + kGap, std::min(area.right() - left, legendWidth), legendHeight);
    return place;
}

void paintMultiples(QPainter &painter, const MultiplesPicture &picture, const MultiplesPlacement &place, int row, Contrast contrast)
{
    const Theme &theme = Theme::current();
    const Pattern &pattern = picture.shown.pattern();
    const bool longNames = !place.frames.empty() && hasLongNames(picture, place);
    for (std::size_t i = 0; i < place.frames.size(); ++i) {
        const QRectF &frame = place.frames[i];
        paintName(painter, picture, place, i, longNames);
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        const PooledPattern &pool = picture.pools[i];
        painter.drawImage(frame, matrixImage(cellsOf(picture, i, contrast), {0, pool.rows}, {0, pool.columns}));
        paintOutline(painter, frame);
        paintMarks(painter, picture, frame, row, -1);
        if (place.labelWidth == 0 || frame.left() > place.frames.front().left() + 1)
            continue;
        const double cellHeight = frame.height() / pattern.rowCount();
        painter.setFont(figureFont(11));
        for (int r = 0; r < pattern.rowCount(); ++r) {
            painter.setPen(r == row ? theme.accent : theme.muted);
            painter.drawText(QRectF(frame.left() - place.labelWidth, frame.top() + r * cellHeight, place.labelWidth - 6, cellHeight),
                static_cast<int>(Qt::AlignRight | Qt::AlignVCenter),
                QFontMetricsF(painter.font()).elidedText(picture.shown.rowLabels[r], Qt::ElideRight, place.labelWidth - 6));
        }
    }
    if (!place.legend.isEmpty())
        paintLegend(painter, legendOf(picture, contrast), place.legend);
}

void paintMultiplesCells(QPainter &painter, const MultiplesPicture &picture, const MultiplesPlacement &place, Contrast contrast)
{
    const bool longNames = !place.frames.empty() && hasLongNames(picture, place);
    for (std::size_t i = 0; i < place.frames.size(); ++i) {
        paintName(painter, picture, place, i, longNames);
        MatrixPicture cells = cellsOf(picture, i, contrast);
        cells.mask = picture.masks[i];
        cells.digits = hasReadableDigits(place.cell, cells.widest);
        MatrixLayout layout = place.layoutOf(i, picture);
        layout.rows = cells.numbers.rows(); // of a long text fewer than its tokens
        layout.columns = cells.numbers.cols();
        layout.cell = {layout.frame.width() / layout.columns, layout.frame.height() / layout.rows};
        paintMatrix(painter, cells, layout);
        paintOutline(painter, place.frames[i]);
    }
    paintLegend(painter, legendOnScreen(picture, contrast), place.legend);
}

void paintMultiplesMarks(QPainter &painter, const MultiplesPicture &picture, const MultiplesPlacement &place, int row, int column)
{
    const Theme &theme = Theme::current();
    painter.setBrush(Qt::NoBrush);
    for (std::size_t i = 0; i < place.frames.size(); ++i) {
        const MatrixLayout layout = place.layoutOf(i, picture);
        paintMarks(painter, picture, layout.frame, row, column);
        paintRowLabels(painter, layout, picture.shown.rowLabels, {row, theme.accent}, kReadableLabel);
        paintColumnLabels(painter, layout, picture.shown.columnLabels, {column, theme.accent});
    }
}

} // namespace headscope
