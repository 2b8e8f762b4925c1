// Labels beside points so that none covers another: the most important first, each at the first free place around its point. Those that
// find none may stand apart, at a leader line that crosses no label; the rest are left out.
#pragma once

#include <QLineF>
#include <QRectF>
#include <QSizeF>

#include <vector>

namespace headscope {

struct LabelWish {
    int index = 0; ///< the caller's
    QPointF at; ///< the point
    QSizeF size; ///< of the text
};

struct PlacedLabel {
    int index = 0;
    QRectF rect;
    QLineF leader; ///< from the point; null: the label stands beside it
};

struct LabelRoom {
    QRectF area; ///< labels keep inside it
    double distance = 6; ///< from a point to its label
    int most = 1000; ///< labels
    std::vector<QRectF> taken = {}; ///< by other texts: no label covers any
    double furthest = 0; ///< length of a leader; 0: there are none
};

/// wishes: most important first. obstacles: what labels keep off where they can; a label that would cover more than a few wherever it
/// stands is left out.
std::vector<PlacedLabel> placeLabels(const std::vector<LabelWish> &wishes, const std::vector<QRectF> &obstacles, const LabelRoom &room);

} // namespace headscope
