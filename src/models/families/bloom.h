// BLOOM: positions as a slope on the scores, a norm behind the embedding. Le Scao et al. 2022, arXiv:2211.05100; names and fields as in
// Hugging Face transformers' modeling_bloom.
// Trap: the fused matrix holds q, k and v of the first head, then those of the second, and so on.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readBloomConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindBloomWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
