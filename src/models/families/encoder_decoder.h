// The two stacks of an encoder-decoder as one list of layers: the encoder's, then each of the decoder's as two, its self-attention without
// MLP and its cross-attention with it.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"
#include "src/models/tensor_binder.h"

#include <string>
#include <string_view>

namespace headscope {

/// Sets layers, encoderLayers and layerConfigs. `decoderBlocks` 0: an encoder alone.
void setStacks(int encoderLayers, int decoderBlocks, float scoreDivisor, TransformerConfig &config);
/// Throws Error unless the decoder's field has the same number as the encoder's, which `value` is.
void requireSame(const ConfigReader &reader, std::string_view encoderField, std::string_view decoderField, int value);
/// The decoder's first token: "decoder_start_token_id", else `fallback`.
int decoderStart(const ConfigReader &reader, int fallback);
/// The table of one stack: `own` where the file has it, else the one that both share. Files may hold it three times.
StoredMatrix bindSharedEmbedding(TensorBinder &binder, const std::string &shared, const std::string &own, const TransformerConfig &config);

} // namespace headscope
