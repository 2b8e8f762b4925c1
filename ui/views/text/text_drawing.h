// The shaded text from what is looked at to a figure, without a widget: the view and whoever has none go the same way.
#pragma once

#include "ui/views/content_maker.h"
#include "ui/views/drawn_view.h"
#include "ui/views/text/text_painter.h"

namespace headscope {

/// What a picture is about, as row and column of the pattern; −1: none.
struct TextTokens {
    int row = -1;
    int column = -1;
    bool operator==(const TextTokens &) const = default;
};

TextTokens pinnedInText(const ShownPatterns &shown, const Selection &selection);
ContentOrder<TextPicture> textOrder(const ShownPatterns &shown, TextMode mode, const TextTokens &tokens);

/// `picture` null: an empty figure.
ViewFigure textFigure(const std::shared_ptr<const TextPicture> &picture, const FigureParts &parts);
QString textTitle(const Session &session, const Selection &selection);

/// From the pinned token.
DrawnView drawnText(const Session &session, const Selection &selection);

} // namespace headscope
