// How scores of one query become weights. In place; scores are finite.
#pragma once

#include <cstdint>
#include <span>

namespace headscope {

/// exp(s / T) / Σ exp(s / T). Vaswani et al. 2017; temperature as in Hinton et al. 2015.
void softmax(std::span<float> scores, float temperature = 1);
/// All to the largest score; of equals to the first. Xu et al. 2015, "hard" attention without its draw.
void argmax(std::span<float> scores);
/// All to one key, drawn with the softmax's probabilities: Xu et al. 2015, section 4.1.
void drawnKey(std::span<float> scores, std::uint64_t seed, int query);
/// The nearest point of the simplex: max(s − τ, 0), τ such that the sum is 1. Martins and Astudillo 2016, algorithm 1.
void sparsemax(std::span<float> scores);
/// max(s/2 − τ, 0)². Peters et al. 2019, algorithm 2.
void entmax15(std::span<float> scores);
/// σ(s − log n), n the keys that are looked at. Ramapuram et al. 2024.
void sigmoidWeights(std::span<float> scores);
/// exp(s) / (exp(sink) + Σ exp(s)): what the sink takes goes nowhere. Sink 0 is Miller's softmax-off-by-one.
void softmaxWithSink(std::span<float> scores, float sink);
/// β(s) · Π (1 − β) over the keys between it and the query, β = σ(score): each key, beginning with the last, breaks off its share of what
/// is left. Tan et al. 2024, equation 4.
void stickBreaking(std::span<float> scores);
/// The k largest scores share the softmax, all others get 0; of equals the first. Gupta et al. 2021.
void softmaxOfLargest(std::span<float> scores, int k);

} // namespace headscope
