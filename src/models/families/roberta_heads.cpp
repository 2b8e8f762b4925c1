#include "src/models/families/roberta_heads.h"

namespace headscope {

EncoderHeads robertaHeads(const std::string &prefix)
{
    using enum ClassHead::Reads;
    const std::string pooler = prefix + "pooler.dense";
    EncoderHeads heads{.prefix = prefix, .pooler = pooler};
    heads.prediction = {.tasks = {"ForMaskedLM", "ForCausalLM"},
        .dense = "lm_head.dense",
        .activation = Activation::gelu, // whatever the layers have
        .norm = "lm_head.layer_norm",
        .output = "lm_head.decoder",
        .bias = "lm_head.bias"};
    heads.classes = {
        {{"ForSequenceClassification"}, firstToken, "classifier.dense", Activation::tanh, "classifier.out_proj", {}},
        {{"ForMultipleChoice"}, firstToken, pooler, Activation::tanh, "classifier", {"fits"}},
        tokenClasses(),
        answerSpan(),
    };
    return heads;
}

} // namespace headscope
