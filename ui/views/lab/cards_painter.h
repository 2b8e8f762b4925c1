// Paints cards of the Lab: the same for the screen, PNG, SVG and PDF.
#pragma once

#include "ui/views/lab/cards_layout.h"
#include "ui/views/shared/matrix/cell_shape.h"
#include "ui/views/shared/matrix/matrix_layout.h"

#include <QFont>
#include <QPainter>

namespace headscope {

QFont cardTitleFont();
QFont cardFont();
QFont cardNumberFont();

struct CardLook {
    bool selected = false;
    bool hovered = false;
    bool onScreen = false; ///< what may not be looked at is hatched
};

/// Where the pattern's cells are: with the tokens as labels where there is room for them.
MatrixLayout patternLayout(const LabCard &card, const QRectF &area);
/// `card` null: there is none yet.
void paintCard(QPainter &painter, const CardWords &words, const LabCard *card, const CardPlace &place, const CardLook &look);
/// A query and a key of a pattern, and the number where they meet.
void paintPointedPair(QPainter &painter, const LabCard &card, const CardPlace &place, CellIndex cell);
QString weightText(float weight);

} // namespace headscope
