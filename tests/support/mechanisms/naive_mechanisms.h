// Every mechanism in double precision, each from whole tables as its paper defines it.
#pragma once

#include "src/mechanisms/parameters.h"
#include "tests/support/naive_arithmetic.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

struct NaiveHead {
    NaiveTable q; ///< [T, Dh]
    NaiveTable k; ///< [S, Dh]
    NaiveTable v; ///< [S, Dv]
};

/// As MechanismInput.
struct NaiveInput : NaiveHead {
    std::vector<NaiveHead> heads;
    int head = 0;
    NaiveTable otherK;
    NaiveTable otherV;
    std::vector<std::array<int, 2>> edges;
    std::uint64_t seed = 1;
};

struct NaiveRun {
    std::optional<NaiveTable> weights; ///< of a mechanism that has such
    std::optional<NaiveTable> output; ///< where it is not simply weights · v
};

using NaiveDefinition = std::function<NaiveRun(const NaiveInput &, const Parameters &)>;
using NaiveDefinitions = std::map<std::string, NaiveDefinition, std::less<>>;

/// Nothing in a run whose definition draws (hard-sampled, bigbird, …): it has tests of its own. Throws std::out_of_range where a mechanism
/// has no definition.
NaiveRun naiveRun(std::string_view mechanism, const NaiveInput &input, const Parameters &parameters);

/// Of the groups scores, normalising and pairs, as far as keys are chosen by their places.
NaiveRun naiveRecipe(std::string_view mechanism, const NaiveInput &input, const Parameters &parameters);
NaiveDefinitions naiveHeads();
NaiveDefinitions naiveChoices(); ///< of pairs, by what they say
NaiveDefinitions naiveCheaper();
NaiveDefinitions naiveRecurrent();
NaiveDefinitions naivePositions();
NaiveDefinitions naiveAlgorithm();
NaiveDefinitions naiveSequences();
NaiveDefinitions naiveBeside();

} // namespace headscope
