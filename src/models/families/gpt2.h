// GPT-2 and models of its build. Radford et al. 2019; names and fields as in Hugging Face transformers' modeling_gpt2.
// Trap: its linear maps are "Conv1D" and stored [in, out], unlike PyTorch's Linear; q, k and v are one fused matrix. Files made by other
// tools turn the maps round: their configuration says "conv1d_transposed".
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readGpt2Config(const ConfigReader &reader);
std::unique_ptr<const Weights> bindGpt2Weights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
