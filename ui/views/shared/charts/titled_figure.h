// A figure of its own layout with a title over it, as an export has it.
#pragma once

#include "ui/views/view.h"

#include <QPainter>

#include <functional>

namespace headscope {

/// Size of a figure with its title, where `parts` has one.
QSizeF titledSize(const QSizeF &figure, const FigureParts &parts);
/// Scaled to fit `area`; `paint` draws the figure from (0, 0) in its own size.
void paintTitled(QPainter &painter, const QRectF &area, const QSizeF &figure, const QString &title, const FigureParts &parts,
    const std::function<void()> &paint);

} // namespace headscope
