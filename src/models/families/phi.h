// Phi-1, Phi-1.5 and Phi-2: attention and MLP read the same norm side by side, half of a head's channels turn. Gunasekar et al. 2023,
// arXiv:2306.11644; names and fields as in Hugging Face transformers' modeling_phi. (Phi-3 is built like LLaMA.)
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readPhiConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindPhiWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
