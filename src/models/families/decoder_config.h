// What the config.json files of all decoders have in common.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"

#include <string_view>

namespace headscope {

/// What a family's config.json calls its sizes. Empty: it does not say.
struct DecoderFields {
    std::string_view layers = "num_hidden_layers";
    std::string_view heads = "num_attention_heads";
    std::string_view width = "hidden_size";
    std::string_view olderWidth = {}; ///< where that field is missing
    std::string_view keyValueHeads = {}; ///< every query head has its own
    std::string_view feedForward = {};
    bool usuallyFourWidths = true; ///< false: the file must say
    std::string_view context = "max_position_embeddings";
    std::string_view olderContext = {}; ///< where that field is missing
    int usualContext = 2048; ///< 0: the file must say
    std::string_view epsilon = "layer_norm_epsilon";
    std::string_view activation = "activation_function";
    std::string_view usualActivation = "gelu_new";
};

/// Vocabulary and end of text; fields that decoders' files carry and no computation needs count as read.
void readDecoderBasics(const ConfigReader &reader, TransformerConfig &config);

/// Layers, heads, widths, context, the norms' ε and the activation.
void readDecoderSizes(const ConfigReader &reader, const DecoderFields &fields, TransformerConfig &config);

/// √Dh for every layer's scores, no window.
LayerConfig usualDecoderLayer(const TransformerConfig &config);

} // namespace headscope
