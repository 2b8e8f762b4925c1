// The lines from what is looked at to a figure, without a widget: the view and whoever has none go the same way.
#pragma once

#include "ui/views/content_maker.h"
#include "ui/views/drawn_view.h"
#include "ui/views/lines/lines_painter.h"

namespace headscope {

inline constexpr double kColumnHeads = 22; ///< the height of "queries" and "keys" above the columns

ContentOrder<LinesPicture> linesOrder(const Session &session, const Selection &selection, const LinesRule &rule);
/// Are queries and keys of one text?
bool canArc(const LinesPicture &picture);
/// In the mode that is wanted, or else in columns.
LinesLayout linesLayout(const LinesPicture &picture, LinesMode mode, const QSizeF &room, double zoom);
LitTokens pinnedInLines(const LinesPicture &picture, const Selection &selection);

/// `picture` null: an empty figure. `alone`: the tokens whose lines are lit.
ViewFigure linesFigure(const std::shared_ptr<const LinesPicture> &picture, LinesMode mode, const LitTokens &alone, const LitTokens &pinned,
    const FigureParts &parts);
QString linesTitle(const Session &session, const Selection &selection);

DrawnView drawnLines(const Session &session, const Selection &selection);

} // namespace headscope
