// Labels beside points so that none covers another: the most important first, each at the first free place around its point; the rest are
// left out.
#pragma once

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
};

/// wishes: most important first. distance: from the point to its label. Labels keep inside `area`, and at most `most` are placed.
/// obstacles: what labels keep off where they can; a label that would cover more than a few wherever it stands is left out.
std::vector<PlacedLabel> placeLabels(
    const std::vector<LabelWish> &wishes, const std::vector<QRectF> &obstacles, const QRectF &area, double distance, int most);

} // namespace headscope
