// Shapes of arrays that are written to files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace headscope {

/// Throws Error naming `what` unless the shape's product is `count`; an empty shape is one number.
void checkShape(std::span<const std::int64_t> shape, std::size_t count, const std::string &what);

/// "[3, 4]"
std::string shapeText(std::span<const std::int64_t> shape);

} // namespace headscope
