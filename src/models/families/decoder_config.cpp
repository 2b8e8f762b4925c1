#include "src/models/families/decoder_config.h"

#include "src/models/families/activations.h"
#include "src/models/families/head_sizes.h"

#include <cmath>
#include <optional>
#include <string_view>

namespace headscope {

namespace {

std::string_view fieldOf(const ConfigReader &reader, std::string_view field, std::string_view older)
{
    return older.empty() || reader.has(field) ? field : older;
}

} // namespace

void readDecoderBasics(const ConfigReader &reader, TransformerConfig &config)
{
    config.vocabulary = reader.size("vocab_size");
    if (const std::optional<Json> description = reader.value("description"); description && description->isString())
        config.description = description->get<std::string>();
    for (const int id : reader.numbers("eos_token_id"))
        if (id >= 0) // −1 is written for none
            config.endOfText.push_back(id);
    for (const std::string_view field :
        {"activation_dropout", "cache_implementation", "embed_dropout", "init_std", "layerdrop", "pretraining_tp", "resid_dropout",
            "summary_activation", "summary_first_dropout", "summary_proj_to_labels", "summary_type", "summary_use_proj", "unk_token_id"})
        reader.ignore(field);
}

void readDecoderSizes(const ConfigReader &reader, const DecoderFields &fields, TransformerConfig &config)
{
    config.layers = readLayerCount(reader, fields.layers);
    readHeads(reader, fields.heads, fieldOf(reader, fields.width, fields.olderWidth), config);
    if (!fields.keyValueHeads.empty())
        readGroups(reader, fields.keyValueHeads, config);
    config.feedForward = fields.usuallyFourWidths ? reader.size(fields.feedForward, 4 * config.width) : reader.size(fields.feedForward);
    const std::string_view context = fieldOf(reader, fields.context, fields.olderContext);
    config.context = fields.usualContext > 0 ? reader.size(context, fields.usualContext) : reader.size(context);
    if (!fields.epsilon.empty())
        config.normEpsilon = reader.epsilon(fields.epsilon, 1e-5f);
    if (!fields.activation.empty())
        config.activation = readActivation(reader, fields.activation, fields.usualActivation);
}

LayerConfig usualDecoderLayer(const TransformerConfig &config)
{
    LayerConfig layer;
    layer.scoreDivisor = std::sqrt(static_cast<float>(config.headWidth));
    return layer;
}

} // namespace headscope
