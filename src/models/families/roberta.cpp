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
    findEncoderEmbedding(heads, reader, binder);
    ModelWeights model;
    model.stacks[0] = bindEncoderEmbeddings(binder, prefix, reader.size("max_position_embeddings"), config);
    bindEncoderHeads(heads, reader, binder, config, model, report);
    return binder.finish(model, bindEncoderLayers(binder, prefix + "encoder.layer.", {}, config));
}

} // namespace headscope
