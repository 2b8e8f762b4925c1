// How a score stands in a cell, on the screen and in figures: a bar along its scale, and the number over it.
#pragma once

#include "src/scores/score_list.h"

#include <QPainter>
#include <QStringList>

#include <utility>
#include <vector>

namespace headscope {

/// The bar and the number, in the painter's font; nothing else of the cell. A scale with negative numbers has its zero in the middle.
void paintScore(QPainter &painter, const QRectF &cell, double value, const std::pair<double, double> &range);

/// The table as a figure: what is seen of it, all of its rows.
struct HeadTableFigure {
    QString title; ///< empty: none, and no room for it
    std::vector<ScoreId> columns;
    std::vector<std::pair<double, double>> ranges; ///< of each column
    QStringList names; ///< of each row: "3.8"
    std::vector<HeadRow> rows;
};
QSizeF headTableSize(const HeadTableFigure &figure);
void paintHeadTable(QPainter &painter, const HeadTableFigure &figure);

} // namespace headscope
