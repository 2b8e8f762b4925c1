#include "src/models/families/encoder_heads.h"

#include "src/models/families/class_labels.h"
#include "src/models/families/post_norm_encoder.h"
#include "src/models/families/tied_output.h"

#include <algorithm>

namespace headscope {

namespace {

bool isFor(const std::vector<std::string_view> &tasks, std::string_view architecture)
{
    return std::any_of(tasks.begin(), tasks.end(), [&](std::string_view task) { return architecture.ends_with(task); });
}

bool isThere(const std::string &name, const TensorBinder &binder)
{
    return name.empty() || binder.contains(name + ".weight") || binder.contains(name + ".bias");
}

// What the checkpoint is for.
struct Chosen {
    bool prediction = false;
    const ClassNames *classes = nullptr;
    bool pooler = false;
};

Chosen chosenHeads(const EncoderHeads &names, const std::string &architecture, const TensorBinder &binder)
{
    Chosen chosen;
    chosen.prediction = isFor(names.prediction.tasks, architecture);
    for (const ClassNames &classes : names.classes)
        if (!chosen.classes && isFor(classes.tasks, architecture))
            chosen.classes = &classes;
    if (chosen.prediction || chosen.classes)
        return chosen;
    if (!architecture.ends_with("Model")) {
        chosen.prediction = isThere(names.prediction.dense, binder);
        for (const ClassNames &classes : names.classes)
            if (!chosen.classes && isThere(classes.output, binder) && isThere(classes.dense, binder))
                chosen.classes = &classes;
    }
    chosen.pooler = !chosen.classes && !names.pooler.empty() && isThere(names.pooler, binder);
    return chosen;
}

// The numbers of all heads: those that are bound none the less count as read.
void ignoreHeads(const EncoderHeads &names, TensorBinder &binder)
{
    std::vector<std::string> maps{names.prediction.dense, names.prediction.norm, names.prediction.output, names.pooler};
    for (const ClassNames &classes : names.classes)
        maps.insert(maps.end(), {classes.dense, classes.output});
    for (const std::string &map : maps)
        for (const char *part : {".weight", ".bias", ".gamma", ".beta"})
            binder.ignore(map + part);
    binder.ignore(names.prediction.bias);
}

void bindPrediction(const EncoderHeads &heads, const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config,
    ModelWeights &model, LoadReport &report)
{
    const PredictionNames &names = heads.prediction;
    const int width = config.widthOfEmbedding();
    config.predicts = config.layer(0).causal ? Predicts::nextToken : Predicts::ownToken;
    config.predictionDense = true;
    config.predictionActivation = names.activation;
    config.predictionNorm = true;
    model.predictionDense = binder.linear(names.dense, config.width, width, true);
    model.predictionNorm = bindNorm(binder, names.norm, width);
    model.unembedding = bindOutput(reader, binder, model.stacks[0].embedding,
        {.embedding = heads.prefix + "embeddings.word_embeddings.weight", .output = names.output, .usuallyTied = true}, config, report);
    const std::string biasOfOutput = names.output + ".bias";
    // Where both are there and the output is tied, they are the same numbers twice.
    const bool elsewhere = !names.bias.empty() && !binder.contains(biasOfOutput);
    model.unembedding.bias = binder.vector(elsewhere ? names.bias : biasOfOutput, config.vocabulary);
}

void bindClasses(const ClassNames &names, const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, ModelWeights &model)
{
    ClassHead &head = config.classHead;
    head.reads = names.reads;
    head.hasDense = !names.dense.empty();
    head.activation = names.activation;
    head.classes = names.labels.empty() ? classCount(reader, binder, names.output) : static_cast<int>(names.labels.size());
    head.labels = names.labels.empty() ? classLabels(reader, head.classes) : names.labels;
    config.hasPooler = true;
    if (head.hasDense)
        model.pooler = binder.linear(names.dense, config.width, config.width, true);
    model.classes = binder.linear(names.output, config.width, head.classes, true);
}

} // namespace

std::string architectureOf(const ConfigReader &reader)
{
    const std::vector<std::string> architectures = reader.texts("architectures");
    return architectures.empty() ? std::string() : architectures.front();
}

ClassNames tokenClasses(std::string output)
{
    return {{"ForTokenClassification"}, ClassHead::Reads::everyToken, {}, Activation::identity, std::move(output), {}};
}

ClassNames answerSpan()
{
    return {{"ForQuestionAnswering"}, ClassHead::Reads::everyToken, {}, Activation::identity, "qa_outputs", {"start", "end"}};
}

ModelWeights bindEncoder(const EncoderHeads &names, int positions, const ConfigReader &reader, TensorBinder &binder,
    TransformerConfig &config, LoadReport &report)
{
    // Where only the output matrix of the word prediction is stored, and is one with the embedding, it is read as the embedding.
    findTiedEmbedding(reader, binder, true, names.prefix + "embeddings.word_embeddings.weight", {names.prediction.output + ".weight"});
    ModelWeights model;
    model.stacks[0] = bindEncoderEmbeddings(binder, names.prefix, positions, config);
    const Chosen chosen = chosenHeads(names, architectureOf(reader), binder);
    config.predicts = Predicts::nothing;
    config.hasPooler = false;
    config.classHead = {};
    ignoreHeads(names, binder);
    if (chosen.prediction)
        bindPrediction(names, reader, binder, config, model, report);
    if (chosen.classes)
        bindClasses(*chosen.classes, reader, binder, config, model);
    if (chosen.pooler) {
        config.hasPooler = true;
        model.pooler = binder.linear(names.pooler, config.width, config.width, true);
    }
    return model;
}

} // namespace headscope
