#include "ui/views/text/text_layout.h"

#include "ui/views/shared/matrix/figure_font.h"

#include <QFontMetricsF>

#include <algorithm>

namespace headscope {

namespace {

constexpr double kPixels = 16;
constexpr double kLineHeight = 31;
constexpr double kInset = 1.5; // left and right of the text in its box
constexpr double kBetween = 0.7; // tokens of one word: their bounds must be seen, and the word still be read
constexpr double kParagraphGap = 8;

int spacesIn(std::string_view text)
{
    return static_cast<int>(std::count(text.begin(), text.end(), ' ') + std::count(text.begin(), text.end(), '\t'));
}

} // namespace

std::vector<TextPiece> textPieces(const TokenText &text, const std::vector<TokenSpan> &spans, TokenUnit unit)
{
    std::vector<TextPiece> pieces;
    pieces.reserve(spans.size());
    for (const TokenSpan &span : spans) {
        TextPiece piece;
        piece.special = text.isSpecial(span.first);
        piece.sentence = text.token(span.first).sequence;
        const std::string_view before = text.before(span.first);
        piece.gap = spacesIn(before);
        piece.breaksBefore = before.find('\n') != std::string_view::npos;
        const std::string_view first = text.surface(span.first);
        const std::string_view last = text.surface(span.last - 1);
        piece.breaksAfter = last.find('\n') != std::string_view::npos;
        const bool blank = isBlank(first) && span.last == span.first + 1;
        if (!blank)
            piece.spaces = spacesIn(first.substr(0, skipBlank(first)));
        // Half a character, or nothing but a space, has only its display.
        piece.text = QString::fromStdString(text.label(span, unit == TokenUnit::tokens && !blank ? TokenUnit::words : unit));
        pieces.push_back(std::move(piece));
    }
    return pieces;
}

TextLayout textLayout(const std::vector<TextPiece> &pieces, double width, double zoom)
{
    TextLayout layout;
    layout.pixels = kPixels * zoom;
    layout.lineHeight = kLineHeight * zoom;
    const QFontMetricsF metrics(figureFont(layout.pixels / figureZoom()));
    layout.spaceWidth = metrics.horizontalAdvance(QLatin1Char(' '));
    const double boxHeight = layout.lineHeight - 6 * zoom;
    std::vector<double> widths;
    widths.reserve(pieces.size());
    for (const TextPiece &piece : pieces)
        widths.push_back(metrics.horizontalAdvance(piece.text) + 2 * kInset);
    double x = 0;
    double y = 0;
    layout.boxes.reserve(pieces.size());
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const TextPiece &piece = pieces[i];
        if (i > 0 && (piece.breaksBefore || pieces[i - 1].breaksAfter)) {
            x = 0;
            y += layout.lineHeight + kParagraphGap * zoom;
        }
        const bool word = i == 0 || piece.gap > 0 || piece.spaces > 0 || piece.special || pieces[i - 1].special;
        const double gap = x > 0 ? piece.gap * layout.spaceWidth + kBetween : 0;
        double spaces = piece.spaces * layout.spaceWidth;
        // A word stays whole where it can.
        double need = gap + spaces + widths[i];
        if (word)
            for (std::size_t j = i + 1; j < pieces.size() && pieces[j].gap == 0 && pieces[j].spaces == 0 && !pieces[j].special
                 && !pieces[j].breaksBefore && !pieces[j - 1].breaksAfter && need <= width;
                 ++j)
                need += widths[j] + kBetween;
        const double own = gap + spaces + widths[i];
        if (x > 0 && x + (word && need <= width ? need : own) > width) {
            x = 0;
            y += layout.lineHeight;
            spaces = 0;
        } else {
            x += gap;
        }
        const double boxWidth = std::min(spaces + widths[i], width); // a sentence may be wider than the line: it is cut
        layout.boxes.push_back({x, y, boxWidth, boxHeight});
        x += boxWidth;
    }
    layout.height = pieces.empty() ? 0 : y + layout.lineHeight;
    return layout;
}

std::pair<int, int> TextLayout::between(double top, double bottom) const
{
    const auto first = std::partition_point(boxes.begin(), boxes.end(), [&](const QRectF &box) { return box.bottom() < top; });
    const auto last = std::partition_point(first, boxes.end(), [&](const QRectF &box) { return box.top() <= bottom; });
    return {static_cast<int>(first - boxes.begin()), static_cast<int>(last - boxes.begin())};
}

int TextLayout::pieceAt(const QPointF &point) const
{
    const auto [first, last] = between(point.y(), point.y());
    for (int piece = first; piece < last; ++piece)
        if (boxes[static_cast<std::size_t>(piece)].adjusted(-0.5, 0, 0.5, 0).contains(point))
            return piece;
    return -1;
}

} // namespace headscope
