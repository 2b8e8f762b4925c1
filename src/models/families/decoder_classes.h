// Classifiers built on a decoder: scores of classes for a whole text, read off its last token, or for every token.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"
#include "src/models/tensor_binder.h"

namespace headscope {

/// Whether "architectures" names the model without anything behind its last layer.
bool isBareModel(const ConfigReader &reader);

/// Binds the map to the classes and says in the configuration that nothing else is foretold. false: the checkpoint is no classifier.
/// Throws Error where the map would read vectors that are not the last layer's.
bool bindDecoderClasses(const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, ModelWeights &model);

} // namespace headscope
