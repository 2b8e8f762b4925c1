// GPT-Neo: GPT-2 with plain linear maps, unscaled scores, and layers that look at all earlier tokens in turn with layers that look at the
// last few only. Black et al. 2021; names and fields as in Hugging Face transformers' modeling_gpt_neo.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readGptNeoConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindGptNeoWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
