// The first stage: the pieces of the text with their ids and bytes, as a table that flows into several columns.
#pragma once

#include "src/trace/trace.h"

#include <QPainter>
#include <QRectF>

#include <optional>
#include <string_view>
#include <vector>

namespace headscope {

struct TokenTableLayout {
    QRectF area; ///< beneath the heading
    QSizeF entry; ///< one token's row
    int perColumn = 1; ///< rows of one column of the table
    int columns = 1;
    double scale = 1; ///< of its letters
    int first = 0; ///< first token that shows
    int count = 0; ///< tokens in all

    int capacity() const { return perColumn * columns; }
    QRectF entryRect(int token) const; ///< empty when scrolled out
    std::optional<int> tokenAt(const QPointF &position) const;
};

/// The tokens of one text of a run, and the typed texts that their bytes are of.
struct TokenTable {
    const std::vector<Token> *tokens = nullptr;
    std::string_view texts[2]; ///< by Token::sequence
};
TokenTable tokenTableOf(const Trace &trace, int stack);

/// As a figure has it: letters of one size.
TokenTableLayout layOutTokens(const std::vector<Token> &tokens, const QRectF &area, int first);
/// As a screen has it: few tokens fill the area with larger letters, more of them share it in columns of one length.
TokenTableLayout layOutTokensOnScreen(const std::vector<Token> &tokens, const QRectF &area, int first);
/// Only the first `filled` tokens; `lit` is highlighted.
void paintTokens(QPainter &painter, const TokenTable &table, const TokenTableLayout &layout, int lit, int filled);
/// "63 61 74"
QString tokenBytes(const TokenTable &table, int token);
QString tokenTip(const TokenTable &table, int token);

} // namespace headscope
