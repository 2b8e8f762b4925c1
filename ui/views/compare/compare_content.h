// Two heads, texts, models or runs side by side: their numbers on one alignment of the tokens, and the difference.
#pragma once

#include "src/patterns/aligned_pattern.h"
#include "src/patterns/pattern_choice.h"
#include "ui/views/shared/matrix/matrix_painter.h"
#include "ui/views/shared/pattern/heatmap_card.h"

#include <QString>

#include <memory>
#include <stop_token>

namespace headscope {

/// What was looked at when it was pinned. Immutable; keeps the run's numbers in memory.
struct PinnedHead {
    std::shared_ptr<const Trace> trace;
    HeadPlace head;
    PatternChoice choice;
    bool operator==(const PinnedHead &) const = default;
};

struct CompareSide {
    PinnedHead pinned;
    std::shared_ptr<const Pattern> pattern;
    QString name; ///< "Storyteller · layer 1, head 2"
    QString text; ///< "“The cat sat”, 2 edits"
    QStringList rows; ///< labels of the pattern's own rows
    QStringList columns;
};

struct CompareContent {
    CompareSide a;
    CompareSide b;
    std::shared_ptr<const AlignedAxes> axes;
    QStringList rows; ///< labels of the picture's rows: A's where both have the token
    QStringList columns;
    int step = 1; ///< a cell stands for step × step pairs: the number of the largest size
    Matrix numbersOfA; ///< of the picture; NaN where A has no such token
    Matrix numbersOfB;
    Matrix difference;
    Matrix maskOfA; ///< −∞ where A may not look; empty where a cell stands for several pairs
    Matrix maskOfB;
    Matrix maskOfBoth;
    ValueRange range; ///< of A and B together, from 0; empty when nothing in them is a number
    ValueRange changes; ///< of the difference
    PatternComparison summary;
    AlignmentCount rowCount;
    AlignmentCount columnCount;
};

/// Sides of up to this many cells are drawn one cell a pair; longer ones are pooled.
inline constexpr int kMostCompared = 320;

/// Throws Error when a head is not in its run. Nothing when stopped.
std::optional<CompareContent> compareContent(const PinnedHead &a, const PinnedHead &b, const std::stop_token &stop = {});

/// "Storyteller · layer 1, head 2"; of several heads how they are put together.
QString nameOf(const PinnedHead &pinned);
/// "Rows: 12 in both, 1 only in A …" and "Mean |B − A| 0.043 …": a sentence each.
QStringList summaryOf(const CompareContent &content);
/// Both numbers of one cell of the picture.
HeatmapCard compareCard(const CompareContent &content, CellIndex cell);
/// The picture's cell of a query and a key of A (or of B); none: -1.
CellIndex cellOf(const CompareContent &content, bool ofB, int queryToken, int keyToken);

} // namespace headscope
