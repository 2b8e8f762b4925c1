// What positions do: what each way of telling them adds to the scores as tokens are farther apart, and what becomes of an output when the
// words are shuffled.
#pragma once

#include "src/mechanisms/mechanisms.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace headscope {

struct PositionReach {
    std::vector<int> distances; ///< s − t of the pairs that are looked at, ascending
    /// For each of them the mean over its pairs of the score with positions less q · k / √d.
    std::vector<double> added;
    /// The score, with positions, of a query and a key of nothing but ones: the same for each pair of a distance where positions are told
    /// by distances; else the mean.
    std::vector<double> ofOnes;
    double onesAlone = 0; ///< without positions: √d
    /// Of rotary positions the mean score if each pair of channels of query and key pointed the same way: Σ ‖q(i)‖ · ‖k(i)‖ · cos(θ(i) · (s
    /// − t)) / √d with the mean lengths of each pair. Empty for others.
    std::vector<double> envelope;
};

/// Of a mechanism of the group of positions; distances are empty when stop was requested. Throws Error for another mechanism.
PositionReach positionReach(
    const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, const std::stop_token &stop = {});

struct Shuffle {
    std::vector<int> order; ///< which token stands at each place
    double largestChange = 0; ///< of a number of the output, the rows put back in order
    double difference = 0; ///< ‖shuffled − before‖ / ‖before‖
};

/// The tokens (their queries, keys and values, what hides and what joins them) in an order that is drawn. A causal mask stays as it is:
/// what it hides depends on places, and by that it tells them. Throws Error where queries and keys are not of one text.
Shuffle shuffled(const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, std::uint64_t seed);

} // namespace headscope
