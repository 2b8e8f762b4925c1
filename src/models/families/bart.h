// BART and what was built like it: mBART, Pegasus and Blenderbot with the norms before attention and MLP, MarianMT (opus-mt) with
// sinusoidal positions. Lewis et al. 2020, arXiv:1910.13461; Junczys-Dowmunt et al. 2018, arXiv:1804.00344.
// Trap: BART's and mBART's position tables begin with two rows that are never used. Marian and Pegasus put all sines before the cosines.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readBartConfig(const ConfigReader &reader);
TransformerConfig readMbartConfig(const ConfigReader &reader);
TransformerConfig readMarianConfig(const ConfigReader &reader);
TransformerConfig readPegasusConfig(const ConfigReader &reader);
TransformerConfig readBlenderbotConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindBartWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
