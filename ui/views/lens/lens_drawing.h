// The lens from what is looked at to a figure, without a widget: the view and whoever has none go the same way.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/content_maker.h"
#include "ui/views/drawn_view.h"
#include "ui/views/lens/lens_figure.h"

namespace headscope {

/// What the numbers are made of.
struct LensSource {
    std::shared_ptr<const Trace> trace; ///< null: nothing
    int row = 0;
    int word = -1; ///< −1: the likeliest
    bool operator==(const LensSource &) const = default;
};

LensSource lensSource(const Session &session, const Selection &selection);
/// `before`: numbers whose lens is used again where it is the same; null: none.
ContentOrder<LensNumbers> lensOrder(const LensSource &source, const LensNumbers *before);

/// `numbers` null: an empty figure.
ViewFigure lensFigure(const std::shared_ptr<const LensNumbers> &numbers, HeadPlace head, const FigureParts &parts);
QString lensTitle(const LensNumbers *numbers);
/// Why there are no numbers, as far as that is known beforehand; empty: no reason.
QString whyNoLens(const Session &session);

DrawnView drawnLens(const Session &session, const Selection &selection);

} // namespace headscope
