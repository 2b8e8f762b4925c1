// The arithmetic of a pair from what is looked at to a figure, without a widget: the view and whoever has none go the same way.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/views/content_maker.h"
#include "ui/views/drawn_view.h"
#include "ui/views/pair/pair_figure.h"

namespace headscope {

/// Quick, and of the pair that is selected when the work is done: at once. Nothing without tokens.
ContentOrder<PairContent> pairOrder(const Session &session, const Selection &selection, ChannelOrder channels);

/// `content` null: an empty figure.
ViewFigure pairFigure(const std::shared_ptr<const PairContent> &content, const FigureParts &parts);
/// A row for each channel: q, k, q × k and its sum so far, v, α × v, and the sum over all keys. Nothing without content.
std::optional<ViewTable> pairTable(const PairContent *content);
QString pairTitle(const PairContent *content);

DrawnView drawnPair(const Session &session, const Selection &selection);

} // namespace headscope
