// The arithmetic of one pair as a picture: rows of bars over the head's channels, and between them the steps from the score to the weight.
#pragma once

#include "ui/views/pair/pair_content.h"

#include <QPainter>
#include <QRectF>

#include <optional>

namespace headscope {

/// Where a group's bars stand.
struct PlacedGroup {
    QRectF title;
    std::vector<QRectF> lanes; ///< the bars' room, without names and totals
    QRectF axis; ///< channel numbers
};

struct PairLayout {
    QRectF heading;
    bool hasHeading = true;
    PlacedGroup score;
    PlacedGroup value;
    std::vector<QRectF> steps;
    bool onScreen = false; ///< letters are as large as they must be; a figure may be enlarged
    double channelWidth = 0;
    double height = 0; ///< of everything
    double rowWidth = 0; ///< of all channels; more than a lane's width: it scrolls

    double scrollRange() const { return score.lanes.empty() ? 0 : std::max(0.0, rowWidth - score.lanes.front().width()); }
};

/// A bar of one of the groups.
struct ChannelPlace {
    bool ofValue = false;
    int place = 0;
    bool operator==(const ChannelPlace &) const = default;
};

/// The values stand beside the scores where there is room for both, else beneath. Height 0: as high as reads well. Lanes never get so low
/// that bars cannot be told apart: the result may be higher than asked for.
PairLayout layOutPair(const PairContent &content, const QSizeF &size, bool heading = true, bool onScreen = false);
/// Natural size for an export.
QSizeF pairFigureSize(const PairContent &content, bool heading = true);
/// `scroll` in pixels along the channels.
void paintPair(QPainter &painter, const PairContent &content, const PairLayout &layout, double scroll, std::optional<ChannelPlace> lit);
std::optional<ChannelPlace> channelAt(const PairContent &content, const PairLayout &layout, double scroll, const QPointF &position);

} // namespace headscope
