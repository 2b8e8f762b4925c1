#include "src/models/families/mpnet.h"

#include "src/models/families/post_norm_encoder.h"
#include "src/models/families/roberta_heads.h"

namespace headscope {

namespace {

constexpr EncoderLayerNames kLayer{.query = "attention.attn.q",
    .key = "attention.attn.k",
    .value = "attention.attn.v",
    .output = "attention.attn.o",
    .attentionNorm = "attention.LayerNorm"};
constexpr int kPadId = 1;
constexpr int kBuckets = 32;
constexpr int kBucketDistance = 128;

} // namespace

TransformerConfig readMpnetConfig(const ConfigReader &reader)
{
    TransformerConfig config = readEncoderBody(reader);
    reader.require("is_decoder", false);
    config.tokenTypes = 0;
    countPositionsBehindPadding(reader, kPadId, config);
    config.scoreBias = ScoreBias::buckets;
    config.buckets = reader.size("relative_attention_num_buckets", kBuckets);
    config.bucketDistance = kBucketDistance;
    if (config.buckets != kBuckets)
        reader.refuse("relative_attention_num_buckets", std::to_string(config.buckets), "Supported: " + std::to_string(kBuckets));
    return config;
}

std::unique_ptr<const Weights> bindMpnetWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string prefix = encoderPrefix(binder, "mpnet");
    const EncoderHeads heads = robertaHeads(prefix);
    ModelWeights model = bindEncoder(heads, reader.size("max_position_embeddings"), reader, binder, config, report);
    model.stacks[0].scoreBuckets = binder.table(prefix + "encoder.relative_attention_bias.weight", config.buckets, config.heads);
    return binder.finish(model, bindEncoderLayers(binder, prefix + "encoder.layer.", kLayer, config));
}

} // namespace headscope
