// Our own plain format for small models that people build or train themselves: every choice of the transformer is a field of
// config.json. resources/models/blackboard/README.md lists fields and tensors.
// All weights are stored [in, out] except embed.weight and unembed.weight, which are [V, D].
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readBlackboardConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindBlackboardWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
