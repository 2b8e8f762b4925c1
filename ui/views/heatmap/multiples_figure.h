// Heatmaps of several heads side by side, all with one scale, so that a number has one colour: content, places and paint.
#pragma once

#include "src/patterns/pooled_pattern.h"
#include "ui/views/shared/matrix/legend_painter.h"
#include "ui/views/shared/matrix/matrix_painter.h"
#include "ui/views/shared/matrix/value_range.h"
#include "ui/views/shared/pattern/shown_patterns.h"

#include <QPainter>

#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

struct MultiplesPicture {
    ShownPatterns shown;
    std::vector<PooledPattern> pools; ///< one for each head
    std::vector<Matrix> masks; ///< of each: −∞ where it may not look; empty ones where cells are pooled
    bool diverging = false; ///< scores
    double low = 0; ///< what the colours span
    double high = 1;
    ValueRange numbers; ///< what there is

    bool isPooled() const { return !pools.empty() && pools.front().step > 1; }
};

/// Nothing when stopped.
std::optional<MultiplesPicture> multiplesPicture(ShownPatterns shown, const std::stop_token &stop = {});

struct MultiplesPlacement {
    std::vector<QRectF> frames; ///< of each head's cells
    QRectF legend; ///< empty: none
    double nameHeight = 24; ///< above each frame
    double labelWidth = 0; ///< left of the frames; 0: labels have no room
    QSizeF cell; ///< on the screen
    double columnLabels = 0; ///< on the screen: height of their labels, above each frame; 0: none
    bool turnedLabels = false;

    /// Of the rightmost frame.
    double right() const;
    /// A head's cells with the labels that stand beside them.
    MatrixLayout layoutOf(std::size_t head, const MultiplesPicture &picture) const;

    struct Cell {
        int head = -1;
        int row = -1;
        int column = -1;
        bool operator==(const Cell &) const = default;
    };
    /// −1: none; over a head's name its row and column are −1.
    Cell cellAt(const MultiplesPicture &picture, const QPointF &point) const;
};

/// The arrangement with the largest pictures, for a figure.
MultiplesPlacement placeMultiples(const MultiplesPicture &picture, const QRectF &area, bool withLegend = true);
/// All of a figure. row: marked in every picture; −1: none.
void paintMultiples(
    QPainter &painter, const MultiplesPicture &picture, const MultiplesPlacement &place, int row, Contrast contrast = Contrast::linear);

/// For the window: with digits in the cells where an arrangement has room for them, else the one with the largest cells.
MultiplesPlacement placeMultiplesOnScreen(const MultiplesPicture &picture, const QRectF &area, Contrast contrast);
/// In two parts: what stays, and what follows the pointer (row and column −1: none).
void paintMultiplesCells(QPainter &painter, const MultiplesPicture &picture, const MultiplesPlacement &place, Contrast contrast);
void paintMultiplesMarks(QPainter &painter, const MultiplesPicture &picture, const MultiplesPlacement &place, int row, int column);

} // namespace headscope
