#include "src/formats/shape.h"

#include "src/error.h"

#include <limits>

namespace headscope {

std::string shapeText(std::span<const std::int64_t> shape)
{
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i)
        text.append(i == 0 ? "" : ", ").append(std::to_string(shape[i]));
    return text + "]";
}

void checkShape(std::span<const std::int64_t> shape, std::size_t count, const std::string &what)
{
    std::size_t product = 1;
    bool fits = true;
    for (const std::int64_t size : shape) {
        fits = fits && size >= 0 && (size == 0 || product <= std::numeric_limits<std::size_t>::max() / static_cast<std::size_t>(size));
        product = fits ? product * static_cast<std::size_t>(size) : 0;
    }
    if (!fits || product != count)
        throw Error("the shape " + shapeText(shape) + " does not fit " + std::to_string(count) + " values", what);
}

} // namespace headscope
