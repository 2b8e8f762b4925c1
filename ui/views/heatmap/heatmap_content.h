// What the heatmap of one head shows: the numbers, their colours and labels, the totals of rows and columns, and the legend's words.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/matrix/legend_painter.h"
#include "ui/views/matrix/matrix_painter.h"

#include <optional>
#include <vector>

namespace headscope {

/// One number for each row or column, drawn as a bar beside it.
struct HeatmapTotals {
    QString title; ///< "entropy, bits"; empty: no totals
    std::vector<double> values;
    NumberFormat format;
    double most = 0; ///< largest size: the longest bar

    bool empty() const { return title.isEmpty(); }
};

struct HeatmapContent {
    StageKey key;
    Shown shown = Shown::edited;
    MatrixPicture picture; ///< without highlights
    HeatmapTotals rows;
    HeatmapTotals columns;
    Legend legend;
    std::vector<int> rowSentences; ///< of a pair: 0 (A), 1 (B) or −1 for each row; empty: there is one sentence
    std::vector<int> columnSentences;
    PairFilter filter = PairFilter::all; ///< the cells that are bright
    QString title; ///< "Storyteller · layer 2, head 5 · attention weights"
};

enum class HeatmapKind { weights, scores };

/// Whether the filter lets a cell of these sentences be bright.
bool passes(PairFilter filter, int rowSentence, int columnSentence);
/// "A → B".
QString filterText(PairFilter filter);

/// Nothing without a trace or tokens.
std::optional<HeatmapContent> heatmapContent(const Session &session, const Selection &selection, HeatmapKind kind);

} // namespace headscope
