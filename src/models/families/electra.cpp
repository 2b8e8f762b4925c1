#include "src/models/families/electra.h"

#include "src/models/families/encoder_heads.h"
#include "src/models/families/post_norm_encoder.h"

namespace headscope {

TransformerConfig readElectraConfig(const ConfigReader &reader)
{
    // Of the head for multiple choice, which is not supported.
    for (const char *field : {"summary_type", "summary_use_proj", "summary_activation", "summary_last_dropout"})
        reader.ignore(field);

    TransformerConfig config = readEncoderBody(reader);
    config.embeddingWidth = reader.size("embedding_size", 128);
    if (config.embeddingWidth != config.width)
        config.embeddingProjection = EmbeddingProjection::afterNorm;
    return config;
}

std::unique_ptr<const Weights> bindElectraWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string prefix = encoderPrefix(binder, "electra");
    using enum ClassHead::Reads;
    EncoderHeads heads{.prefix = prefix, .pooler = {}};
    heads.prediction = {.tasks = {"ForMaskedLM", "ForCausalLM"},
        .dense = "generator_predictions.dense",
        .activation = Activation::gelu, // whatever the layers have
        .norm = "generator_predictions.LayerNorm",
        .output = "generator_lm_head",
        .bias = {}};
    const std::string replaced = "discriminator_predictions.dense";
    heads.classes = {
        {{"ForPreTraining"}, everyToken, replaced, config.activation, replaced + "_prediction", {"replaced"}},
        {{"ForSequenceClassification"}, firstToken, "classifier.dense", Activation::gelu, "classifier.out_proj", {}},
        tokenClasses(),
        answerSpan(),
    };
    ModelWeights model = bindEncoder(heads, config.context, reader, binder, config, report);
    if (config.embeddingProjection == EmbeddingProjection::afterNorm)
        model.stacks[0].embeddingProjection = binder.linear(prefix + "embeddings_project", config.embeddingWidth, config.width, true);
    return binder.finish(model, bindEncoderLayers(binder, prefix + "encoder.layer.", {}, config));
}

} // namespace headscope
