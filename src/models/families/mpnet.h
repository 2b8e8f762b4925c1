// MPNet: BERT with a bias for the distance between tokens, shared by all layers. Song et al. 2020, arXiv:2004.09297.
// Trap: its pad id is always 1, whatever the configuration says, and its distances are counted in T5's buckets up to 128.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readMpnetConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindMpnetWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
