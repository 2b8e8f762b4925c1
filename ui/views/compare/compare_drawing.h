// The comparison from what is looked at to a figure, without a widget: the view and whoever has none go the same way.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/compare/compare_figure.h"
#include "ui/views/content_maker.h"
#include "ui/views/drawn_view.h"

#include <optional>

namespace headscope {

/// A and B; nothing: it follows what is looked at, or there is none.
struct CompareSides {
    std::optional<PinnedHead> a;
    std::optional<PinnedHead> b;
    bool operator==(const CompareSides &) const = default;
};

/// What is looked at now; nothing without a run of its layer.
std::optional<PinnedHead> headLookedAt(const Session &session, const Selection &selection);
/// What is compared: the pinned sides with what is looked at in place of the other, or before and after the edits with nothing pinned.
CompareSides comparedSides(const Session &session, const Selection &selection, const CompareSides &pinned);
ContentOrder<CompareContent> compareOrder(const CompareSides &sides);

/// `content` null: an empty figure.
ViewFigure compareFigure(
    const std::shared_ptr<const CompareContent> &content, CompareShows shows, const QString &title, const FigureParts &parts);
/// B − A over the aligned tokens, NaN where one has no such token; of long texts as it is pooled. Nothing without content.
std::optional<ViewTable> compareTable(const CompareContent *content);
QString compareTitle(const CompareSides &sides);

DrawnView drawnComparison(const Session &session, const Selection &selection, const CompareSides &pinned);

} // namespace headscope
