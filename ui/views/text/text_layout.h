// The text as people read it, cut into its tokens: where each stands when lines wrap at words. Spaces that a token begins with are inside
// its box, so that its bounds are seen; what stands between tokens is left free.
#pragma once

#include "src/patterns/token_text.h"

#include <QPointF>
#include <QRectF>
#include <QString>

#include <vector>

namespace headscope {

struct TextPiece {
    QString text; ///< what is drawn
    int spaces = 0; ///< of its own before it
    int gap = 0; ///< spaces between the piece before and this one
    bool breaksBefore = false; ///< a line of the typed text ended before it
    bool breaksAfter = false; ///< it is, or ends with, a line feed
    bool special = false;
    int sentence = -1; ///< of a pair: 0 or 1
};

/// One for each span.
std::vector<TextPiece> textPieces(const TokenText &text, const std::vector<TokenSpan> &spans, TokenUnit unit);

struct TextLayout {
    std::vector<QRectF> boxes; ///< one for each piece, top to bottom
    double spaceWidth = 0;
    double height = 0;
    double pixels = 16; ///< size of the font, the zoom included
    double lineHeight = 30;

    /// −1: none.
    int pieceAt(const QPointF &point) const;
    /// The first and one past the last piece between these heights.
    std::pair<int, int> between(double top, double bottom) const;
};

/// zoom: 1 normally.
TextLayout textLayout(const std::vector<TextPiece> &pieces, double width, double zoom);

} // namespace headscope
