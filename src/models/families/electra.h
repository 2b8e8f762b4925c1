// ELECTRA: an encoder that tells replaced words from real ones, and the small one that replaced them. Clark et al. 2020, arXiv:2003.10555.
// Trap: in small models the embedding is narrower than the model, and its norm comes before it is widened.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readElectraConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindElectraWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
