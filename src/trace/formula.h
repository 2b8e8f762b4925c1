// A stage's formula as this very model has it.
#pragma once

#include "src/trace/trace.h"

#include <string>

namespace headscope {

/// StageInfo::formula with the symbols of this model's own stages and without a bias, a norm or a term that it does not have:
/// "Q = X · W_Q", "S = R / √dₖ", "X′ = X + O + N", "X = Ŷ of layer 2". The key must name a place of the model.
std::string formulaOf(const Trace &trace, const StageKey &key);

/// "layer 3", "decoder 3 cross": a layer inside a sentence.
std::string layerWords(const TransformerConfig &config, int layer);

} // namespace headscope
