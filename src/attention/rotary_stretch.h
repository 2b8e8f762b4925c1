// Rotary positions stretched to texts longer than those that a model was trained for: the pairs of channels turn slower.
// Linear: Chen et al. 2023, arXiv:2306.15595. NTK-aware and YaRN: Peng et al. 2023, arXiv:2309.00071, sections 3.1 to 3.4.
// Trap: the paper's ramp of YaRN runs over the turns of a pair, the official code's over the pair's number; this is the code's.
#pragma once

#include <vector>

namespace headscope {

/// Positions pressed together: every frequency divided by the factor.
void stretchLinearly(double factor, std::vector<float> &frequencies);

/// base · factor^(dims / (dims − 2)): the fastest pair turns as before, the slowest `factor` times slower. dims > 2.
double ntkBase(double base, double factor, int dims);

struct YarnStretch {
    double factor = 1;
    int context = 0; ///< of the model as it was trained
    double fast = 32; ///< pairs that turn around more often than that within the context stay
    double slow = 1; ///< those that turn less often are divided by the factor; between the two it fades over
    bool truncate = true; ///< to whole pairs
};
/// `dims` may be odd: it is what the frequencies were made for. base > 1.
void stretchLikeYarn(const YarnStretch &stretch, double base, int dims, std::vector<float> &frequencies);
/// What YaRN multiplies sine and cosine by: 0.1 · scale · ln factor + 1.
double yarnTemperature(double factor, double scale = 1);

} // namespace headscope
