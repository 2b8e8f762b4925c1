// Small models with seeded random weights, built in memory, and a tokenizer that makes one token of every byte.
#pragma once

#include "src/models/model.h"
#include "src/tensor/dtype.h"

#include <cstdint>
#include <memory>
#include <string>

namespace headscope {

struct ModelWeights; // src/models/weights.h

/// 2 layers, 3 heads of 5, width 15, inner 22, 29 entries, 300 positions: pre-norm, learned positions, causal, GELU.
TransformerConfig smallConfig();

/// The same rules for every layer: with or without a causal mask, scores divided by √Dh or not. Fills config.layerConfigs.
void setRules(TransformerConfig &config, bool causal, bool scaled);

struct RandomParts {
    bool biases = true;
    bool normShifts = true;
    bool outputBias = false;
    DType type = DType::f32; ///< of the matrices: f32, f16 or bf16
    bool normsOfEachHead = false; ///< of queries and keys: gains of each head's own, not one list for all
};

/// Any configuration that makes sense, one or two stacks of small sizes, as the seed decides: every field of TransformerConfig takes each
/// of its values somewhere among a few hundred seeds.
TransformerConfig randomConfig(std::uint32_t seed);

/// Weights of the size that trained models have, so that attention is neither flat nor a single spike. Fields of `config` decide
/// which tensors exist; an untied output gets its own matrix. Takes pairs of texts where there are token types. Layers without rules of
/// their own get those of the last that has some.
std::shared_ptr<const Model> randomModel(const TransformerConfig &config, std::uint32_t seed, RandomParts parts = {});
/// The same with tensors outside the layers that the caller made, and what keeps their memory.
std::shared_ptr<const Model> randomModel(
    const TransformerConfig &config, std::uint32_t seed, RandomParts parts, const ModelWeights &model, std::shared_ptr<const void> owner);

/// `count` letters; which ones follows from the seed.
std::string randomText(int count, std::uint32_t seed);

} // namespace headscope
