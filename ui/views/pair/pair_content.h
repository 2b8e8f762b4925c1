// What the arithmetic of one query–key pair shows, in words and numbers, before anything has a place on the screen.
#pragma once

#include "src/pairs/pair_arithmetic.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/pattern/heatmap_card.h"

#include <QString>

#include <vector>

namespace headscope {

/// In place by channel, or the largest |number| first.
enum class ChannelOrder { inPlace, bySize };

/// One row of bars: a number for each channel.
struct PairLane {
    QString name; ///< "q"
    QString detail; ///< "query of “it”"
    std::vector<double> values; ///< [Dh], in the order shown
    std::vector<double> behind; ///< drawn pale behind them on the same scale; or empty
    QColor Theme::*color = nullptr; ///< null: one colour for each sign
    QString total; ///< beside the last bar: "Σ 12.3"; or empty
    bool steps = false; ///< a running sum: a staircase, not single bars
};

/// Rows of bars that share their channels.
struct PairGroup {
    QString title;
    QString note;
    std::vector<PairLane> lanes;
    std::vector<int> channels; ///< [Dh]: which channel stands where
};

/// One step from the raw score to the weight.
struct PairStep {
    QString title; ///< "Scaled scores"
    QString number;
    QString how; ///< "÷ √dₖ = 8"
    bool isLast = false;
};

struct PairContent {
    QString heading; ///< "it → animal"
    QString place; ///< "Storyteller · layer 1, head 2"
    int row = 0;
    int column = 0;
    PairGroup score; ///< q, k, q∘k and the running sum
    PairGroup value; ///< v, and α·v before the head's sum
    std::vector<PairStep> steps;
    PairArithmetic numbers;
};

/// Throws Error when the place is not in the trace.
PairContent pairContent(const Trace &trace, int layer, int head, int row, int column, ChannelOrder order);

/// Exact numbers of the channel at `place` of a group.
HeatmapCard channelCard(const PairContent &content, bool ofValue, int place);

} // namespace headscope
