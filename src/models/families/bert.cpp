#include "src/models/families/bert.h"

#include "src/models/families/post_norm_encoder.h"

#include <utility>

namespace headscope {

TransformerConfig readBertConfig(const ConfigReader &reader)
{
    // Of the pooler of the multilingual models' training code, which no implementation reads.
    for (const char *field :
        {"directionality", "pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers", "pooler_size_per_head", "pooler_type"})
        reader.ignore(field);
    return readEncoderBody(reader);
}

PredictionNames bertPrediction(std::vector<std::string_view> tasks, const TransformerConfig &config)
{
    return {.tasks = std::move(tasks),
        .dense = "cls.predictions.transform.dense",
        .activation = config.activation,
        .norm = "cls.predictions.transform.LayerNorm",
        .output = "cls.predictions.decoder",
        .bias = "cls.predictions.bias"};
}

ClassNames nextSentence(const std::string &pooler)
{
    return {{"ForNextSentencePrediction", "ForPreTraining"}, ClassHead::Reads::firstToken, pooler, Activation::tanh, "cls.seq_relationship",
        {"next", "not next"}};
}

std::unique_ptr<const Weights> bindBertWeights(
    const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, LoadReport &report)
{
    const std::string prefix = encoderPrefix(binder, "bert");
    const std::string pooler = prefix + "pooler.dense";
    using enum ClassHead::Reads;
    EncoderHeads heads{.prefix = prefix, .pooler = pooler};
    heads.prediction = bertPrediction({"ForMaskedLM", "LMHeadModel", "ForPreTraining"}, config);
    heads.classes = {
        {{"ForSequenceClassification"}, firstToken, pooler, Activation::tanh, "classifier", {}},
        {{"ForMultipleChoice"}, firstToken, pooler, Activation::tanh, "classifier", {"fits"}},
        nextSentence(pooler),
        tokenClasses(),
        answerSpan(),
    };
    const ModelWeights model = bindEncoder(heads, reader.size("max_position_embeddings"), reader, binder, config, report);
    return binder.finish(model, bindEncoderLayers(binder, prefix + "encoder.layer.", {}, config));
}

} // namespace headscope
