// Where the Lab's queries, keys and values come from: a head of the open model, or drawn numbers.
#pragma once

#include "src/mechanisms/mechanism.h"
#include "src/trace/trace.h"

#include <cstdint>

namespace headscope {

/// Of one head for the trace's text, as they meet in its scores (rotated, normalised), with all heads of its layer beside them; of heads
/// that share keys and values each has them. The mask hides nothing. The place must be one of the model's, and its layer done. `seed` is
/// for what a trained model would have learned.
MechanismInput headInput(const Trace &trace, int layer, int head, std::uint64_t seed);

/// The same with keys and values of a second text, of the same model, layer and head, for mechanisms between two texts.
MechanismInput withSecondText(MechanismInput input, const Trace &second, int layer, int head);

struct RandomInput {
    int tokens = 32;
    int width = 8;
    int heads = 1;
    std::uint64_t seed = 1;
    int otherTokens = 0; ///< of a second text; 0: there is none
    bool operator==(const RandomInput &) const = default;
};
/// Normal numbers of variance 1.
MechanismInput randomInput(const RandomInput &sizes);

} // namespace headscope
