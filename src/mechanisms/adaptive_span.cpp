#include "src/mechanisms/adaptive_span.h"

#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/normalisers.h"

#include <algorithm>
#include <cmath>

namespace headscope {

Recipe adaptiveSpan(const MechanismInput &input, double span, double ramp)
{
    Recipe recipe = scaledDotProduct(input);
    recipe.choose = [span, ramp, count = input.k.rows()](int query, std::vector<int> &keys) {
        const int farthest = static_cast<int>(std::ceil(span + ramp)) - 1; // where m is above 0
        for (int key = std::max(0, query - farthest); key <= query && key < count; ++key)
            keys.push_back(key);
    };
    recipe.weigh = [span, ramp](int query, std::span<const int> keys, std::span<float> scores) {
        softmax(scores);
        double sum = 0;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const double seen = std::clamp((ramp + span - (query - keys[i])) / ramp, 0.0, 1.0);
            scores[i] = static_cast<float>(scores[i] * seen);
            sum += scores[i];
        }
        for (float &score : scores)
            score = static_cast<float>(sum > 0 ? score / sum : 0);
    };
    recipe.specialsOfPair = 1;
    return recipe;
}

} // namespace headscope
