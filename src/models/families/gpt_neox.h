// GPT-NeoX and Pythia. Black et al. 2022, arXiv:2204.06745; names and fields as in Hugging Face transformers' modeling_gpt_neox.
// Trap: the fused matrix holds q, k and v of the first head, then those of the second, and so on.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readGptNeoxConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindGptNeoxWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
