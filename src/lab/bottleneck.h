// The bottleneck of sequence-to-sequence networks: all of a text in one vector (Cho et al. 2014, Sutskever et al. 2014), against attention
// over all states (Bahdanau et al. 2014), on the same seeded network. How much of each token is still in what a decoder is given is a
// derivative, and exact. The encoder is a GRU over the values, in one direction, as the network with one vector has it (Bahdanau's reads in
// both). The decoder is another, which hears its context alone: an untrained one has no words to go on from. It starts from the encoder's
// last state. Weights are of the seed, and what is aligned with what means nothing; what is lost on the way does.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

inline constexpr int kMostBottleneck = 64; ///< tokens

struct Bottleneck {
    Matrix states; ///< of the encoder, a row for each token [T, H]
    Matrix alignment; ///< Bahdanau's weights: decoder steps by tokens [M, T]
    /// ‖∂c/∂x(s)‖ / √d (Frobenius) of each token's vector x(s), as in reach.h: of the last state, which is the context of every step …
    std::vector<double> fixed; ///< [T]
    std::vector<std::vector<double>> attended; ///< … and of attention's context at each step [M][T]
};

/// `steps`: of the decoder, at least 1. Nothing when stop was requested. Throws Error for more tokens than kMostBottleneck, none, and a
/// mask that a network cannot keep to.
std::optional<Bottleneck> bottleneckOf(const MechanismInput &input, int steps,
    const std::function<void(int done, int tokens)> &progress = {}, const std::stop_token &stop = {});

} // namespace headscope
