// A piece of text as people can read it, even where the piece is invisible or half a character.
// Trap: a byte-level piece may end in the middle of a character. Its bytes are shown one by one; drawn as text they would
// all look like the same U+FFFD.
#pragma once

#include <string>
#include <string_view>

namespace headscope {

/// Printable UTF-8 stays as it is. Space → ␣, line feed → ⏎, tab → ⇥; bytes of no character and control characters → ⟨0xF0⟩;
/// other spaces, invisible and unassigned characters → ⟨U+200D⟩; a combining mark with nothing to sit on gets ◌ before it.
/// Nothing at all → ∅. The result is valid UTF-8, never empty, and has no U+FFFD.
std::string displayText(std::string_view bytes);

} // namespace headscope
