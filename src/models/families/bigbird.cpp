#include "src/models/families/bigbird.h"

#include "src/models/families/activations.h"
#include "src/models/families/bert.h"
#include "src/models/families/post_norm_encoder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace headscope {

namespace {

constexpr std::array<std::pair<std::string_view, bool>, 2> kAttentionTypes{{{"block_sparse", true}, {"original_full", false}}};

bool isSparse(const ConfigReader &reader)
{
    return reader.choice<bool>("attention_type", "block_sparse", kAttentionTypes);
}

// Up to here every text is attended to fully.
int fullyAttended(const ConfigReader &reader, int context)
{
    const std::int64_t blocks = 5 + 2 * static_cast<std::int64_t>(reader.sizeOrZero("num_random_blocks", 3));
    return static_cast<int>(std::min<std::int64_t>(context, blocks * reader.size("block_size", 64)));
}

} // namespace

TransformerConfig readBigbirdConfig(const ConfigReader &reader)
{
    TransformerConfig config = readEncoderBody(reader);
    config.activation = readActivation(reader, "hidden_act", "gelu_new");
    if (reader.flag("rescale_embeddings", false))
        config.embeddingScale = std::sqrt(static_cast<float>(config.width));
    const int full = fullyAttended(reader, config.context);
    if (isSparse(reader))
        config.context = full;
    return config;
}

std::unique_ptr<const Weights> bindBigbirdWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string prefix = encoderPrefix(binder, "bert");
    const std::string pooler = prefix + "pooler";
    const int positions = reader.size("max_position_embeddings");
    if (config.context < positions)
        report.notes.push_back("Texts end after " + std::to_string(config.context) + " tokens, of the " + std::to_string(positions)
            + " that the model can take: up to there BigBird attends to everything, beyond to random blocks as well, which are not "
              "supported.");
    using enum ClassHead::Reads;
    EncoderHeads heads{.prefix = prefix, .pooler = pooler};
    heads.prediction = bertPrediction({"ForMaskedLM", "ForCausalLM", "ForPreTraining"}, config);
    heads.classes = {
        {{"ForSequenceClassification"}, firstToken, "classifier.dense", config.activation, "classifier.out_proj", {}},
        {{"ForMultipleChoice"}, firstToken, pooler, Activation::tanh, "classifier", {"fits"}},
        nextSentence(pooler),
        tokenClasses(),
    };
    const ModelWeights model = bindEncoder(heads, positions, reader, binder, config, report);
    return binder.finish(model, bindEncoderLayers(binder, prefix + "encoder.layer.", {}, config, reader.flag("use_bias", true)));
}

} // namespace headscope
