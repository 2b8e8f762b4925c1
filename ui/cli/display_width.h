// How many terminal cells a text takes, so that tables stay aligned with Chinese, Japanese, Korean and emoji in them.
// Trap: terminals disagree about joined emoji. A sequence joined with U+200D is counted as its first picture, which current
// terminals draw; older ones draw each part.
#pragma once

#include <string>
#include <string_view>

namespace headscope {

/// 0 for combining marks and joiners, 2 for wide characters, 1 otherwise; an ill-formed byte counts 1.
int displayWidth(std::string_view text);
/// The longest beginning that fits into `width` cells with "…" after it; `text` itself when it fits.
std::string elided(std::string_view text, int width);
/// `text` filled with spaces to `width` cells.
std::string padded(std::string_view text, int width, bool right);

} // namespace headscope
