// The heatmap, and heatmaps side by side, from what is looked at to a figure, without a widget: the view and whoever has none go the same
// way.
#pragma once

#include "ui/views/content_maker.h"
#include "ui/views/drawn_view.h"
#include "ui/views/heatmap/heatmap_figure.h"
#include "ui/views/heatmap/multiples_figure.h"

namespace headscope {

/// Of one picture. Nothing where there is nothing to show or the choice has no meaning.
std::optional<HeatmapContent> heatmapNow(const std::optional<HeatmapRequest> &request);
/// `content` nothing: an empty figure. `pinned`: the query, a token; −1: none.
ViewFigure heatmapFigure(std::optional<HeatmapContent> content, int pinned, const FigureParts &parts);
QString heatmapTitle(const std::optional<HeatmapContent> &content);

ContentOrder<MultiplesPicture> multiplesOrder(const Session &session, const Selection &selection);
/// The row of the pinned query; −1: none.
int pinnedInMultiples(const MultiplesPicture &picture, const Selection &selection);
/// `picture` null: an empty figure.
ViewFigure multiplesFigure(
    const std::shared_ptr<const MultiplesPicture> &picture, int pinnedRow, const FigureParts &parts, Contrast contrast = Contrast::linear);
QString multiplesTitle(const Session &session, const Selection &selection);

/// Does every chosen head have a picture of its own?
bool isSideBySide(const Selection &selection);
DrawnView drawnHeatmap(const Session &session, const Selection &selection);

} // namespace headscope
