#include "src/formats/stored_tensor.h"

#include "src/error.h"
#include "src/formats/shape.h"

#include <algorithm>
#include <limits>

namespace headscope {

std::size_t countOf(std::span<const std::int64_t> shape, const std::string &where)
{
    constexpr const char *damaged = "The file is damaged or cut short; fetch it again";
    bool empty = false;
    for (const std::int64_t size : shape) {
        if (size < 0)
            throw Error("a size in the shape " + shapeText(shape) + " is negative", where, damaged);
        empty = empty || size == 0;
    }
    if (empty)
        return 0;
    std::size_t product = 1;
    for (const std::int64_t size : shape) {
        if (product > std::numeric_limits<std::size_t>::max() / 8 / static_cast<std::size_t>(size)) // 8: bytes of the largest number
            throw Error("the shape " + shapeText(shape) + " has more numbers than any file can hold", where, damaged);
        product *= static_cast<std::size_t>(size);
    }
    return product;
}

void sortByName(std::vector<StoredTensor> &tensors, const std::string &where)
{
    std::sort(tensors.begin(), tensors.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    const auto twin = std::adjacent_find(tensors.begin(), tensors.end(), [](const auto &a, const auto &b) { return a.name == b.name; });
    if (twin != tensors.end())
        throw Error("there are two tensors “" + twin->name + "”", where, "The file is broken; fetch or write it again");
}

const StoredTensor *findTensor(std::span<const StoredTensor> sorted, std::string_view name)
{
    const auto found
        = std::lower_bound(sorted.begin(), sorted.end(), name, [](const auto &tensor, auto wanted) { return tensor.name < wanted; });
    return found != sorted.end() && found->name == name ? &*found : nullptr;
}

} // namespace headscope
