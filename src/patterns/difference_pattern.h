// How a pattern changed: one minus another of the same rows and columns.
#pragma once

#include "src/patterns/pattern.h"

#include <memory>

namespace headscope {

/// after − before, cell by cell; −∞ where both are −∞: not allowed then and now is not a change. Throws Error when rows or columns differ.
std::shared_ptr<const Pattern> differencePattern(std::shared_ptr<const Pattern> after, std::shared_ptr<const Pattern> before);

} // namespace headscope
