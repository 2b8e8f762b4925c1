// ALBERT: one layer's weights used for all layers of a group, a narrow embedding. Lan et al. 2020, arXiv:1909.11942.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readAlbertConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindAlbertWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
