#include "src/models/families/longformer.h"

#include "src/models/families/post_norm_encoder.h"
#include "src/models/families/roberta_heads.h"

#include <algorithm>

namespace headscope {

namespace {

void readWindows(const ConfigReader &reader, TransformerConfig &config)
{
    std::vector<int> windows = reader.numbers("attention_window");
    if (windows.empty())
        windows = {512};
    if (windows.size() == 1)
        windows.resize(config.layerConfigs.size(), windows.front());
    if (windows.size() != config.layerConfigs.size())
        reader.refuse("attention_window", "a list of " + std::to_string(windows.size()),
            "There must be one for each layer: " + std::to_string(config.layers));
    for (std::size_t layer = 0; layer < windows.size(); ++layer) {
        if (windows[layer] < 2 || windows[layer] % 2 != 0)
            reader.refuse(
                "attention_window", std::to_string(windows[layer]), "Half of it lies to each side: it must be even and at least 2");
        config.layerConfigs[layer].window = windows[layer] / 2;
    }
}

} // namespace

TransformerConfig readLongformerConfig(const ConfigReader &reader)
{
    for (const char *field : {"attention_mode", "ignore_attention_mask", "onnx_export"})
        reader.ignore(field);
    reader.require("autoregressive", false);
    reader.require("is_decoder", false);
    const std::vector<int> dilation = reader.numbers("attention_dilation");
    if (std::any_of(dilation.begin(), dilation.end(), [](int step) { return step != 1; }))
        reader.refuse("attention_dilation", "other than 1", "Windows with gaps are not supported");

    TransformerConfig config = readEncoderBody(reader);
    countPositionsBehindPadding(reader, reader.sizeOrZero("pad_token_id", 1), config);
    readWindows(reader, config);
    return config;
}

std::unique_ptr<const Weights> bindLongformerWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string prefix = encoderPrefix(binder, "longformer");
    const EncoderHeads heads = robertaHeads(prefix);
    ModelWeights model = bindEncoder(heads, reader.size("max_position_embeddings"), reader, binder, config, report);
    const std::string architecture = architectureOf(reader);
    config.globalFirstToken = architecture.ends_with("ForSequenceClassification") || binder.contains("classifier.out_proj.weight");
    if (architecture.ends_with("ForQuestionAnswering") || architecture.ends_with("ForMultipleChoice"))
        report.notes.push_back(
            "The official implementation lets every token of the question look at the whole text and be seen by it. Here "
            "all have their windows only, and the scores come out otherwise.");

    std::vector<LayerWeights> layers = bindEncoderLayers(binder, prefix + "encoder.layer.", {}, config);
    for (int layer = 0; layer < config.layers; ++layer) {
        const std::string name = prefix + "encoder.layer." + std::to_string(layer) + ".attention.self.";
        LayerWeights &weights = layers[static_cast<std::size_t>(layer)];
        binder.enterLayer(layer);
        for (auto [map, part] : {std::pair(&weights.globalQ, "query_global"), std::pair(&weights.globalK, "key_global"),
                 std::pair(&weights.globalV, "value_global")}) {
            if (config.globalFirstToken) {
                *map = binder.linear(name + part, config.width, config.width, true);
            } else {
                binder.ignore(name + part + ".weight");
                binder.ignore(name + part + ".bias");
            }
        }
    }
    binder.leaveLayers();
    return binder.finish(model, std::move(layers));
}

} // namespace headscope
