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

QImage overviewImage(const FigurePanel &panel, const PlacedOverview &overview, IndexSpan across, int pixels)
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

double extent(const PlacedOverview &overview)
{
    return overview.vertical ? overview.strip.height() : overview.strip.width();
}

} // namespace

void paintOverview(QPainter &painter, const FigurePanel &panel, const PlacedOverview &overview, const WalkMarks &marks)
{
    const Theme &theme = Theme::current();
    const MatrixView &numbers = panel.picture.numbers.view;
    const int lines = overview.vertical ? numbers.cols : numbers.rows;
    const int line
        = overview.vertical ? (panel.columnLink == Link::column ? marks.column : -1) : (panel.rowLink == Link::row ? marks.row : -1);
    // Without a lit row the strip speaks for all of them.
    const IndexSpan across = line >= 0 && line < lines ? IndexSpan{line, line + 1} : IndexSpan{0, lines};
    const int pixels = std::clamp(int(extent(overview)), 1, std::max(1, overview.count));
    painter.save();
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(overview.strip, overviewImage(panel, overview, across, pixels));

    const double scale = extent(overview) / overview.count;
    const double from = overview.visible.first * scale;
    const double length = std::max(6.0, overview.visible.size() * scale);
    const QRectF window = overview.vertical ? QRectF(overview.strip.left(), overview.strip.top() + from, overview.strip.width(), length)
                                            : QRectF(overview.strip.left() + from, overview.strip.top(), length, overview.strip.height());
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
    if (!overview.caption.isEmpty()) {
        painter.setFont(figureMono(10.5));
        painter.setPen(theme.muted);
        painter.drawText(overview.caption, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip,
            Words::tr("%1–%2 of %3").arg(overview.visible.first + 1).arg(overview.visible.last).arg(overview.count));
    }
    painter.restore();
}

int overviewFirst(const PlacedOverview &overview, const QPointF &position)
{
    const double along = overview.vertical ? position.y() - overview.strip.top() : position.x() - overview.strip.left();
    const int middle = int(std::floor(along / std::max(1.0, extent(overview)) * overview.count));
    return std::clamp(middle - overview.visible.size() / 2, 0, std::max(0, overview.count - overview.visible.size()));
}

QString overviewText(const FigurePanel &panel, const PlacedOverview &overview)
{
    const double share = overview.count / std::max(1.0, extent(overview));
    const QString what = panel.title.isEmpty() ? Words::tr("All of it") : panel.title;
    const QString drag = Words::tr("%1: %2 in all, %3 to %4 show. Drag to move.")
                             .arg(what)
                             .arg(overview.count)
                             .arg(overview.visible.first + 1)
                             .arg(overview.visible.last);
    if (share <= 1)
        return drag;
    return drag + QLatin1Char('\n') + Words::tr("Where several share a pixel, the number furthest from zero shows.");
}

} // namespace headscope
