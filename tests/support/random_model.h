// Small models with seeded random weights, built in memory, and a tokenizer that makes one token of every byte.
#pragma once

#include "src/models/model.h"

#include <cstdint>
#include <memory>
#include <string>

namespace headscope {

/// 2 layers, 3 heads of 5, width 15, inner 22, 29 entries, 300 positions: pre-norm, learned positions, causal, GELU.
TransformerConfig smallConfig();

/// The same rules for every layer: with or without a causal mask, scores divided by √Dh or not. Fills config.layerConfigs.
void setRules(TransformerConfig &config, bool causal, bool scaled);

struct RandomParts {
    bool biases = true;
    bool normShifts = true;
    bool outputBias = false;
};

/// Weights of the size that trained models have, so that attention is neither flat nor a single spike. Fields of `config` decide
/// which tensors exist; an untied output gets its own matrix. Layers without rules of their own get those of the last that has some.
std::shared_ptr<const Model> randomModel(const TransformerConfig &config, std::uint32_t seed, RandomParts parts = {});

/// `count` letters; which ones follows from the seed.
std::string randomText(int count, std::uint32_t seed);

} // namespace headscope
