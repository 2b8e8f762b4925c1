// Reformer: tokens that point the same way fall into the same bucket, and only those are compared.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// Which of the two ways that are written down.
enum class LshRules {
    paper, ///< a query sees its own bucket, within its chunk and the one before it, and each key once (Kitaev et al. 2020, equations 3 to
           ///< 6)
    code, ///< all of the two chunks, as often as they are found, the first chunk after the last of the round before: transformers 5
};

struct LshChoices {
    int rounds = 1;
    int chunk = 64; ///< tokens of a chunk
    std::vector<int> factors = {}; ///< even numbers; buckets are their product. Empty: one bucket, nothing is hashed
    LshRules rules = LshRules::paper;
};

/// Factors of the number of buckets: 0 buckets are 2 · tokens / chunk, brought down to a power of two. `parts`: how many hashes a bucket's
/// number is put together from; 0: one for each doubling, so that hashing n tokens takes n · log n. Throws Error for a number of buckets
/// that is odd, or cannot be cut into as many parts.
std::vector<int> lshFactors(int tokens, int chunk, int buckets, int parts);
/// Seeded directions for all rounds: [rounds · half the sum of the factors, Dh].
Matrix lshRotations(int width, const LshChoices &choices, std::uint64_t seed);

/// Queries are their own keys: k(s) = q(s) / (√(mean of q(s)² + 1e-6) · √Dh). A bucket is the place of the largest of [R·q; −R·q] for each
/// factor (Andoni et al. 2015). Tokens are sorted by bucket, then by place, and cut into chunks. A token looks at itself only where it sees
/// nothing else. Rounds are joined by the logarithms of their sums. Throws Error where queries and keys are not of the same tokens.
MechanismRun lshAttention(const MechanismInput &input, const LshChoices &choices, const Matrix &rotations, StepRecorder *steps);

} // namespace headscope
