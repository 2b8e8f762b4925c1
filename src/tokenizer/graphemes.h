// What people take for one character: a letter with its accents, an emoji of several parts (Unicode, UAX #29).
#pragma once

#include "src/tokenizer/aligned_text.h"

#include <string_view>
#include <vector>

namespace headscope {

/// In order, without gaps. A byte that is no UTF-8 is one of its own or part of one.
std::vector<TextSpan> graphemesOf(std::string_view text);

} // namespace headscope
