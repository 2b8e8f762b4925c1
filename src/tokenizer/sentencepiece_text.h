// How SentencePiece spells text in its pieces: ▁ (U+2581) for a space, <0xE2> for a byte of a character that has no piece.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace headscope {

/// The byte that a piece such as <0xE2> stands for.
std::optional<char> byteOfFallbackPiece(std::string_view piece);

/// The pieces <0x00> to <0xFF> by their byte: ids, -1 where `idOf` knows none.
std::array<int, 256> fallbackPieces(const std::function<std::optional<int>(std::string_view)> &idOf);

/// What a piece stands for. A lone ▁ that was typed cannot be told from a space.
std::string textOfSentencePiece(std::string_view piece);

} // namespace headscope
