// DistilBERT: BERT with half the layers and without sentence vectors. Sanh et al. 2019, arXiv:1910.01108.
// Trap: its sinusoidal positions, where it has them, are stored like learned ones; the epsilon of its norms is no field.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readDistilbertConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindDistilbertWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
