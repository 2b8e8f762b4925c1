// GPT-J: attention and MLP read the same norm side by side, neighbouring channels turn together. Wang & Komatsuzaki 2021; names and fields
// as in Hugging Face transformers' modeling_gptj.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readGptjConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindGptjWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
