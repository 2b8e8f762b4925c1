// Where a head is.
#pragma once

#include <compare>

namespace headscope {

struct HeadPlace {
    int layer = 0;
    int head = 0;
    auto operator<=>(const HeadPlace &) const = default;
};

} // namespace headscope
