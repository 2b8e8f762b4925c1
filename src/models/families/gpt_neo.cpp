#include "src/models/families/gpt_neo.h"

#include "src/models/families/activations.h"
#include "src/models/families/decoder_config.h"
#include "src/models/families/decoder_layout.h"
#include "src/models/families/head_sizes.h"

#include <optional>
#include <string>
#include <vector>

namespace headscope {

namespace {

constexpr DecoderLayout kLayout{
    .bases = {"transformer.", ""},
    .embedding = "wte",
    .position = "wpe",
    .layers = "h.",
    .attentionNorm = "ln_1",
    .q = "attn.attention.q_proj",
    .k = "attn.attention.k_proj",
    .v = "attn.attention.v_proj",
    .output = "attn.attention.out_proj",
    .mlpNorm = "ln_2",
    .mlpIn = "mlp.c_fc",
    .mlpOut = "mlp.c_proj",
    .finalNorm = "ln_f",
    .buffers = {"attn.attention.bias", "attn.attention.masked_bias"},
};

// [[["global", "local"], 12]] means global, local, twelve times over.
std::vector<std::string> expanded(const Json &types, int layers)
{
    std::vector<std::string> kinds;
    for (const Json group : types.elements()) {
        const Json pattern = group.at(0);
        const int times = pattern.size() == 0 ? 0 : group.at(1).get<int>();
        for (int i = 0; i < times && kinds.size() <= static_cast<std::size_t>(layers); ++i)
            for (const Json kind : pattern.elements())
                kinds.push_back(kind.get<std::string>());
    }
    return kinds;
}

std::vector<std::string> layerKinds(const ConfigReader &reader, int layers)
{
    const std::optional<Json> types = reader.value("attention_types");
    const std::vector<std::string> listed = reader.texts("attention_layers");
    if (types && !types->isNull())
        return expanded(*types, layers);
    if (!listed.empty())
        return listed;
    std::vector<std::string> usual;
    for (int i = 0; i < layers; ++i)
        usual.emplace_back(i % 2 == 0 ? "global" : "local");
    return usual;
}

void readLayerKinds(const ConfigReader &reader, TransformerConfig &config)
{
    const std::vector<std::string> kinds = layerKinds(reader, config.layers);
    if (kinds.size() != static_cast<std::size_t>(config.layers))
        reader.refuse("attention_types", "a list for " + std::to_string(kinds.size()) + " layers",
            "There must be one for each layer: " + std::to_string(config.layers));
    const int window = reader.size("window_size", 256);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i] == "local")
            config.layerConfigs[i].window = window;
        else if (kinds[i] != "global")
            reader.refuse("attention_types", "a list with \"" + kinds[i] + "\"", "Supported: global, local");
    }
}

} // namespace

TransformerConfig readGptNeoConfig(const ConfigReader &reader)
{
    TransformerConfig config;
    readDecoderBasics(reader, config);
    config.layers = readLayerCount(reader, "num_layers");
    readHeads(reader, "num_heads", "hidden_size", config);
    config.feedForward = reader.size("intermediate_size", 4 * config.width);
    config.context = reader.size("max_position_embeddings", 2048);
    config.normEpsilon = reader.epsilon("layer_norm_epsilon", 1e-5f);
    config.activation = readActivation(reader, "activation_function", "gelu_new");
    config.setLayers({});
    readLayerKinds(reader, config);
    return config;
}

std::unique_ptr<const Weights> bindGptNeoWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    DecoderChoices choices;
    choices.queryKeyValueBias = false;
    choices.usuallyTied = true;
    return bindDecoder(kLayout, choices, reader, binder, config, report);
}

} // namespace headscope
