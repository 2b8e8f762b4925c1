// Small configurations that have, between them, every stage and every rule of the transformer, for tests that must hold for all.
#pragma once

#include "src/engine.h"
#include "tests/support/random_model.h"

#include <memory>
#include <vector>

namespace headscope {

struct ConfigVariant {
    const char *name;
    TransformerConfig config;
    RandomParts parts = {};
};

/// "rotary, grouped", "encoder-decoder with buckets", "windows and a global token", …: 4 to 7 layers or fewer, heads of 6.
std::vector<ConfigVariant> configVariants();
/// A text of `tokens` tokens: with a second sentence where the model takes one, and a target of other length for an encoder-decoder.
RunRequest requestFor(const ConfigVariant &variant, int tokens);
/// A run of it.
std::shared_ptr<const Trace> runVariant(const ConfigVariant &variant, int tokens, const Edits &edits = {});

} // namespace headscope
