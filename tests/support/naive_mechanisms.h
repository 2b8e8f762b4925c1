// The weights of every mechanism, in double precision, each from the whole n × n table as its paper defines it.
#pragma once

#include "src/mechanisms/parameters.h"
#include "tests/support/naive_arithmetic.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace headscope {

/// Nothing where a definition draws: hard-sampled and bigbird. q [T, Dh], k [S, Dh].
std::optional<NaiveTable> naiveWeights(
    std::string_view mechanism, const NaiveTable &q, const NaiveTable &k, const Parameters &parameters, std::uint64_t seed);

} // namespace headscope
