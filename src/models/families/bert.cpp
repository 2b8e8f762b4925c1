#include "src/models/families/bert.h"

#include "src/models/families/encoder_heads.h"
#include "src/models/families/post_norm_encoder.h"

namespace headscope {

TransformerConfig readBertConfig(const ConfigReader &reader)
{
    // Of the pooler of the multilingual models' training code, which no implementation reads.
    for (const char *field :
        {"directionality", "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers", "pooler_size_per_head", "pooler_type"})
        reader.ignore(field);
    return readEncoderBody(reader);
}

std::unique_ptr<const Weights> bindBertWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string prefix = encoderPrefix(binder, "bert");
    const std::string pooler = prefix + "pooler.dense";
    using enum ClassHead::Reads;
    EncoderHeads heads{.prefix = prefix, .pooler = pooler};
    heads.prediction = {.tasks = {"ForMaskedLM", "LMHeadModel", "ForPreTraining"},
        .dense = "cls.predictions.transform.dense",
        .activation = config.activation,
        .norm = "cls.predictions.transform.LayerNorm",
        .output = "cls.predictions.decoder",
        .bias = "cls.predictions.bias"};
    heads.classes = {
        {{"ForSequenceClassification"}, firstToken, pooler, Activation::tanh, "classifier", {}},
        {{"ForMultipleChoice"}, firstToken, pooler, Activation::tanh, "classifier", {"fits"}},
        {{"ForNextSentencePrediction", "ForPreTraining"}, firstToken, pooler, Activation::tanh, "cls.seq_relationship",
            {"next", "not next"}},
        tokenClasses(),
        answerSpan(),
    };
    findEncoderEmbedding(heads, reader, binder);
    ModelWeights model;
    model.stacks[0] = bindEncoderEmbeddings(binder, prefix, reader.size("max_position_embeddings"), config);
    bindEncoderHeads(heads, reader, binder, config, model, report);
    return binder.finish(model, bindEncoderLayers(binder, prefix + "encoder.layer.", {}, config));
}

} // namespace headscope
