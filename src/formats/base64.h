// Base64 (RFC 4648), as JSON files carry bytes.
#pragma once

#include <string>
#include <string_view>

namespace headscope {

/// The bytes that `text` spells, with or without = at its end. Throws Error, naming `where`, for a character outside the alphabet
/// and for a length that no bytes have.
std::string bytesOfBase64(std::string_view text, const std::string &where);

} // namespace headscope
