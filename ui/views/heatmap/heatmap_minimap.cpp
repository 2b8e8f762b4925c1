#include "ui/views/heatmap/heatmap_minimap.h"

#include "ui/theme/theme.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr int kSide = 132;
constexpr double kMargin = 12;
constexpr double kShare = 0.22; // of the frame's shorter side, at most: it must not hide what is looked at
constexpr double kSmallest = 56;
constexpr double kSmallestMark = 7; // pixels of the framed part, to be seen and caught

QRectF markIn(const QRectF &rect, const MatrixLayout &layout)
{
    const double x = rect.width() / layout.columns;
    const double y = rect.height() / layout.rows;
    QRectF mark(rect.left() + layout.first.x() * x, rect.top() + layout.first.y() * y, layout.frame.width() / layout.cell.width() * x,
        layout.frame.height() / layout.cell.height() * y);
    const double wider = std::max(0.0, kSmallestMark - mark.width()) / 2;
    const double taller = std::max(0.0, kSmallestMark - mark.height()) / 2;
    return mark.adjusted(-wider, -taller, wider, taller);
}

} // namespace

QImage minimapImage(const HeatmapContent &content)
{
    const MatrixView numbers = content.picture.numbers.view;
    PatternPool pool(content.request.rule, PoolAxis::atMost(numbers.rows, kSide), PoolAxis::atMost(numbers.cols, kSide), 0);
    pool.addRows(0, numbers);
    const int rows = pool.rows();
    const int columns = pool.columns();
    const std::vector<float> values = pool.take();
    MatrixPicture picture;
    picture.scale = content.picture.scale;
    picture.range = content.picture.range;
    picture.contrast = content.picture.contrast;
    picture.numbers.view = {values.data(), rows, columns, columns, 1};
    if (content.isPooled() && content.request.rule != PoolRule::largest && !content.diverging)
        picture.range.high = std::max(1e-30, rangeOf(picture.numbers.view).high);
    if (content.picture.rowLargest)
        picture.rowLargest = largestOfRows(picture.numbers.view);
    return matrixImage(picture, {0, rows}, {0, columns});
}

QRectF minimapRect(const HeatmapContent &content, const MatrixLayout &layout)
{
    if (layout.showsAllRows() && layout.showsAllColumns())
        return {};
    const double longest = std::max(content.rowCount(), content.columnCount());
    const double side = std::min<double>(kSide, kShare * std::min(layout.frame.width(), layout.frame.height()));
    if (side < kSmallest)
        return {};
    const QSizeF size(std::max(24.0, side * content.columnCount() / longest), std::max(24.0, side * content.rowCount() / longest));
    return {QPointF(layout.frame.right() - size.width() - kMargin, layout.frame.top() + kMargin), size};
}

void paintMinimap(QPainter &painter, const QImage &image, const QRectF &rect, const MatrixLayout &layout)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int ring = 3; ring > 0; --ring) { // a soft shadow
        painter.setBrush(QColor(0, 0, 0, theme.dark ? 40 : 14));
        painter.drawRoundedRect(rect.adjusted(-4 - ring, -4 - ring + 1, 4 + ring, 4 + ring + 1), 6 + ring, 6 + ring);
    }
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(rect.adjusted(-4, -4, 4, 4), 6, 6);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(rect, image);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.accent, 2));
    painter.drawRect(markIn(rect, layout).intersected(rect.adjusted(-1, -1, 1, 1)));
    painter.restore();
}

QPointF firstCellFor(const QPointF &pointer, const QRectF &rect, const MatrixLayout &layout)
{
    const QPointF place(
        (pointer.x() - rect.left()) / rect.width() * layout.columns, (pointer.y() - rect.top()) / rect.height() * layout.rows);
    return place - QPointF(layout.frame.width() / layout.cell.width(), layout.frame.height() / layout.cell.height()) / 2;
}

} // namespace headscope
