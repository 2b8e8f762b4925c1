#include "src/models/families/decoder_classes.h"

#include "src/models/families/class_labels.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

namespace {

struct ClassMap {
    std::string_view name; ///< of the tensors; empty: there is none
    ClassHead::Reads reads = ClassHead::Reads::lastToken;
    bool hasBias = false;
};

std::string architectureOf(const ConfigReader &reader)
{
    const std::vector<std::string> names = reader.texts("architectures");
    return names.empty() ? std::string() : names.front();
}

// GPT-2, GPT-Neo, GPT-NeoX and BLOOM call the map for tokens "classifier", the others "score".
ClassMap mapOf(const std::string &architecture, const TensorBinder &binder)
{
    const bool namesClassifier = binder.contains("classifier.weight") || binder.contains("classifier.bias");
    if (architecture.ends_with("ForTokenClassification"))
        return {namesClassifier ? "classifier" : "score", ClassHead::Reads::everyToken, true};
    if (architecture.ends_with("ForQuestionAnswering"))
        return {"qa_outputs", ClassHead::Reads::everyToken, true};
    if (architecture.ends_with("ForSequenceClassification") || (architecture.empty() && binder.contains("score.weight")))
        return {"score", ClassHead::Reads::lastToken, false};
    return {};
}

} // namespace

bool isBareModel(const ConfigReader &reader)
{
    const std::string name = architectureOf(reader);
    return name.ends_with("Model") && !name.ends_with("LMHeadModel") && !name.ends_with("DoubleHeadsModel");
}

bool bindDecoderClasses(const ConfigReader &reader, TensorBinder &binder, TransformerConfig &config, ModelWeights &model)
{
    const std::string architecture = architectureOf(reader);
    const ClassMap map = mapOf(architecture, binder);
    if (map.name.empty())
        return false;
    if (config.predictionDense)
        reader.refuse("architectures", "\"" + architecture + "\"",
            "A classifier on vectors that are narrowed behind the last layer is not supported");

    const std::string name(map.name);
    config.predicts = Predicts::nothing;
    config.tiedOutput = false;
    config.hasPooler = true;
    config.classHead.reads = map.reads;
    config.classHead.hasDense = false;
    config.classHead.classes = classCount(reader, binder, name);
    config.classHead.labels = name == "qa_outputs" && config.classHead.classes == 2 ? std::vector<std::string>{"start", "end"}
                                                                                    : classLabels(reader, config.classHead.classes);
    model.classes = binder.linear(name, config.width, config.classHead.classes, map.hasBias);
    return true;
}

} // namespace headscope
