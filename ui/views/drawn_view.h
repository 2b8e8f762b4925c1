// A view as an export has it: its picture, its title and its numbers. A view on the screen gives it (View::drawn), and where a painter does
// all of it a function makes it of a run and of what is looked at, without a widget (heads/head_views).
#pragma once

#include "src/export/number_table.h"
#include "src/trace/trace.h"

#include <QPainter>
#include <QSizeF>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace headscope {

/// What a figure has beside the picture itself.
struct FigureParts {
    bool title = true;
    bool legend = true;
    bool operator==(const FigureParts &) const = default;
};

/// A view's whole picture: made once, painted as often as one likes.
struct ViewFigure {
    QSizeF size; ///< natural, in logical pixels, independent of zoom and scroll
    std::function<void(QPainter &painter)> paint; ///< from (0, 0), in that size; null: there is nothing to paint
};

/// Paints it into `area`, scaled to fit: vectors and text, so that SVG and PDF stay sharp. Colours from Theme::current().
void paintFitting(QPainter &painter, const ViewFigure &figure, const QRectF &area);
/// The picture with a title over it.
ViewFigure withTitle(const ViewFigure &inner, const QString &title);

/// The numbers that a view shows, for a data file.
using ViewTable = NumberTable;

struct DrawnView {
    std::shared_ptr<const Trace> trace; ///< the run that it is of; null: none yet
    std::function<ViewFigure(const FigureParts &parts)> figure; ///< asked for in the theme and the size of letters that it is painted in
    QString title; ///< "Storyteller · layer 1, head 2 · scaled scores": the caption and default file name of an export
    StageKey key; ///< what it shows, for exporting data: a stage of a layer and head
    /// Its numbers where they are not simply that stage's; null: they are. Throws Error when there are too many.
    std::function<std::optional<ViewTable>()> table = {};
    bool showsHead = true; ///< the selection's, by its choice of measure, units and tokens
    bool offersTable = true; ///< its numbers are more than a stage's: they are exported as a table
};

} // namespace headscope
