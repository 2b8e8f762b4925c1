// Words from outside (files, folders, servers, arguments) as they may be shown: whatever would steer a terminal or turn the order of a line
// is written out, so that nobody's words can pass for ours.
#pragma once

#include <string>
#include <string_view>

namespace headscope {

/// Does this character steer the display instead of standing for itself? Control characters (C0, DEL, C1), the line and paragraph
/// separators, and the embeddings, overrides and isolates of UAX #9. Joiners and the marks of direction belong to people's writing.
bool steersDisplay(char32_t character);

/// "⟨0x1B⟩", "⟨U+202E⟩".
void appendVisibleByte(std::string &text, unsigned char byte);
void appendVisibleCode(std::string &text, char32_t codePoint);

/// One line of valid UTF-8: what steers the display and every ill-formed byte is written out; all else stays.
std::string visibleText(std::string_view words);
/// The same for a text of several lines: line feeds stay, and the carriage return before one.
std::string visibleLines(std::string_view text);

} // namespace headscope
