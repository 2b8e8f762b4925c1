// Induction where nothing but repetition can help: random tokens, said twice. Olsson et al. 2022, arXiv:2209.11895 (prefix matching): how
// much of its attention a token of the second half gives to the token that followed it in the first.
#pragma once

#include "src/engine.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

namespace headscope {

struct RepeatedTokens {
    int length = 50; ///< N different tokens, then the same again; fewer where the context or the vocabulary is small
    int sequences = 4; ///< the score is their mean
    std::uint32_t seed = 1; ///< of the first; the others take the next
};

/// The ids of one sequence, both halves: ordinary entries of the vocabulary, no special tokens, all different within a half. What the
/// tokenizer puts before every text is not in it. Throws Error for a vocabulary or context that leaves no room for two tokens and two
/// again.
std::vector<int> repeatedTokens(const Model &model, const RepeatedTokens &settings, int sequence);

/// The score of every head, layer by layer, in runs without edits. Nothing when stop was requested. Throws Error for encoder-decoders: the
/// text they read and the text they write are two.
std::optional<std::vector<double>> inductionOnRepeats(
    Engine &engine, const RepeatedTokens &settings, std::stop_token stop = {}, const std::function<void(double share)> &progress = {});

} // namespace headscope
