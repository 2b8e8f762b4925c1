// Paints the lines view: the same code for the window and for exports. Only what lies in sight is drawn.
#pragma once

#include "ui/views/lines/lines_layout.h"

#include <QPainter>

namespace headscope {

/// Tokens whose lines are lit: all lines of a query, or of a key, or the one between both; −1: any.
struct LitTokens {
    int row = -1;
    int column = -1;
    bool any() const { return row >= 0 || column >= 0; }
    bool lights(int pairRow, int pairColumn) const { return (row < 0 || row == pairRow) && (column < 0 || column == pairColumn); }
    bool operator==(const LitTokens &) const = default;
};

/// Drawn at once at most; the strongest in sight are, and the return value says whether others were left out.
inline constexpr int kMostPainted = 5000;

/// Lines of `lit` (or all) between two heights of the picture. mostOfQuery: only so many of each head's strongest from a query, and from
/// queries in sight alone; 0: all.
bool paintLines(QPainter &painter, const LinesPicture &picture, const LinesLayout &layout, const LitTokens &lit, double top, double bottom,
    int mostOfQuery = 0);
/// Labels; those of `pinned` are in the accent colour, tokens at the other end of lit lines in bold.
void paintTokens(QPainter &painter, const LinesPicture &picture, const LinesLayout &layout, const LitTokens &lit, const LitTokens &pinned,
    double top, double bottom);
/// "queries" and "keys" above the columns.
void paintColumnHeads(QPainter &painter, const LinesLayout &layout, double height);

/// Which numbers which lines stand for, the heads' colours, and the rule.
double linesLegendHeight(const LinesPicture &picture, double width);
void paintLinesLegend(QPainter &painter, const LinesPicture &picture, const QRectF &area);

QColor lineColor(const LineSet &set);

} // namespace headscope
