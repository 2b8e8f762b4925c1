// RoBERTa, and XLM-RoBERTa and CamemBERT, which differ in their tokenizers only. Liu et al. 2019, arXiv:1907.11692.
// Trap: positions begin behind padding's row: the first token takes row pad + 1, so 514 rows are 512 tokens.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readRobertaConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindRobertaWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
