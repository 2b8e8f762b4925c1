// OPT and Galactica. Zhang et al. 2022, arXiv:2205.01068; names and fields as in Hugging Face transformers' modeling_opt.
// Traps: the position table begins with two rows that no token takes; the 350M model normalises behind its sums and has an embedding of
// another width.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readOptConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindOptWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
