// The largest numbers of a pattern, found block by block: what is drawn as lines. Never an object for each of n × n pairs.
#pragma once

#include "src/patterns/pattern.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace headscope {

struct StrongPair {
    int row = 0; ///< of the pattern
    int column = 0;
    float value = 0;
    bool operator==(const StrongPair &) const = default;
};

struct StrongestPairs {
    std::vector<StrongPair> pairs; ///< largest first; of equal ones the one that is read first
    double total = 0; ///< of all numbers above 0

    /// How many of `pairs` are at least this large.
    int countFrom(float least) const;
    /// How many of the largest make up this share of the total; all, if they do not reach it.
    int countOfShare(double share) const;
    /// What part of the total the first `count` are.
    double shareOf(int count) const;
};

/// The `most` largest numbers above 0. Memory: one block of rows and `most` pairs. What was found so far when stop is requested.
StrongestPairs strongestPairs(const Pattern &pattern, int most, const std::stop_token &stop = {});

} // namespace headscope
