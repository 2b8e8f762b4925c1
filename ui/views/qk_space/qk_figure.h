// Paints the Q·K space: queries as dots, keys as diamonds, lines for the strongest pairs, labels that do not cover each other.
#pragma once

#include "ui/views/qk_space/qk_content.h"

#include <QPainter>
#include <QRectF>

#include <optional>

namespace headscope {

/// Which part of the plane is seen: both axes have the same scale, or distances would lie.
struct QkCamera {
    double zoom = 1; ///< 1: everything fits
    QPointF centre; ///< of the picture, in the plane
};

struct QkPlacement {
    QRectF plot; ///< where points are
    QRectF words; ///< the lines of text below
    double scale = 1; ///< pixels for one unit
    QPointF centre; ///< of the plane, at the middle of the plot

    QPointF toScreen(const QPointF &at) const
    {
        return {plot.center().x() + (at.x() - centre.x()) * scale, plot.center().y() - (at.y() - centre.y()) * scale};
    }
    QPointF toPlane(const QPointF &at) const
    {
        return {centre.x() + (at.x() - plot.center().x()) / scale, centre.y() - (at.y() - plot.center().y()) / scale};
    }
};

/// `camera.centre` counts only when zoomed in.
QkPlacement placeQk(const QkContent &content, const QkOptions &options, const QRectF &area, const QkCamera &camera);
/// Axes, lines, points and labels. pinned: on the screen, the pinned point, −1: none. Its lines to the tokens it pairs with most lie below
/// the names; those keep off the one that paintQkPoint() gives it, may stand apart at leader lines, and it is said how many were left out.
void paintQkPoints(QPainter &painter, const QkContent &content, const QkOptions &options, const QkPlacement &place,
    std::optional<int> pinned = std::nullopt);
/// What the marks and colours mean, and what is seen.
void paintQkWords(QPainter &painter, const QkContent &content, const QkOptions &options, const QkPlacement &place);
/// One point stressed: the pinned one in the accent colour, another with its lines.
void paintQkPoint(QPainter &painter, const QkContent &content, const QkPlacement &place, int point, bool isPinned);
/// The nearest point within reach of the pointer; -1: none.
int pointAt(const QkContent &content, const QkPlacement &place, const QPointF &position);

} // namespace headscope
