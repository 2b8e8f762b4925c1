#include "src/models/families/encoder_decoder.h"

namespace headscope {

void setStacks(int encoderLayers, int decoderBlocks, float scoreDivisor, TransformerConfig &config)
{
    config.layers = encoderLayers + 2 * decoderBlocks;
    config.encoderLayers = decoderBlocks > 0 ? encoderLayers : 0;
    LayerConfig encoder;
    encoder.causal = false;
    encoder.scoreDivisor = scoreDivisor;
    config.setLayers(encoder);
    for (int layer = encoderLayers; layer < config.layers; ++layer) {
        LayerConfig &decoder = config.layerConfigs[static_cast<std::size_t>(layer)];
        decoder.decoder = true;
        decoder.cross = (layer - encoderLayers) % 2 == 1;
        decoder.causal = !decoder.cross;
        decoder.hasMlp = decoder.cross;
    }
}

void requireSame(const ConfigReader &reader, std::string_view encoderField, std::string_view decoderField, int value)
{
    const int other = reader.size(decoderField, value);
    if (other != value)
        reader.refuse(decoderField, std::to_string(other),
            "\"" + std::string(encoderField) + "\" is " + std::to_string(value) + ": encoder and decoder must be alike in this");
}

int decoderStart(const ConfigReader &reader, int fallback)
{
    const std::vector<int> start = reader.numbers("decoder_start_token_id");
    const int id = start.empty() ? fallback : start.front();
    if (id < 0)
        reader.refuse("decoder_start_token_id", std::to_string(id), "It must be the id of a token");
    return id;
}

StoredMatrix bindSharedEmbedding(TensorBinder &binder, const std::string &shared, const std::string &own, const TransformerConfig &config)
{
    binder.ignore(shared);
    return binder.matrix(binder.contains(own) ? own : shared, config.vocabulary, config.width);
}

} // namespace headscope
