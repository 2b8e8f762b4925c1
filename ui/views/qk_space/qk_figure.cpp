#include "ui/views/qk_space/qk_figure.h"

#include "ui/theme/color_scale.h"
#include "ui/theme/theme.h"
#include "ui/views/qk_space/label_placement.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/legend_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::QkSpace)
};

constexpr double kEdge = 34; // pixels between the outermost points and the frame: room for their labels
constexpr double kAxisLine = 22; // height of the line at the plot's lower edge that has the first axis's name
constexpr double kReach = 14; // pixels from the pointer to a point
constexpr double kLegendWidth = 240;
constexpr int kMostLabels = 140;
constexpr double kLongestLeader = 110;
constexpr int kMostWithLeaders = 160; // points
constexpr int kMostWishes = 600; // trying to place thousands of labels would be slow and in vain

QFont labelFont()
{
    return figureFont(12);
}

QFont wordsFont()
{
    return figureFont(11);
}

double markSize(const QkContent &content)
{
    const auto count = content.points.size();
    return count <= 150 ? 4.5 : count <= 1000 ? 3.2 : 2.0;
}

QRectF boundsOf(const QkContent &content)
{
    QRectF bounds;
    double left = std::numeric_limits<double>::max();
    double top = left;
    double right = -left;
    double bottom = -left;
    for (const QkPoint &point : content.points) {
        left = std::min(left, point.at.x());
        right = std::max(right, point.at.x());
        top = std::min(top, point.at.y());
        bottom = std::max(bottom, point.at.y());
    }
    if (left > right)
        return {-1, -1, 2, 2};
    bounds.setCoords(left, top, right, bottom);
    return bounds;
}

/// Long texts wrap to the width of the plot.
double textHeight(const QString &text, double width)
{
    return QFontMetricsF(wordsFont()).boundingRect(QRectF(0, 0, width, 1000), Qt::TextWordWrap, text).height();
}

void paintMark(QPainter &painter, const QPointF &at, bool isKey, double size)
{
    if (!isKey) {
        painter.drawEllipse(at, size, size);
        return;
    }
    const double reach = size * 1.3;
    const QPointF corners[] = {at - QPointF(0, reach), at + QPointF(reach, 0), at + QPointF(0, reach), at - QPointF(reach, 0)};
    painter.drawConvexPolygon(corners, 4);
}

QString axisName(const QkContent &content, int axis)
{
    const QString name
        = Words::tr("component %1 · %2 %").arg(axis + 1).arg(numberText(100 * content.space.shares[std::size_t(axis)], {1, false}));
    return axis == 0 ? name + QStringLiteral(" →") : QStringLiteral("↑ ") + name;
}

/// Where an axis's name stands: the first at the lower right, the second at the upper left.
QRectF axisRect(const QkContent &content, const QkPlacement &place, int axis)
{
    const QFontMetricsF metrics(wordsFont());
    const QSizeF size(metrics.horizontalAdvance(axisName(content, axis)), metrics.height());
    const QRectF room = place.plot.adjusted(10, 6, -10, -6);
    return {axis == 0 ? QPointF(room.right() - size.width(), room.bottom() - size.height()) : room.topLeft(), size};
}

void paintAxes(QPainter &painter, const QkContent &content, const QkPlacement &place)
{
    const Theme &theme = Theme::current();
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(place.plot.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    const QPointF zero = place.toScreen({0, 0});
    painter.save();
    painter.setClipRect(place.plot, Qt::IntersectClip);
    painter.setPen(QPen(theme.line, 1, Qt::DashLine));
    painter.drawLine(QPointF(place.plot.left(), zero.y()), QPointF(place.plot.right(), zero.y()));
    painter.drawLine(QPointF(zero.x(), place.plot.top()), QPointF(zero.x(), place.plot.bottom()));
    painter.restore();
    painter.setFont(wordsFont());
    painter.setPen(theme.muted);
    painter.drawText(place.plot.adjusted(10, 6, -10, -6), Qt::AlignRight | Qt::AlignBottom, axisName(content, 0));
    painter.drawText(place.plot.adjusted(10, 6, -10, -6), Qt::AlignLeft | Qt::AlignTop, axisName(content, 1));
}

/// Weak lines first, so that strong ones lie above them.
void paintLines(QPainter &painter, const QkContent &content, const QkOptions &options, const QkPlacement &place)
{
    const int count = lineCount(content, options.lines);
    if (count == 0)
        return;
    const auto strongest = double(content.pairs.pairs.front().value);
    QColor color = Theme::current().result;
    for (int i = count - 1; i >= 0; --i) {
        const StrongPair &pair = content.pairs.pairs[std::size_t(i)];
        const double share = double(pair.value) / strongest;
        color.setAlphaF(float(0.12 + 0.6 * share));
        painter.setPen(QPen(color, 0.6 + 1.6 * share));
        painter.drawLine(
            place.toScreen(content.points[std::size_t(pair.row)].at), place.toScreen(content.points[std::size_t(pair.column)].at));
    }
}

/// One point's lines to the tokens it pairs with most.
void paintLinesOf(QPainter &painter, const QkContent &content, const QkPlacement &place, int point, const QColor &color)
{
    for (const StrongPair &pair : content.pairs.pairs) {
        if (pair.row != point && pair.column != point)
            continue;
        painter.setPen(QPen(color, 0.8 + 2.4 * double(pair.value / content.pairs.pairs.front().value)));
        painter.drawLine(
            place.toScreen(content.points[std::size_t(pair.row)].at), place.toScreen(content.points[std::size_t(pair.column)].at));
    }
}

void paintMarks(QPainter &painter, const QkContent &content, const QkOptions &options, const QkPlacement &place)
{
    const std::vector<QColor> colors = pointColors(content, options.color);
    const double size = markSize(content);
    const QRectF seen = place.plot.adjusted(-size, -size, size, size);
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < content.points.size(); ++i) {
        const QPointF at = place.toScreen(content.points[i].at);
        if (!seen.contains(at))
            continue;
        QColor color = colors[i];
        color.setAlphaF(0.85F);
        painter.setBrush(color);
        paintMark(painter, at, content.points[i].isKey, size);
    }
}

QFont stressedFont()
{
    return figureFont(13, QFont::DemiBold);
}

QString stressedName(const QkContent &content, int point)
{
    return QFontMetricsF(stressedFont()).elidedText(content.nameOf(content.points[std::size_t(point)]), Qt::ElideRight, 160);
}

/// Of the label of a stressed point: beside it, inside the plot.
QRectF stressedRect(const QkContent &content, const QkPlacement &place, int point)
{
    const QFontMetricsF metrics(stressedFont());
    const QPointF at = place.toScreen(content.points[std::size_t(point)].at);
    const double away = markSize(content) + 8;
    QRectF rect(
        at + QPointF(away, -metrics.height() / 2), QSizeF(metrics.horizontalAdvance(stressedName(content, point)) + 8, metrics.height()));
    if (rect.right() > place.plot.right() - 4)
        rect.moveRight(at.x() - away);
    rect.moveTop(
        std::clamp(rect.top(), place.plot.top() + 4, std::max(place.plot.top() + 4, place.plot.bottom() - kAxisLine - rect.height())));
    const QRectF axis = axisRect(content, place, 1);
    if (rect.intersects(axis))
        rect.moveTop(axis.bottom());
    return rect;
}

/// What labels keep off on the screen: the axes' names, and the label of the pinned point over them.
std::vector<QRectF> takenRects(const QkContent &content, const QkPlacement &place, int pinned)
{
    std::vector<QRectF> taken{axisRect(content, place, 0), axisRect(content, place, 1)};
    if (pinned >= 0)
        taken.push_back(stressedRect(content, place, pinned));
    return taken;
}

/// How many points in sight have no name, where some have none.
void paintUnnamed(QPainter &painter, const QkContent &content, const QkPlacement &place, std::size_t named, std::size_t points)
{
    if (named >= points)
        return;
    painter.setFont(wordsFont());
    painter.setPen(Theme::current().muted);
    const QRectF room(place.plot.left() + 10, place.plot.bottom() - kAxisLine, axisRect(content, place, 0).left() - place.plot.left() - 30,
        kAxisLine - 6);
    const QFontMetricsF metrics(wordsFont());
    const QString count = Words::tr("%1 of %2 points are named").arg(named).arg(points);
    const QString whole = count + Words::tr("; point at one for its name");
    for (const QString &text : {whole, count}) {
        if (metrics.horizontalAdvance(text) > room.width())
            continue;
        painter.drawText(room, Qt::AlignLeft | Qt::AlignBottom, text);
        return;
    }
}

/// pinned: on the screen, where labels keep off its own and may have leaders; nothing: of a figure.
void paintLabels(QPainter &painter, const QkContent &content, const QkPlacement &place, std::optional<int> pinned)
{
    std::vector<int> order(content.points.size());
    std::iota(order.begin(), order.end(), 0);
    std::erase_if(order, [&](int i) { return !place.plot.contains(place.toScreen(content.points[std::size_t(i)].at)); });
    std::ranges::stable_sort(order, [&](int a, int b) {
        const QkPoint &first = content.points[std::size_t(a)];
        const QkPoint &second = content.points[std::size_t(b)];
        return first.importance != second.importance ? first.importance > second.importance : first.length > second.length;
    });
    const double size = markSize(content);
    const std::size_t inSight = order.size();
    std::vector<QRectF> marks;
    for (const int index : order)
        marks.emplace_back(place.toScreen(content.points[std::size_t(index)].at) - QPointF(size, size), QSizeF(2 * size, 2 * size));
    if (order.size() > std::size_t(kMostWishes))
        order.resize(std::size_t(kMostWishes));
    LabelRoom room{.area = place.plot.adjusted(4, 4, -4, -kAxisLine), .distance = size + 4, .most = kMostLabels};
    bool hasPinned = false; // among them, with a label of its own
    if (pinned) {
        hasPinned = std::erase(order, *pinned) > 0;
        room.taken = takenRects(content, place, hasPinned ? *pinned : -1);
        room.furthest = inSight <= std::size_t(kMostWithLeaders) ? kLongestLeader : 0;
    }
    const QFontMetricsF metrics(labelFont());
    std::vector<LabelWish> wishes;
    for (const int index : order) {
        const QkPoint &point = content.points[std::size_t(index)];
        const QString name = metrics.elidedText(content.nameOf(point), Qt::ElideRight, 120);
        wishes.push_back({index, place.toScreen(point.at), {metrics.horizontalAdvance(name) + 1, metrics.height()}});
    }
    const Theme &theme = Theme::current();
    painter.setFont(labelFont());
    const std::vector<PlacedLabel> labels = placeLabels(wishes, marks, room);
    for (const PlacedLabel &label : labels) {
        if (label.leader.isNull())
            continue;
        painter.setPen(QPen(theme.faint, 1));
        painter.drawLine(label.leader);
    }
    for (const PlacedLabel &label : labels) {
        const QkPoint &point = content.points[std::size_t(label.index)];
        QColor behind = theme.canvas; // lines pass below the letters
        behind.setAlphaF(0.7F);
        painter.fillRect(label.rect.adjusted(-1, 1, 1, -1), behind);
        painter.setPen(point.isKey ? theme.key : theme.query);
        painter.drawText(label.rect, Qt::AlignCenter | Qt::TextDontClip | Qt::TextSingleLine,
            metrics.elidedText(content.nameOf(point), Qt::ElideRight, 120));
    }
    if (pinned)
        paintUnnamed(painter, content, place, labels.size() + (hasPinned ? 1 : 0), inSight);
}

/// "● query ◆ key", the key in the colours of a scale where there is one. The height.
double legendHeight(const QkOptions &options)
{
    const double line = QFontMetricsF(wordsFont()).height() + 6;
    return options.color == QkColor::position || options.color == QkColor::length ? std::max(line, 44.0) : line;
}

Legend scaleLegend(const QkContent &content, const QkOptions &options)
{
    Legend legend{ColorScale::currentSequential(), content.lengths, {}, {2, false}, {}};
    if (options.color == QkColor::position) {
        legend.range = {1, double(std::max(content.queryTokens.size(), content.keyTokens.size()))};
        legend.format = {0, false};
    }
    legend.numbers = legend.range;
    return legend;
}

} // namespace

QkPlacement placeQk(const QkContent &content, const QkOptions &options, const QRectF &area, const QkCamera &camera)
{
    QkPlacement place;
    const double words = legendHeight(options) + 6 + textHeight(linesText(content, options.lines), area.width()) + 2
        + textHeight(projectionText(content), area.width());
    place.plot = area.adjusted(0, 0, 0, -words - 10);
    place.plot.setHeight(std::max(80.0, place.plot.height()));
    place.words = {area.left(), place.plot.bottom() + 10, area.width(), words};
    const QRectF bounds = boundsOf(content);
    const double across = std::max(20.0, place.plot.width() - 2 * kEdge);
    const double down = std::max(20.0, place.plot.height() - 2 * kEdge);
    const double widest = std::max({bounds.width() / across, bounds.height() / down, 1e-9});
    place.scale = (bounds.width() == 0 && bounds.height() == 0 ? 1 : 1 / widest) * camera.zoom;
    place.centre = camera.zoom > 1 ? camera.centre : bounds.center();
    return place;
}

void paintQkPoints(
    QPainter &painter, const QkContent &content, const QkOptions &options, const QkPlacement &place, std::optional<int> pinned)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintAxes(painter, content, place);
    painter.setClipRect(place.plot.adjusted(1, 1, -1, -1), Qt::IntersectClip);
    paintLines(painter, content, options, place);
    if (pinned.value_or(-1) >= 0)
        paintLinesOf(painter, content, place, *pinned, Theme::current().accent);
    paintMarks(painter, content, options, place);
    paintLabels(painter, content, place, pinned);
    painter.restore();
}

void paintQkWords(QPainter &painter, const QkContent &content, const QkOptions &options, const QkPlacement &place)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(wordsFont());
    const QFontMetricsF metrics(wordsFont());
    const double line = metrics.height() + 6;
    double x = place.words.left();
    for (const bool isKey : {false, true}) {
        const bool kinds = options.color == QkColor::kind;
        painter.setPen(Qt::NoPen);
        painter.setBrush(!kinds ? theme.muted : isKey ? theme.key : theme.query);
        paintMark(painter, {x + 5, place.words.top() + line / 2}, isKey, 4.5);
        const QString name = isKey ? (content.cross ? Words::tr("key (encoder)") : Words::tr("key"))
                                   : (content.cross ? Words::tr("query (decoder)") : Words::tr("query"));
        painter.setPen(theme.text);
        painter.drawText(QRectF(x + 16, place.words.top(), 200, line), Qt::AlignLeft | Qt::AlignVCenter, name);
        x += 16 + metrics.horizontalAdvance(name) + 18;
    }
    painter.setPen(theme.muted);
    const QString colored = options.color == QkColor::position ? Words::tr("colour: place in the text")
        : options.color == QkColor::length                     ? Words::tr("colour: length ‖q‖ or ‖k‖")
        : options.color == QkColor::token                      ? Words::tr("colour: the token; the same token, the same colour")
                                                               : QString();
    painter.drawText(QRectF(x, place.words.top(), place.words.right() - x, line), Qt::AlignLeft | Qt::AlignVCenter, colored);
    x += metrics.horizontalAdvance(colored) + 14;
    if (options.color == QkColor::position || options.color == QkColor::length) {
        const double width = std::min(kLegendWidth, place.words.right() - x);
        if (width > 80)
            paintLegend(painter, scaleLegend(content, options), {x, place.words.top() + 4, width, 34});
    }
    painter.setFont(wordsFont());
    painter.setPen(theme.muted);
    double y = place.words.top() + legendHeight(options) + 6;
    for (const QString &text : {linesText(content, options.lines), projectionText(content)}) {
        const double height = textHeight(text, place.words.width());
        painter.drawText(QRectF(place.words.left(), y, place.words.width(), height + 2), Qt::AlignLeft | Qt::TextWordWrap, text);
        y += height + 2;
    }
    painter.restore();
}

void paintQkPoint(QPainter &painter, const QkContent &content, const QkPlacement &place, int point, bool isPinned)
{
    const Theme &theme = Theme::current();
    const QkPoint &shown = content.points[std::size_t(point)];
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setClipRect(place.plot.adjusted(1, 1, -1, -1), Qt::IntersectClip);
    const QColor color = isPinned ? theme.accent : theme.result;
    if (!isPinned)
        paintLinesOf(painter, content, place, point, color);
    const QPointF at = place.toScreen(shown.at);
    painter.setPen(QPen(color, 2));
    painter.setBrush(shown.isKey ? theme.key : theme.query);
    paintMark(painter, at, shown.isKey, markSize(content) + 2.5);
    const QRectF rect = stressedRect(content, place, point);
    QColor behind = theme.canvas;
    behind.setAlphaF(0.85F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(behind);
    painter.drawRoundedRect(rect, 4, 4);
    painter.setFont(stressedFont());
    painter.setPen(color);
    painter.drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, stressedName(content, point));
    painter.restore();
}

int pointAt(const QkContent &content, const QkPlacement &place, const QPointF &position)
{
    if (!place.plot.contains(position))
        return -1;
    int best = -1;
    double nearest = kReach * kReach;
    for (std::size_t i = 0; i < content.points.size(); ++i) {
        const QPointF away = place.toScreen(content.points[i].at) - position;
        const double distance = QPointF::dotProduct(away, away);
        if (distance < nearest) {
            nearest = distance;
            best = int(i);
        }
    }
    return best;
}

} // namespace headscope
