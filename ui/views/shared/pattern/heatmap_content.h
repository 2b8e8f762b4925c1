// What the heatmap shows: a pattern's numbers, their colours and labels, the totals of rows and columns, and the legend's words.
// Trap: of a long text no n × n numbers are held: `picture` is then the pattern pooled to at most kMostCells² cells, of which each stands
// for step × step numbers. Labels, totals and the layout are always of the pattern's own rows and columns.
#pragma once

#include "src/patterns/chosen_patterns.h"
#include "src/patterns/pooled_pattern.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/shared/matrix/legend_painter.h"
#include "ui/views/shared/matrix/matrix_painter.h"

#include <atomic>
#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

/// One number for each row or column, drawn as a bar beside it.
struct HeatmapTotals {
    QString title; ///< "entropy, bits"; empty: no totals
    std::vector<double> values;
    NumberFormat format;
    double most = 0; ///< largest size: the longest bar
    int widest = 1; ///< characters of the longest number

    bool empty() const { return title.isEmpty(); }
};

/// What is to be shown, with all that is needed to make it: may be handed to another thread.
struct HeatmapRequest : PatternRequest {
    std::shared_ptr<const Trace> before; ///< null: no difference
    PoolRule rule = PoolRule::largest;
    Shown shown = Shown::edited;

    /// Snapshots of one run, and its trace, have the same numbers.
    bool operator==(const HeatmapRequest &other) const;
};

struct HeatmapContent {
    static constexpr int kMostCells = 1024; ///< rows and columns held as numbers

    HeatmapRequest request;
    StageKey key; ///< the weights or scores behind the pattern
    Shown shown = Shown::edited;
    std::shared_ptr<const Pattern> pattern; ///< what the cells are
    std::shared_ptr<const Pattern> weights; ///< of the picked head, token by token; null where a cell is not one query and one key
    std::shared_ptr<const Pattern> scores;
    std::shared_ptr<const Pattern> earlier; ///< the pattern of the original run, of a difference
    std::shared_ptr<const Pattern> later;
    int step = 1;
    MatrixPicture picture; ///< without highlights; pooled ones without a mask
    bool diverging = false;
    HeatmapTotals rows;
    HeatmapTotals columns;
    Legend legend;
    FilteredPairs pairs; ///< which cells are bright
    QString title; ///< "Storyteller · layer 2, head 5 · attention weights"
    double widestRow = 0; ///< pixels of the labels, see dress()
    double widestColumn = 0;

    int rowCount() const { return pattern->rowCount(); }
    int columnCount() const { return pattern->columnCount(); }
    /// A cell of the picture stands for several numbers.
    bool isPooled() const { return step > 1; }
    /// The row (or column) that a token is in; −1: none, it is hidden.
    int rowOf(int token) const;
    int columnOf(int token) const;
    /// Colours and fonts of the moment; in the window's thread.
    void dress();
    void setContrast(Contrast contrast);
    /// Row maxima for a picture of some of the rows: of each `step` rows of the pattern from `first` on.
    std::shared_ptr<const std::vector<float>> rowLargest(int first, int count, int step) const;
};

/// "A → B".
QString filterText(PairFilter filter);
/// "the largest", "the mean", "the sum".
QString poolRuleText(PoolRule rule);
/// What a legend's caption on the screen ends with: "; contrast: row maximum"; empty for the linear one, whose ticks say it.
QString contrastCaption(Contrast contrast);

/// Nothing without a trace or tokens.
std::optional<HeatmapRequest> heatmapRequest(const Session &session, const Selection &selection, PoolRule rule);
/// In any thread; not dressed. Nothing when stopped. Throws Error where the choice has no meaning. rowsDone counts up to the rows of the
/// pattern, of a difference three times.
std::optional<HeatmapContent> heatmapContent(
    const HeatmapRequest &request, const std::stop_token &stop = {}, std::atomic<int> *rowsDone = nullptr);

} // namespace headscope
