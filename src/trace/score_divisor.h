// What scores are divided by, and how people write that number.
#pragma once

#include "src/models/config.h"

#include <optional>

namespace headscope {

struct ScoreDivisor {
    float value = 1; ///< 1: scores are not divided
    bool isRootOfHeadWidth = false; ///< √dₖ
    std::optional<int> radicand; ///< of a root of another whole number: 144 for 12 is not said, 200 for 14.14 is
};

ScoreDivisor scoreDivisor(const TransformerConfig &config, int layer);

} // namespace headscope
