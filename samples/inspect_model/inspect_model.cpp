// What is in a model folder: its sizes, its stages with their shapes, and what was found while opening it.
// usage: inspect_model FOLDER
#include "src/error.h"
#include "src/models/model.h"

#include <cstdio>

using namespace headscope;

namespace {

// Sizes of an axis in letters where they depend on the text.
std::string sizeOf(char axis, const TransformerConfig &config)
{
    switch (axis) {
    case 'D': return std::to_string(config.width);
    case 'h': return std::to_string(config.headWidth);
    case 'J': return std::to_string(config.heads * config.headWidth);
    case 'F': return std::to_string(config.feedForward);
    case 'V': return std::to_string(config.vocabulary);
    default: return {axis};
    }
}

void printStages(const TransformerConfig &config)
{
    for (const Stage stage : config.stages()) {
        const StageInfo &info = stageInfo(stage);
        const char *each = info.scope == StageScope::head ? "per head " : info.scope == StageScope::layer ? "per layer" : "";
        const std::string shape = std::string("[") + info.rowAxis + ", " + sizeOf(info.colAxis, config) + "]";
        std::printf("  %-18s %-10s %-9s %s\n", info.name.data(), shape.c_str(), each, hookName(stage, 0).c_str());
    }
}

} // namespace

int main(int count, char **arguments)
{
    if (count != 2) {
        std::fprintf(stderr, "usage: inspect_model FOLDER\n");
        return 2;
    }
    try {
        const std::shared_ptr<const Model> model = openModel(arguments[1]);
        const TransformerConfig &config = model->config();
        const LoadReport &report = model->report();
        std::printf("%s: family %s, %s\n", model->name().c_str(), config.family.c_str(), report.familyReason.c_str());
        std::printf("%d layers, %d heads of %d, width %d, MLP %d, %d vocabulary entries, up to %d tokens\n", config.layers, config.heads,
            config.headWidth, config.width, config.feedForward, config.vocabulary, config.context);
        std::printf("%lld parameters in %lld bytes; tokens: %s\n", static_cast<long long>(report.parameters),
            static_cast<long long>(report.bytes), model->tokenizer().kind().c_str());
        for (const std::string &name : report.unused)
            std::printf("not used: %s\n", name.c_str());
        for (const std::string &note : report.notes)
            std::printf("note: %s\n", note.c_str());
        printStages(config);
    } catch (const Error &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
