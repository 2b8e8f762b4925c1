// How strongly the first token reaches each later one: the derivative of an output with respect to its vector, exactly.
// Of networks that read the values, x is the value. Of attention, where a token's vector has become a query, a key and a value, a small
// step of the vector is added to all three, as if the three maps let it pass: through its value it changes what is handed over, through its
// key (and, for its own output, its query) how much.
#pragma once

#include "src/mechanisms/mechanisms.h"

#include <stop_token>
#include <vector>

namespace headscope {

/// Those whose derivatives are known here: recurrent networks, convolution, and attention whose weights are a softmax of q · k / √d (q and
/// k turned or with positions added), plus numbers that depend on places alone, over keys that places or the size of scores choose.
std::vector<const MechanismInfo *> mechanismsWithReach();

inline constexpr int kMostReached = 1024; ///< tokens

/// ‖∂out(t)/∂x(0)‖ / √d (Frobenius) for each t: how far output t moves, on root mean square, when the first token's vector takes a small
/// step of length 1 in any direction. 1 for a network that hands its input on. Empty when stop was requested. Throws Error for a mechanism
/// that is not one of those, for more tokens than kMostReached, and for attention whose values are not as wide as its queries.
std::vector<double> reachOfFirst(
    const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, const std::stop_token &stop = {});

} // namespace headscope
