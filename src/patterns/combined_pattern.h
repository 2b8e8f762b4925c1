// Several heads as one picture: the mean, the largest or the smallest of their numbers, cell by cell.
#pragma once

#include "src/patterns/head_rules.h"
#include "src/patterns/pattern.h"

#include <memory>
#include <string>
#include <vector>

namespace headscope {

/// parts: at least one, all with the same rows and columns. `names` says which heads they are, for the formula: "1.4, 2.3".
/// Throws Error when the parts differ in rows or columns.
std::shared_ptr<const Pattern> combinedPattern(std::vector<std::shared_ptr<const Pattern>> parts, HeadRule rule, const std::string &names);

} // namespace headscope
