// Longformer: each token looks at a window around it, chosen ones look at all and are seen by all. Beltagy, Peters & Cohan 2020,
// arXiv:2004.05150. Which are chosen is no part of a checkpoint: in the official implementation the first for text classification, none
// for masked words and token classes, the question's for answers.
// Trap: "attention_window" counts both sides together; the chosen tokens have queries, keys and values of their own maps.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readLongformerConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindLongformerWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
