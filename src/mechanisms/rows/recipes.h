// What recipes of several rows share: the usual comparison, the usual end.
#pragma once

#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/key_rules.h"
#include "src/mechanisms/normalisers.h"

namespace headscope {

inline constexpr std::string_view kSeeded = "the matrices and vectors that training would find are normal numbers of the seed";
inline constexpr std::string_view kSoftmaxOf = "A(t, s) = softmax over s of q(t)·k(s) / √d";
inline constexpr Paper kVaswani{"Vaswani et al.", 2017, "arXiv:1706.03762"};

/// The usual end: a softmax over what was compared.
inline Recipe withSoftmax(Recipe recipe, float temperature = 1)
{
    recipe.weigh = [temperature](int, std::span<const int>, std::span<float> scores) { softmax(scores, temperature); };
    recipe.specialsOfPair += 1;
    return recipe;
}

/// The usual comparison and another end.
template <typename Weigh>
Recipe weighedBy(const MechanismInput &input, bool sumsToOne, const Weigh &weigh, double specials = 1)
{
    Recipe recipe = scaledDotProduct(input);
    recipe.weigh = [weigh](int query, std::span<const int>, std::span<float> scores) { weigh(query, scores); };
    recipe.specialsOfPair = specials;
    recipe.rowsSumToOne = sumsToOne;
    return recipe;
}

/// The usual comparison and end over these keys.
inline Recipe among(const MechanismInput &input, KeyRule rule)
{
    Recipe recipe = withSoftmax(scaledDotProduct(input));
    recipe.choose = std::move(rule);
    return recipe;
}

} // namespace headscope
