// One mechanism beside full attention on the same queries, keys and values: what a card of the Lab says.
#pragma once

#include "src/mechanisms/mechanisms.h"

#include <optional>
#include <stop_token>

namespace headscope {

/// How far news travels along who looks at whom.
struct Travel {
    int steps = 0; ///< the most, between two tokens that hear of each other at all
    bool reachesAll = true; ///< everybody that the mask lets hear of a token does, in some number of steps
};

struct Comparison {
    const MechanismInfo *mechanism = nullptr;
    Parameters parameters{{}};
    MechanismRun run;
    /// Its weights, or the implied ones; null: it has none, or they are of more than kMostImplied tokens.
    std::shared_ptr<const Pattern> pattern;
    double difference = 0; ///< ‖out − full‖ / ‖full‖; an error where the mechanism approximates
    std::optional<double>
        largestChange; ///< of a weight; nothing where there is no pattern, or one over another text, or more tokens than kMostWeighed
    std::optional<Travel> travel; ///< as above
};

inline constexpr int kMostImplied = 512; ///< tokens; an implied pattern is n runs in one
inline constexpr int kMostWeighed = 1024; ///< tokens whose weights are compared one by one

/// `full`: of the same input. Throws Error where the mechanism cannot be had for it.
Comparison compareWithFull(
    const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, const MechanismRun &full);

/// A pair of the pattern is a link from the key to the query. A token has heard of itself.
Travel travelOf(const Pattern &pattern, const Mask &mask);

/// Seconds of `mechanism` by those of full attention: the median of `rounds` in which the two take turns; less where stopped.
double timeBesideFull(const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, int rounds,
    const std::stop_token &stop = {});

} // namespace headscope
