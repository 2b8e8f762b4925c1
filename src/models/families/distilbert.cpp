#include "src/models/families/distilbert.h"

#include "src/models/families/encoder_heads.h"
#include "src/models/families/post_norm_encoder.h"

namespace headscope {

namespace {

constexpr EncoderLayerNames kLayer{.query = "attention.q_lin",
    .key = "attention.k_lin",
    .value = "attention.v_lin",
    .output = "attention.out_lin",
    .attentionNorm = "sa_layer_norm",
    .mlpIn = "ffn.lin1",
    .mlpOut = "ffn.lin2",
    .mlpNorm = "output_layer_norm"};

} // namespace

TransformerConfig readDistilbertConfig(const ConfigReader &reader)
{
    for (const char *field : {"qa_dropout", "seq_classif_dropout", "sinusoidal_pos_embds", "tie_weights_", "output_past"})
        reader.ignore(field);
    return readEncoderSizes(
        reader, {.layers = "n_layers", .heads = "n_heads", .width = "dim", .feedForward = "hidden_dim", .activation = "activation"});
}

std::unique_ptr<const Weights> bindDistilbertWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string prefix = encoderPrefix(binder, "distilbert");
    using enum ClassHead::Reads;
    EncoderHeads heads{.prefix = prefix, .pooler = {}};
    heads.prediction = {.tasks = {"ForMaskedLM"},
        .dense = "vocab_transform",
        .activation = config.activation,
        .norm = "vocab_layer_norm",
        .output = "vocab_projector",
        .bias = {}};
    heads.classes = {
        {{"ForSequenceClassification"}, firstToken, "pre_classifier", Activation::relu, "classifier", {}},
        {{"ForMultipleChoice"}, firstToken, "pre_classifier", Activation::relu, "classifier", {"fits"}},
        tokenClasses(),
        answerSpan(),
    };
    const ModelWeights model = bindEncoder(heads, config.context, reader, binder, config, report);
    return binder.finish(model, bindEncoderLayers(binder, prefix + "transformer.layer.", kLayer, config));
}

} // namespace headscope
