// What the config.json files of all decoders have in common.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"

namespace headscope {

/// Vocabulary and end of text; fields that decoders' files carry and no computation needs count as read.
void readDecoderBasics(const ConfigReader &reader, TransformerConfig &config);

/// √Dh for every layer's scores, no window.
LayerConfig usualDecoderLayer(const TransformerConfig &config);

} // namespace headscope
