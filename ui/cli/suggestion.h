// "Did you mean …?" for a mistyped name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// The name nearest to `word` by letters changed, added, left out or swapped; empty when none is near.
std::string nearestName(std::string_view word, const std::vector<std::string> &names);
/// " Did you mean “weights”?", or nothing when no name is near.
std::string suggestion(std::string_view word, const std::vector<std::string> &names);

} // namespace headscope
