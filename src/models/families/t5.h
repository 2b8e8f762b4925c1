// T5, mT5, FLAN-T5: encoder and decoder with a bias for the distance between tokens in place of positions. Raffel et al. 2020,
// arXiv:1910.10683. Version 1.1 has a gated MLP and an output matrix of its own.
// Trap: scores are not divided by √Dh, which the initial weights made up for; and a tied output is divided by √D instead.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readT5Config(const ConfigReader &reader);
TransformerConfig readMt5Config(const ConfigReader &reader);
std::unique_ptr<const Weights> bindT5Weights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
