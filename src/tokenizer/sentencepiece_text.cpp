#include "src/tokenizer/sentencepiece_text.h"

namespace headscope {

namespace {

constexpr std::string_view kSpace = "▁";
constexpr std::string_view kUpperDigits = "0123456789ABCDEF";

int valueOfDigit(char digit)
{
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    const std::size_t value = kUpperDigits.find(digit);
    return value == kUpperDigits.npos ? -1 : static_cast<int>(value);
}

} // namespace

std::optional<char> byteOfFallbackPiece(std::string_view piece)
{
    if (piece.size() != 6 || !piece.starts_with("<0x") || piece.back() != '>')
        return std::nullopt;
    const int high = valueOfDigit(piece[3]);
    const int low = valueOfDigit(piece[4]);
    return high < 0 || low < 0 ? std::nullopt : std::optional<char>(static_cast<char>(16 * high + low));
}

std::array<int, 256> fallbackPieces(const std::function<std::optional<int>(std::string_view)> &idOf)
{
    std::array<int, 256> pieces{};
    for (std::size_t byte = 0; byte < pieces.size(); ++byte) {
        std::string piece = "<0x00>";
        piece[3] = kUpperDigits[byte >> 4];
        piece[4] = kUpperDigits[byte & 15];
        pieces[byte] = idOf(piece).value_or(-1);
    }
    return pieces;
}

std::string textOfSentencePiece(std::string_view piece)
{
    if (const std::optional<char> byte = byteOfFallbackPiece(piece))
        return std::string(1, *byte);
    std::string text;
    std::size_t done = 0;
    for (std::size_t at; (at = piece.find(kSpace, done)) != piece.npos; done = at + kSpace.size())
        text.append(piece.substr(done, at - done)).append(1, ' ');
    return text.append(piece.substr(done));
}

} // namespace headscope
