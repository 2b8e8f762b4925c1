#include "ui/views/walk/overview_painter.h"

#include "src/tensor/missing_number.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QCoreApplication>
#include <QImage>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Overview)
};

/// The number furthest from zero, or one that is undefined, among the columns (rows) [from, to), in one row (column) or in all that are
/// asked for.
float strongest(const MatrixView &numbers, bool vertical, int from, int to, IndexSpan across)
{
    float best = 0;
    for (int i = from; i < to; ++i) {
        for (int j = across.first; j < across.last; ++j) {
            const float value = vertical ? numbers(i, j) : numbers(j, i);
            if (value != -HUGE_VALF && !isMissing(value) && sizeOf(value) >= sizeOf(best))
                best = value;
        }
    }
    return best;
}

QImage lineImage(const FigurePanel &panel, const PlacedOverview &overview, IndexSpan across, int pixels)
{
    const MatrixPicture &picture = panel.picture;
    QImage image(overview.vertical ? 1 : pixels, overview.vertical ? pixels : 1, QImage::Format_RGB32);
    for (int p = 0; p < pixels; ++p) {
        const int from = int(qint64(p) * overview.count / pixels);
        const int to = std::max(from + 1, int(qint64(p + 1) * overview.count / pixels));
        const float value = strongest(picture.numbers.view, overview.vertical, from, std::min(to, overview.count), across);
        image.setPixel(overview.vertical ? 0 : p, overview.vertical ? p : 0, cellColor(picture.scale, picture.range, value));
    }
    return image;
}

/// The matrix itself, as many pixels as there are; where several numbers share one, the strongest.
QImage wholeImage(const MatrixPicture &picture, const QSize &pixels)
{
    const MatrixView &numbers = picture.numbers.view;
    const int width = std::clamp(pixels.width(), 1, std::max(1, numbers.cols));
    const int height = std::clamp(pixels.height(), 1, std::max(1, numbers.rows));
    const auto share = [](int pixel, int extent, int count) {
        const int from = int(qint64(pixel) * count / extent);
        return IndexSpan{from, std::max(from + 1, int(qint64(pixel + 1) * count / extent))};
    };
    QImage image(width, height, QImage::Format_RGB32);
    for (int y = 0; y < height; ++y) {
        const IndexSpan rows = share(y, height, numbers.rows);
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < width; ++x) {
            const IndexSpan columns = share(x, width, numbers.cols);
            const float value = columns.size() == 1 && rows.size() == 1 ? numbers(rows.first, columns.first)
                                                                        : strongest(numbers, true, rows.first, rows.last, columns);
            line[x] = cellColor(picture.scale, picture.range, value);
        }
    }
    return image;
}

double extent(const PlacedOverview &overview)
{
    return overview.vertical ? overview.strip.height() : overview.strip.width();
}

/// First of a window around the place that is this share of the way.
int firstAround(double share, const IndexSpan &visible, int count)
{
    const int middle = int(std::floor(share * count));
    return std::clamp(middle - visible.size() / 2, 0, std::max(0, count - visible.size()));
}

/// The part of an overview that shows in the matrix's window.
QRectF windowOf(const PlacedOverview &overview)
{
    static constexpr double kSmallest = 6;
    const auto span = [](const IndexSpan &visible, int count, double extent) {
        const double scale = extent / std::max(1, count);
        return std::pair(visible.first * scale, std::max(kSmallest, visible.size() * scale));
    };
    const QRectF &strip = overview.strip;
    const auto [from, length] = span(overview.visible, overview.count, extent(overview));
    if (overview.vertical)
        return {strip.left(), strip.top() + from, strip.width(), length};
    if (!overview.isMap)
        return {strip.left() + from, strip.top(), length, strip.height()};
    const auto [top, height] = span(overview.visibleRows, overview.rowCount, strip.height());
    return {strip.left() + from, strip.top() + top, length, height};
}

QFont captionFont()
{
    return figureMono(10.5);
}

QString captionOf(const FigurePanel &panel, const PlacedOverview &overview)
{
    const QString columns = Words::tr("%1–%2 of %3").arg(overview.visible.first + 1).arg(overview.visible.last).arg(overview.count);
    if (!overview.isMap)
        return columns;
    const QString rows = Words::tr("%1–%2 of %3").arg(overview.visibleRows.first + 1).arg(overview.visibleRows.last).arg(overview.rowCount);
    return Words::tr("%1 rows %2\ncolumns %3").arg(panel.title.section(QLatin1Char(' '), 0, 0), rows, columns);
}

void paintCaption(QPainter &painter, const FigurePanel &panel, const PlacedOverview &overview)
{
    if (overview.caption.isEmpty())
        return;
    painter.setFont(captionFont());
    painter.setPen(Theme::current().muted);
    const QString text = captionOf(panel, overview);
    if (!overview.vertical) {
        painter.drawText(overview.caption, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, text);
        return;
    }
    painter.save();
    painter.translate(overview.caption.topRight());
    painter.rotate(90);
    painter.drawText(
        QRectF(0, 0, overview.caption.height(), overview.caption.width()), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, text);
    painter.restore();
}

} // namespace

void paintOverview(QPainter &painter, const FigurePanel &panel, const PlacedOverview &overview, const WalkMarks &marks)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    if (overview.isPicture) {
        painter.drawImage(overview.strip, wholeImage(panel.picture, overview.strip.size().toSize()));
    } else {
        const MatrixView &numbers = panel.picture.numbers.view;
        const int lines = overview.vertical ? numbers.cols : numbers.rows;
        const int line
            = overview.vertical ? (panel.columnLink == Link::column ? marks.column : -1) : (panel.rowLink == Link::row ? marks.row : -1);
        // Without a lit row the strip speaks for all of them.
        const IndexSpan across = line >= 0 && line < lines ? IndexSpan{line, line + 1} : IndexSpan{0, lines};
        const int pixels = std::clamp(int(extent(overview)), 1, std::max(1, overview.count));
        painter.drawImage(overview.strip, lineImage(panel, overview, across, pixels));
    }
    if (overview.isPicture) {
        painter.setPen(QPen(theme.line, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(overview.strip.adjusted(-1, -1, 0, 0));
    }
    const QRectF window = windowOf(overview);
    QPainterPath veil;
    veil.addRect(overview.strip);
    QPainterPath clear;
    clear.addRect(window);
    QColor shade = theme.canvas;
    shade.setAlphaF(0.55F);
    painter.fillPath(veil.subtracted(clear), shade);
    painter.setPen(QPen(theme.accent, 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(window.adjusted(0, -1, 0, 1), 3, 3);
    paintCaption(painter, panel, overview);
    painter.restore();
}

double overviewCaptionWidth(const FigurePanel &panel, const PlacedOverview &overview)
{
    return QFontMetricsF(captionFont()).horizontalAdvance(captionOf(panel, overview));
}

int overviewFirst(const PlacedOverview &overview, const QPointF &position)
{
    const double along = overview.vertical ? position.y() - overview.strip.top() : position.x() - overview.strip.left();
    return firstAround(along / std::max(1.0, extent(overview)), overview.visible, overview.count);
}

int mapFirstRow(const PlacedOverview &map, const QPointF &position)
{
    return firstAround((position.y() - map.strip.top()) / std::max(1.0, map.strip.height()), map.visibleRows, map.rowCount);
}

QString overviewText(const FigurePanel &panel, const PlacedOverview &overview)
{
    const double share = std::max(
        overview.count / std::max(1.0, extent(overview)), overview.isMap ? overview.rowCount / std::max(1.0, overview.strip.height()) : 0);
    const QString what = panel.title.isEmpty() ? Words::tr("All of it") : panel.title;
    const QString drag = overview.isMap ? Words::tr("All of %1. Drag to move.").arg(what)
                                        : Words::tr("%1: %2 in all, %3 to %4 show. Drag to move.")
                                              .arg(what)
                                              .arg(overview.count)
                                              .arg(overview.visible.first + 1)
                                              .arg(overview.visible.last);
    if (share <= 1)
        return drag;
    return drag + QLatin1Char('\n') + Words::tr("Where several share a pixel, the number furthest from zero shows.");
}

} // namespace headscope
