#include "ui/views/pair/pair_figure.h"

#include "src/trace/number_words.h"
#include "ui/theme/undefined_color.h"
#include "ui/views/shared/matrix/cell_shape.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 24;
constexpr double kNames = 140; // left of the bars
constexpr double kTotals = 88; // right of the bars, at least
constexpr double kTotalsGap = 8;
constexpr double kSmallestChannel = 3; // two pixels of bar, one of air
constexpr double kLargestChannel = 110;
constexpr double kLargestScreenChannel = 200;
constexpr double kChannelWithDigits = 46;
constexpr double kDigitGap = 4; // between numbers of neighbours
constexpr double kChannelBeside = 18; // narrower, and the groups stand one above the other
constexpr double kColumnGap = 16;
constexpr double kSmallestLane = 28;
constexpr double kNaturalLane = 64;
constexpr double kLargestLane = 104;
constexpr double kLaneGap = 8;
constexpr double kGroupGap = 18;
constexpr double kStepGap = 22; // room for the arrow
constexpr double kStepPadding = 10;

QFont titleFont()
{
    return figureFont(13, QFont::DemiBold);
}

QFont noteFont()
{
    return figureFont(11);
}

QFont nameFont()
{
    return figureMono(13, QFont::DemiBold);
}

QFont numberFont()
{
    return figureMono(16, QFont::DemiBold);
}

QFont totalFont()
{
    return figureMono(12, QFont::DemiBold);
}

QFont tickFont(bool onScreen)
{
    return figureMono(onScreen ? kReadableLabel : 10);
}

double lineOf(const QFont &font)
{
    return QFontMetricsF(font).height();
}

QString elided(const QFont &font, const QString &text, double width)
{
    return QFontMetricsF(font).elidedText(text, Qt::ElideRight, width);
}

QSizeF stepSize(const PairStep &step, bool onScreen)
{
    const double width = std::max({QFontMetricsF(noteFont()).horizontalAdvance(step.title),
        QFontMetricsF(numberFont()).horizontalAdvance(step.number), QFontMetricsF(tickFont(onScreen)).horizontalAdvance(step.how)});
    return {std::ceil(width) + 2 * kStepPadding, lineOf(noteFont()) + lineOf(numberFont()) + lineOf(tickFont(onScreen)) + 18};
}

/// Left to right, in as many rows as the width needs; the bottom.
double placeSteps(const PairContent &content, double width, double top, PairLayout &layout)
{
    double x = kMargin;
    double y = top;
    double bottom = top;
    for (const PairStep &step : content.steps) {
        const QSizeF size = stepSize(step, layout.onScreen);
        if (x > kMargin && x + size.width() > width - kMargin) {
            x = kMargin;
            y = bottom + 10;
        }
        layout.steps.push_back({QPointF(x, y), size});
        x += size.width() + kStepGap;
        bottom = y + size.height();
    }
    return bottom;
}

/// Room right of the bars.
double totalsWidth(const PairContent &content)
{
    const QFontMetricsF metrics(totalFont());
    double widest = kTotals;
    for (const PairGroup *group : {&content.score, &content.value})
        for (const PairLane &lane : group->lanes)
            widest = std::max(widest, std::ceil(kTotalsGap + metrics.horizontalAdvance(lane.total)) + 2);
    return widest;
}

double placeGroup(
    const PairGroup &group, double left, double width, double totals, double laneHeight, double top, bool onScreen, PlacedGroup &placed)
{
    placed.title = {left - kNames, top, kNames + width + totals, lineOf(titleFont()) + 4};
    double y = placed.title.bottom() + 6;
    for (std::size_t i = 0; i < group.lanes.size(); ++i) {
        placed.lanes.emplace_back(left, y, width, laneHeight);
        y += laneHeight + kLaneGap;
    }
    placed.axis = {left, y - kLaneGap + 3, width, lineOf(tickFont(onScreen)) + 2};
    return placed.axis.bottom();
}

struct Range {
    double low = 0;
    double high = 0;
};

Range rangeOf(const PairLane &lane)
{
    Range range;
    for (const auto *values : {&lane.values, &lane.behind})
        for (const double value : *values)
            if (std::isfinite(value))
                range = {std::min(range.low, value), std::max(range.high, value)};
    return range;
}

/// Height of a number within a lane; digits above and below the bars have room.
struct LaneScale {
    QRectF room;
    Range range;

    double y(double value) const
    {
        const double spread = range.high - range.low;
        if (spread <= 0)
            return room.center().y();
        if (std::isnan(value)) // has no height
            value = 0;
        return room.bottom() - (std::clamp(value, range.low, range.high) - range.low) / spread * room.height();
    }
};

struct Channels {
    double left = 0; ///< of the first, scroll included
    double width = 0;
    int first = 0; ///< in sight
    int last = 0;
    bool digits = false;
    bool onScreen = false;

    QRectF bar(int place, double y0, double y1) const
    {
        const double gap = width >= 8 ? std::min(6.0, width * 0.18) : 0.5;
        return {left + place * width + gap, std::min(y0, y1), width - 2 * gap, std::abs(y1 - y0)};
    }
};

LaneScale scaleOf(const PairLane &lane, const QRectF &rect, const Channels &channels)
{
    const double room = channels.digits ? lineOf(tickFont(channels.onScreen)) : 1;
    const Range range = rangeOf(lane);
    return {rect.adjusted(0, range.high > 0 ? room : 0, 0, range.low < 0 ? -room : 0), range};
}

QColor barColor(const PairLane &lane, double value)
{
    const Theme &theme = Theme::current();
    return lane.color ? theme.*lane.color : value < 0 ? theme.negative : theme.positive;
}

void paintLaneWords(QPainter &painter, const PairLane &lane, const QRectF &rect, double left, double right)
{
    const Theme &theme = Theme::current();
    const QRectF names(left, rect.top(), rect.left() - left - 10, rect.height());
    const double height = lineOf(nameFont()) + lineOf(noteFont());
    const double top = names.center().y() - height / 2;
    painter.setFont(nameFont());
    painter.setPen(lane.color ? theme.*lane.color : theme.text);
    painter.drawText(QRectF(names.left(), top, names.width(), lineOf(nameFont())), Qt::AlignLeft | Qt::AlignVCenter, lane.name);
    painter.setFont(noteFont());
    painter.setPen(theme.muted);
    painter.drawText(QRectF(names.left(), top + lineOf(nameFont()), names.width(), lineOf(noteFont())), Qt::AlignLeft | Qt::AlignVCenter,
        elided(noteFont(), lane.detail, names.width()));
    if (lane.total.isEmpty())
        return;
    const QRectF total(rect.right() + kTotalsGap, rect.top(), right - rect.right() - kTotalsGap, rect.height());
    painter.setFont(totalFont());
    painter.setPen(lane.color ? theme.*lane.color : theme.text);
    painter.drawText(total, Qt::AlignLeft | Qt::AlignVCenter, elided(painter.font(), lane.total, total.width()));
}

/// The largest and smallest number at the right end, so that a lane's scale is known.
void paintTicks(QPainter &painter, const PairLane &lane, const LaneScale &scale, const QRectF &rect, bool onScreen)
{
    if (!lane.total.isEmpty())
        return;
    painter.setFont(tickFont(onScreen));
    painter.setPen(Theme::current().muted);
    const double height = lineOf(tickFont(onScreen));
    for (const double value : {scale.range.high, scale.range.low}) {
        if (value == 0)
            continue;
        const double y = std::clamp(scale.y(value) - height / 2, rect.top(), rect.bottom() - height);
        painter.drawText(QRectF(rect.right() + kTotalsGap, y, kTotals, height), Qt::AlignLeft | Qt::AlignVCenter,
            QString::fromStdString(roundedNumber(value)));
    }
}

void paintBars(QPainter &painter, const PairLane &lane, const LaneScale &scale, const Channels &channels, std::optional<int> lit)
{
    const Theme &theme = Theme::current();
    const double zero = scale.y(0);
    painter.setPen(Qt::NoPen);
    for (int place = channels.first; place < channels.last; ++place) {
        const double value = lane.values[std::size_t(place)];
        if (std::isnan(value)) {
            painter.fillRect(channels.bar(place, scale.room.top(), scale.room.bottom()), undefinedColor());
            continue;
        }
        if (!lane.behind.empty()) {
            QColor pale = barColor(lane, value);
            pale.setAlphaF(0.28F);
            painter.fillRect(channels.bar(place, zero, scale.y(lane.behind[std::size_t(place)])), pale);
        }
        if (lane.steps) {
            QColor soft = barColor(lane, value);
            soft.setAlphaF(0.22F);
            const double left = channels.left + place * channels.width;
            painter.fillRect(QRectF(QPointF(left, zero), QPointF(left + channels.width, scale.y(value))).normalized(), soft);
            painter.fillRect(QRectF(left, scale.y(value) - 1, channels.width, 2), barColor(lane, value));
            const double before = place > 0 ? lane.values[std::size_t(place - 1)] : 0;
            painter.fillRect(
                QRectF(QPointF(left - 0.5, scale.y(before)), QPointF(left + 0.5, scale.y(value))).normalized(), barColor(lane, value));
        } else {
            painter.fillRect(channels.bar(place, zero, scale.y(value)), barColor(lane, value));
        }
    }
    painter.setPen(QPen(theme.line, 1));
    painter.drawLine(
        QPointF(channels.left + channels.first * channels.width, zero), QPointF(channels.left + channels.last * channels.width, zero));
    if (!channels.digits)
        return;
    painter.setFont(tickFont(channels.onScreen));
    const double height = lineOf(tickFont(channels.onScreen));
    for (int place = channels.first; place < channels.last; ++place) {
        const double value = lane.values[std::size_t(place)];
        const double y = scale.y(value);
        painter.setPen(lit == place ? theme.text : theme.muted);
        painter.drawText(QRectF(channels.left + place * channels.width, value < 0 ? y : y - height, channels.width, height),
            Qt::AlignCenter | Qt::TextDontClip, QString::fromStdString(roundedNumber(value)));
    }
}

void paintAxis(QPainter &painter, const PairGroup &group, const QRectF &axis, const Channels &channels, std::optional<int> lit)
{
    const Theme &theme = Theme::current();
    const int count = int(group.channels.size());
    const double needed = QFontMetricsF(tickFont(channels.onScreen)).horizontalAdvance(QString::number(count)) + 8;
    const int step = int(labelStep(channels.width, needed));
    painter.setFont(tickFont(channels.onScreen));
    for (int place = channels.first; place < channels.last; ++place) {
        if (place % step != 0 && lit != place)
            continue;
        if (lit && lit != place && std::abs(place - *lit) * channels.width < needed)
            continue;
        painter.setPen(lit == place ? theme.text : theme.muted);
        painter.drawText(QRectF(channels.left + place * channels.width - needed, axis.top(), channels.width + 2 * needed, axis.height()),
            Qt::AlignHCenter | Qt::AlignVCenter, QString::number(group.channels[std::size_t(place)] + 1));
    }
}

/// Of those that stand over the bars.
double widestNumber(const PairGroup &group)
{
    const QFontMetricsF metrics(tickFont(true));
    double widest = 0;
    for (const PairLane &lane : group.lanes)
        for (const double value : lane.values)
            widest = std::max(widest, metrics.horizontalAdvance(QString::fromStdString(roundedNumber(value))));
    return widest;
}

void paintGroup(
    QPainter &painter, const PairGroup &group, const PlacedGroup &placed, const PairLayout &layout, double scroll, std::optional<int> lit)
{
    const Theme &theme = Theme::current();
    painter.setFont(titleFont());
    painter.setPen(theme.text);
    const double noteWidth = QFontMetricsF(noteFont()).horizontalAdvance(group.note);
    const QString title = elided(titleFont(), group.title, std::max(120.0, placed.title.width() - noteWidth - 20));
    painter.drawText(placed.title, Qt::AlignLeft | Qt::AlignVCenter, title);
    const QRectF rest = placed.title.adjusted(QFontMetricsF(titleFont()).horizontalAdvance(title) + 14, 0, 0, 0);
    painter.setFont(noteFont());
    painter.setPen(theme.muted);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, elided(noteFont(), group.note, rest.width()));

    const QRectF &room = placed.lanes.front();
    const int count = int(group.channels.size());
    const double channelWidth = layout.channelWidth;
    Channels channels{room.left() - scroll, channelWidth, 0, 0, channelWidth >= kChannelWithDigits, layout.onScreen};
    channels.digits = channels.digits && (!layout.onScreen || channelWidth >= widestNumber(group) + kDigitGap);
    channels.first = std::clamp(int(scroll / channelWidth), 0, count);
    channels.last = std::clamp(int(std::ceil((scroll + room.width()) / channelWidth)), channels.first, count);
    for (std::size_t i = 0; i < group.lanes.size(); ++i) {
        const PairLane &lane = group.lanes[i];
        const QRectF &rect = placed.lanes[i];
        const LaneScale scale = scaleOf(lane, rect, channels);
        paintLaneWords(painter, lane, rect, placed.title.left(), placed.title.right());
        if (!channels.digits)
            paintTicks(painter, lane, scale, rect, channels.onScreen);
        painter.save();
        painter.setClipRect(rect.adjusted(-1, -2, 1, 2), Qt::IntersectClip);
        if (lit)
            painter.fillRect(QRectF(channels.left + *lit * channelWidth, rect.top(), channelWidth, rect.height()), theme.hover);
        paintBars(painter, lane, scale, channels, lit);
        painter.restore();
    }
    painter.save();
    painter.setClipRect(placed.axis.adjusted(-8, 0, 8, 0), Qt::IntersectClip);
    paintAxis(painter, group, placed.axis, channels, lit);
    painter.restore();
}

void paintSteps(QPainter &painter, const PairContent &content, const PairLayout &layout)
{
    const std::vector<QRectF> &rects = layout.steps;
    const Theme &theme = Theme::current();
    for (std::size_t i = 0; i < rects.size(); ++i) {
        const PairStep &step = content.steps[i];
        const QRectF &rect = rects[i];
        painter.setPen(QPen(step.isLast ? theme.result : theme.line, 1));
        painter.setBrush(theme.panel);
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
        double y = rect.top() + 7;
        const auto line = [&](const QFont &font, const QColor &color, const QString &text) {
            painter.setFont(font);
            painter.setPen(color);
            painter.drawText(QRectF(rect.left() + kStepPadding, y, rect.width() - 2 * kStepPadding + 2, lineOf(font)),
                Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, text);
            y += lineOf(font) + 2;
        };
        line(noteFont(), theme.muted, step.title);
        line(numberFont(), step.isLast ? theme.result : theme.text, step.number);
        line(tickFont(layout.onScreen), theme.muted, step.how);
        if (i + 1 < rects.size()) {
            painter.setFont(figureFont(15));
            painter.setPen(theme.muted);
            painter.drawText(QRectF(rect.right(), rect.top(), kStepGap, rect.height()), Qt::AlignCenter, QStringLiteral("→"));
        }
    }
}

} // namespace

PairLayout layOutPair(const PairContent &content, const QSizeF &size, bool heading, bool onScreen)
{
    PairLayout layout;
    const int count = int(content.score.channels.size());
    const double whole = size.width() - 2 * kMargin;
    const double totals = totalsWidth(content);
    const double half = (whole - kColumnGap) / 2 - kNames - totals;
    const bool beside = half >= kChannelBeside * count && half >= kNames;
    const double available = std::max(120.0, beside ? half : whole - kNames - totals);
    layout.channelWidth = std::clamp(available / count, kSmallestChannel, onScreen ? kLargestScreenChannel : kLargestChannel);
    layout.rowWidth = layout.channelWidth * count;
    const double width = std::min(available, layout.rowWidth);
    const double left = kMargin + kNames;

    layout.onScreen = onScreen;
    const double stepsHeight = placeSteps(content, size.width(), 0, layout);
    layout.steps.clear();
    layout.heading = {kMargin, 12, std::max(40.0, whole), heading ? lineOf(figureFont(15, QFont::DemiBold)) + 4 : 0};
    layout.hasHeading = heading;
    const double top = layout.heading.bottom() + 12;
    const auto lanes = double(content.score.lanes.size() + (beside ? 0 : content.value.lanes.size()));
    const double words = lineOf(titleFont()) + 10 + lineOf(tickFont(layout.onScreen)) + 5 - kLaneGap; // of a group
    const double fixed = top + (beside ? 1 : 2) * (words + kGroupGap) + stepsHeight + lanes * kLaneGap + 12;
    const double lane = size.height() <= 0
        ? kNaturalLane
        : std::clamp(std::floor((size.height() - fixed) / lanes), kSmallestLane, kLargestLane * (beside && onScreen ? 2 : 1));

    const double scoreBottom = placeGroup(content.score, left, width, totals, lane, top, layout.onScreen, layout.score);
    if (beside) {
        // On the screen its fewer lanes are as high together as those of the scores.
        const auto scoreLanes = double(content.score.lanes.size());
        const auto valueLanes = double(content.value.lanes.size());
        const double valueLane = layout.onScreen ? (scoreLanes * (lane + kLaneGap)) / valueLanes - kLaneGap : lane;
        placeGroup(
            content.value, left + width + totals + kColumnGap + kNames, width, totals, valueLane, top, layout.onScreen, layout.value);
        layout.height = placeSteps(content, size.width(), scoreBottom + kGroupGap, layout) + 12;
    } else {
        const double y = placeSteps(content, size.width(), scoreBottom + kGroupGap, layout) + kGroupGap;
        layout.height = placeGroup(content.value, left, width, totals, lane, y, layout.onScreen, layout.value) + 12;
    }
    return layout;
}

QSizeF pairFigureSize(const PairContent &content, bool heading)
{
    constexpr double kWidest = 3600;
    const double bars = std::clamp(content.score.channels.size() * 11.0, 420.0, kWidest);
    const double width = 2 * kMargin + kNames + totalsWidth(content) + bars;
    return {width, std::ceil(layOutPair(content, {width, 0}, heading).height)};
}

void paintPair(QPainter &painter, const PairContent &content, const PairLayout &layout, double scroll, std::optional<ChannelPlace> lit)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (layout.hasHeading) {
        const QFont font = figureFont(15, QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(theme.text);
        const QString heading = elided(font, content.heading, layout.heading.width());
        painter.drawText(layout.heading, Qt::AlignLeft | Qt::AlignVCenter, heading);
        const QRectF rest = layout.heading.adjusted(QFontMetricsF(font).horizontalAdvance(heading) + 16, 0, 0, 0);
        painter.setFont(figureFont(12));
        painter.setPen(theme.muted);
        painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, elided(painter.font(), content.place, rest.width()));
    }

    const auto litOf = [&](bool ofValue) { return lit && lit->ofValue == ofValue ? std::optional(lit->place) : std::nullopt; };
    paintGroup(painter, content.score, layout.score, layout, scroll, litOf(false));
    paintSteps(painter, content, layout);
    paintGroup(painter, content.value, layout.value, layout, scroll, litOf(true));
    painter.restore();
}

std::optional<ChannelPlace> channelAt(const PairContent &content, const PairLayout &layout, double scroll, const QPointF &position)
{
    for (const bool ofValue : {false, true}) {
        const PlacedGroup &placed = ofValue ? layout.value : layout.score;
        const QRectF room(placed.lanes.front().topLeft(), placed.axis.bottomRight());
        const int place = int(std::floor((position.x() - room.left() + scroll) / layout.channelWidth));
        if (room.contains(position) && place >= 0 && place < int(content.score.channels.size()))
            return ChannelPlace{ofValue, place};
    }
    return std::nullopt;
}

} // namespace headscope
