#include "src/models/families/decoder_config.h"

#include <cmath>
#include <optional>
#include <string_view>

namespace headscope {

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

LayerConfig usualDecoderLayer(const TransformerConfig &config)
{
    LayerConfig layer;
    layer.scoreDivisor = std::sqrt(static_cast<float>(config.headWidth));
    return layer;
}

} // namespace headscope
