#include "src/models/families/roberta.h"

#include "src/models/families/post_norm_encoder.h"
#include "src/models/families/roberta_heads.h"

namespace headscope {

TransformerConfig readRobertaConfig(const ConfigReader &reader)
{
    TransformerConfig config = readEncoderBody(reader);
    countPositionsBehindPadding(reader, reader.sizeOrZero("pad_token_id", 1), config);
    return config;
}

std::unique_ptr<const Weights> bindRobertaWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string prefix = encoderPrefix(binder, "roberta");
    const EncoderHeads heads = robertaHeads(prefix);
    const ModelWeights model = bindEncoder(heads, reader.size("max_position_embeddings"), reader, binder, config, report);
    return binder.finish(model, bindEncoderLayers(binder, prefix + "encoder.layer.", {}, config));
}

} // namespace headscope
