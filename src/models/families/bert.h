// BERT, and what was trained in its shape (MiniLM, sentence embedders). Devlin et al. 2019, arXiv:1810.04805.
// Trap: its decoder is not tied by name: "cls.predictions.decoder.weight" of the first files is the embedding once more.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readBertConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindBertWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
