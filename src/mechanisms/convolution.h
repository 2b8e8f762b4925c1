// Convolution along a text: each token hears its neighbours through one matrix for each place beside it. Gehring et al. 2017,
// arXiv:1705.03122, without its gates; torch.nn.Conv1d.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <cstdint>
#include <vector>

namespace headscope {

struct ConvolutionWeights {
    Matrix taps; ///< [O, D · width]: channel i of place j in column i · width + j, as torch.nn.Conv1d has it
    std::vector<float> bias; ///< [O]
    int width = 0;

    float tap(int out, int in, int place) const { return taps(out, in * width + place); }
};
/// Normal numbers of variance 1 / (D · width), bias 0.
ConvolutionWeights seededConvolution(int channels, int width, std::uint64_t seed);

/// Places of the kernel before the token itself: half of them, or all but its own where the mask is causal.
int placesBefore(const ConvolutionWeights &weights, const Mask &mask);

/// out(t) = b + Σ W(j) · v(t + j − before). What lies outside the text or
/// is hidden counts as 0. Throws Error where queries are not of the same text.
MechanismRun convolve(const ConvolutionWeights &weights, const MechanismInput &input, StepRecorder *steps);

} // namespace headscope
