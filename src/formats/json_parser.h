// From a JSON text to its document, in one pass. What Python's json module writes is read: beside the standard's numbers also NaN, Infinity
// and -Infinity, whole numbers of any length, and numbers beyond a double as ±∞ or 0; escapes of half a surrogate pair. A byte order mark
// may stand in front, UTF-16 may stand behind it.
// Trap: half a surrogate pair has no place in UTF-8. It is kept as the three bytes that it would have, which equal no text.
#pragma once

#include "src/formats/json_document.h"

#include <memory>
#include <string>
#include <string_view>

namespace headscope {

/// Throws Error naming `where`, line and column for text that is not one JSON value in valid UTF-8, and for nesting deeper than 500
/// levels; and before any memory is taken, for text that would take more than 1 GiB, itself included.
std::shared_ptr<const JsonDocument> parseJson(std::string_view text, std::string where);

} // namespace headscope
