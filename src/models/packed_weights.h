// Weights that other tools have packed into small integers have other names and shapes: to say that tensors are missing would not help.
#pragma once

#include "src/formats/checkpoint.h"
#include "src/models/config_reader.h"

namespace headscope {

/// Throws Error where config.json says that the weights are packed.
void refusePackedConfig(const ConfigReader &reader);

/// Throws Error where the tensors' names, or a file beside them, say so, and by which tool. For checkpoints that lack what they need.
void refusePackedTensors(const Checkpoint &checkpoint);

} // namespace headscope
