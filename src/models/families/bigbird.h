// BigBird: windows, random blocks and global blocks instead of full attention. Zaheer et al. 2020, arXiv:2007.14062.
// Trap: the official implementation attends fully to every text that the blocks would cover anyway, and only longer ones are sparse, with
// random blocks. Those are not computed here: the context ends before them.
#pragma once

#include "src/models/families/family.h"

namespace headscope {

TransformerConfig readBigbirdConfig(const ConfigReader &reader);
std::unique_ptr<const Weights> bindBigbirdWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report);

} // namespace headscope
