// The body that BERT and its kin share: word, position and sentence vectors, their norm, then layers with the norm behind each sum. Devlin
// et al. 2019, arXiv:1810.04805; names and fields as in Hugging Face transformers' modeling_bert.
// Trap: the first checkpoints call the numbers of a norm gamma and beta, not weight and bias.
#pragma once

#include "src/models/config.h"
#include "src/models/config_reader.h"
#include "src/models/tensor_binder.h"

#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// Names of a layer's tensors, behind "PREFIX.layers.N.".
struct EncoderLayerNames {
    std::string_view query = "attention.self.query";
    std::string_view key = "attention.self.key";
    std::string_view value = "attention.self.value";
    std::string_view output = "attention.output.dense";
    std::string_view attentionNorm = "attention.output.LayerNorm";
    std::string_view mlpIn = "intermediate.dense";
    std::string_view mlpOut = "output.dense";
    std::string_view mlpNorm = "output.LayerNorm";
};

/// What a family's config.json calls its sizes.
struct EncoderFields {
    std::string_view layers = "num_hidden_layers";
    std::string_view heads = "num_attention_heads";
    std::string_view width = "hidden_size";
    std::string_view feedForward = "intermediate_size";
    std::string_view activation = "hidden_act";
};

/// Sizes, and what is the same in all such models: no heads yet, no sentences, every layer looks to both sides.
TransformerConfig readEncoderSizes(const ConfigReader &reader, const EncoderFields &fields);
/// Everything but heads, from the fields that BERT, RoBERTa, ELECTRA, Longformer, BigBird and ALBERT name alike.
TransformerConfig readEncoderBody(const ConfigReader &reader);
/// Positions as RoBERTa counts them: the row before the first is the padding's.
void countPositionsBehindPadding(const ConfigReader &reader, int padId, TransformerConfig &config);

/// `base` and a dot where the tensors of the body have that prefix, nothing in a file that was saved from the bare body.
std::string encoderPrefix(const TensorBinder &binder, const std::string &base);

/// A layer norm, its numbers called weight and bias or gamma and beta.
NormWeights bindNorm(TensorBinder &binder, const std::string &name, int width);
/// embeddings.word_embeddings, position_embeddings [positions, E], token_type_embeddings and LayerNorm behind `prefix`.
StackWeights bindEncoderEmbeddings(TensorBinder &binder, const std::string &prefix, int positions, const TransformerConfig &config);
/// One layer whose tensors are called `name` and what `names` says.
LayerWeights bindEncoderLayer(TensorBinder &binder, const std::string &name, const EncoderLayerNames &names,
    const TransformerConfig &config, bool queryKeyValueBias = true);
/// All layers: "`prefix`N.".
std::vector<LayerWeights> bindEncoderLayers(TensorBinder &binder, const std::string &prefix, const EncoderLayerNames &names,
    const TransformerConfig &config, bool queryKeyValueBias = true);

} // namespace headscope
