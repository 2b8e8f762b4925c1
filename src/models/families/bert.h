// BERT, and what was trained in its shape (MiniLM, sentence embedders). Devlin et al. 2019, arXiv:1810.04805.
// Trap: its decoder is not tied by name: "cls.predictions.decoder.weight" of the first files is the embedding once more.
#pragma once

#include "src/models/families/encoder_heads.h"
#include "src/models/families/family.h"

#include <string>
#include <string_view>
#include <vector>

namespace headscope {

TransformerConfig readBertConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindBertWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

/// Its heads that BigBird has, too. `pooler` makes the vector of the first token.
PredictionNames bertPrediction(std::vector<std::string_view> tasks, const TransformerConfig &config);
ClassNames nextSentence(const std::string &pooler);

} // namespace headscope
