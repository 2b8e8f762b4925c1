#include "src/models/families/albert.h"

#include "src/models/families/activations.h"
#include "src/models/families/encoder_heads.h"
#include "src/models/families/post_norm_encoder.h"

namespace headscope {

namespace {

constexpr EncoderLayerNames kLayer{.query = "attention.query",
    .key = "attention.key",
    .value = "attention.value",
    .output = "attention.dense",
    .attentionNorm = "attention.LayerNorm",
    .mlpIn = "ffn",
    .mlpOut = "ffn_output",
    .mlpNorm = "full_layer_layer_norm"};

} // namespace

TransformerConfig readAlbertConfig(const ConfigReader &reader)
{
    for (const char *field : {"classifier_dropout_prob", "down_scale_factor", "gap_size", "net_structure_type", "num_memory_blocks"})
        reader.ignore(field);
    TransformerConfig config = readEncoderBody(reader);
    config.activation = readActivation(reader, "hidden_act", "gelu_new");
    config.embeddingWidth = reader.size("embedding_size", 128);
    config.embeddingProjection = EmbeddingProjection::afterNorm; // even between equal widths
    if (reader.size("inner_group_num", 1) != 1)
        reader.refuse("inner_group_num", std::to_string(reader.size("inner_group_num", 1)), "Supported: 1");
    if (reader.size("num_hidden_groups", 1) > config.layers)
        reader.refuse("num_hidden_groups", std::to_string(reader.size("num_hidden_groups", 1)),
            "There are only " + std::to_string(config.layers) + " layers");
    return config;
}

std::unique_ptr<const Weights> bindAlbertWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string prefix = encoderPrefix(binder, "albert");
    const std::string pooler = prefix + "pooler";
    using enum ClassHead::Reads;
    EncoderHeads heads{.prefix = prefix, .pooler = pooler};
    heads.prediction = {.tasks = {"ForMaskedLM", "ForPreTraining"},
        .dense = "predictions.dense",
        .activation = config.activation,
        .norm = "predictions.LayerNorm",
        .output = "predictions.decoder",
        .bias = "predictions.bias"};
    heads.classes = {
        {{"ForSequenceClassification"}, firstToken, pooler, Activation::tanh, "classifier", {}},
        {{"ForMultipleChoice"}, firstToken, pooler, Activation::tanh, "classifier", {"fits"}},
        {{"ForPreTraining"}, firstToken, pooler, Activation::tanh, "sop_classifier.classifier", {"in order", "swapped"}},
        tokenClasses(),
        answerSpan(),
    };
    ModelWeights model = bindEncoder(heads, config.context, reader, binder, config, report);
    model.stacks[0].embeddingProjection
        = binder.linear(prefix + "encoder.embedding_hidden_mapping_in", config.embeddingWidth, config.width, true);

    // Each group's weights are the model's own, so that any of its layers may be read first.
    const int groups = reader.size("num_hidden_groups", 1);
    std::vector<LayerWeights> shared;
    for (int group = 0; group < groups; ++group)
        shared.push_back(bindEncoderLayer(
            binder, prefix + "encoder.albert_layer_groups." + std::to_string(group) + ".albert_layers.0.", kLayer, config));
    std::vector<LayerWeights> layers;
    for (int layer = 0; layer < config.layers; ++layer) {
        // In floating point, as the official implementation divides.
        const double layersOfGroup = static_cast<double>(config.layers) / groups;
        layers.push_back(shared[static_cast<std::size_t>(layer / layersOfGroup)]);
    }
    if (groups < config.layers)
        report.notes.push_back("Its " + std::to_string(config.layers) + " layers share "
            + (groups == 1 ? "one set" : std::to_string(groups) + " sets") + " of weights.");
    return binder.finish(model, std::move(layers));
}

} // namespace headscope
