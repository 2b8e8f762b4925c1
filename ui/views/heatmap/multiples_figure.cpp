#include "ui/views/heatmap/multiples_figure.h"

#include "ui/theme/color_scale.h"
#include "ui/theme/head_color.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_painter.h"
#include "ui/views/shared/pattern/measure_words.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>

#include <algorithm>
#include <cmath>

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
constexpr double kStretch = 1.4; // a cell may be so much wider or higher than square, to fill the area

Legend legendOf(const MultiplesPicture &picture)
{
    Legend legend;
    legend.scale = picture.diverging ? ColorScale::currentDiverging() : ColorScale::currentSequential();
    legend.range = {picture.low, picture.high};
    legend.numbers = picture.numbers;
    legend.format = {2, false};
    legend.caption = measureTitle(picture.shown.choice.measure);
    if (picture.isPooled())
        legend.caption += Words::tr("; each cell the largest of %1 × %1").arg(picture.pools.front().step);
    if (!picture.shown.note.isEmpty())
        legend.caption += QStringLiteral("; ") + picture.shown.note;
    return legend;
}

QImage imageOf(const MultiplesPicture &picture, const PooledPattern &pool)
{
    const ColorScale scale = picture.diverging ? ColorScale::currentDiverging() : ColorScale::currentSequential();
    const ValueRange range{picture.low, picture.high};
    QImage image(pool.columns, pool.rows, QImage::Format_RGB32);
    for (int r = 0; r < pool.rows; ++r) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(r));
        for (int c = 0; c < pool.columns; ++c) {
            line[c] = cellColor(scale, range,
                pool.values[static_cast<std::size_t>(r) * static_cast<std::size_t>(pool.columns) + static_cast<std::size_t>(c)]);
        }
    }
    return image;
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

/// Long names if all pictures have room for theirs.
bool hasLongNames(const MultiplesPicture &picture, const MultiplesPlacement &place)
{
    const QFontMetricsF metrics(figureFont(13, QFont::DemiBold));
    return std::all_of(picture.shown.heads.begin(), picture.shown.heads.end(),
        [&](const ShownHead &head) { return metrics.horizontalAdvance(head.name) <= place.frames.front().width(); });
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
    const double legendHeight = legendSize(legendOf(picture), std::min(area.width(), kLegendWidth)).height();
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

void paintMultiples(QPainter &painter, const MultiplesPicture &picture, const MultiplesPlacement &place, int row, int column)
{
    const Theme &theme = Theme::current();
    const Pattern &pattern = picture.shown.pattern();
    const bool longNames = !place.frames.empty() && hasLongNames(picture, place);
    for (std::size_t i = 0; i < place.frames.size(); ++i) {
        const QRectF &frame = place.frames[i];
        const ShownHead &head = picture.shown.heads[i];
        painter.setFont(figureFont(13, QFont::DemiBold));
        painter.setPen(headColor(head.colorIndex, theme.dark));
        painter.drawText(QRectF(frame.left(), frame.top() - place.nameHeight, frame.width(), place.nameHeight - 3),
            static_cast<int>(Qt::AlignLeft | Qt::AlignBottom),
            QFontMetricsF(painter.font()).elidedText(longNames ? head.name : head.shortName, Qt::ElideRight, frame.width()));
        painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
        painter.drawImage(frame, imageOf(picture, picture.pools[i]));
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.line, 1));
        painter.drawRect(frame.adjusted(-0.5, -0.5, 0.5, 0.5));
        const double cellHeight = frame.height() / pattern.rowCount();
        const double cellWidth = frame.width() / pattern.columnCount();
        painter.setPen(QPen(theme.accent, 1.5));
        if (row >= 0)
            painter.drawRect(QRectF(frame.left(), frame.top() + row * cellHeight, frame.width(), cellHeight));
        if (column >= 0)
            painter.drawRect(QRectF(frame.left() + column * cellWidth, frame.top(), cellWidth, frame.height()));
        if (place.labelWidth == 0 || frame.left() > place.frames.front().left() + 1)
            continue;
        painter.setFont(figureFont(11));
        for (int r = 0; r < pattern.rowCount(); ++r) {
            painter.setPen(r == row ? theme.accent : theme.muted);
            painter.drawText(QRectF(frame.left() - place.labelWidth, frame.top() + r * cellHeight, place.labelWidth - 6, cellHeight),
                static_cast<int>(Qt::AlignRight | Qt::AlignVCenter),
                QFontMetricsF(painter.font()).elidedText(picture.shown.rowLabels[r], Qt::ElideRight, place.labelWidth - 6));
        }
    }
    if (!place.legend.isEmpty())
        paintLegend(painter, legendOf(picture), place.legend);
}

} // namespace headscope
