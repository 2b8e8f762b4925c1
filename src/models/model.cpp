#include "src/models/model.h"

#include "src/error.h"
#include "src/formats/file_presence.h"
#include "src/formats/unusable_folder.h"
#include "src/models/families/family.h"
#include "src/models/layer_plan.h"
#include "src/models/packed_weights.h"
#include "src/models/weights.h"
#include "src/tokenizer/gguf_tokenizer.h"

#include <array>
#include <optional>
#include <utility>

namespace headscope {

namespace {

/// The folder's name. In Hugging Face's cache that is a commit, so there it is what the path calls the model:
/// …/models--org--name/snapshots/COMMIT is org/name.
std::string nameOf(const std::filesystem::path &folder)
{
    const std::filesystem::path path = folder.filename().empty() ? folder.parent_path() : folder;
    const std::string prefix = "models--";
    const std::string repository = path.parent_path().parent_path().filename().string();
    if (path.parent_path().filename() != "snapshots" || !repository.starts_with(prefix))
        return path.filename().string();
    std::string name = repository.substr(prefix.size());
    if (const std::size_t separator = name.find("--"); separator != std::string::npos)
        name.replace(separator, 2, "/");
    return name;
}

/// What a family made of a checkpoint.
struct Bound {
    TransformerConfig config;
    LoadReport report;
    std::unique_ptr<const Weights> weights;
};

Bound bind(const Family &family, const ConfigReader &reader, const Checkpoint &checkpoint, TransformerConfig config)
{
    Bound bound{std::move(config), {}, {}};
    TensorBinder binder(checkpoint);
    bound.weights = family.bindWeights(reader, binder, bound.config, bound.report);
    binder.describe(bound.report);
    return bound;
}

/// Names as other programs' wrappers leave them: with a prefix too many. Nothing where that does not make the checkpoint whole.
std::optional<Bound> bindUnwrapped(
    const Family &family, const ConfigReader &reader, const Checkpoint &checkpoint, const TransformerConfig &config, int depth = 0)
{
    constexpr std::array<std::string_view, 5> prefixes{"model.", "transformer.", "module.", "_orig_mod.", "base_model."};
    constexpr int deepest = 3; // module._orig_mod.model.
    for (const std::string_view prefix : prefixes) {
        const std::optional<Checkpoint> renamed = depth < deepest ? checkpoint.withoutPrefix(prefix) : std::nullopt;
        if (!renamed)
            continue;
        std::optional<Bound> bound;
        try {
            bound = bind(family, reader, *renamed, config);
        } catch (const Error &) {
            bound = bindUnwrapped(family, reader, *renamed, config, depth + 1);
        }
        if (bound) {
            bound->report.notes.push_back("Names of tensors were read without “" + std::string(prefix) + "” in front.");
            return bound;
        }
    }
    return std::nullopt;
}

Bound bindHoweverNamed(const Family &family, const ConfigReader &reader, const Checkpoint &checkpoint, const TransformerConfig &config)
{
    try {
        return bind(family, reader, checkpoint, config);
    } catch (const Error &) {
        if (std::optional<Bound> bound = bindUnwrapped(family, reader, checkpoint, config))
            return *std::move(bound);
        refusePackedTensors(checkpoint);
        throw;
    }
}

/// A GGUF file has its tokenizer inside. In a folder, one that stands beside it comes first: it says more.
std::unique_ptr<const Tokenizer> openTokenizerOf(const std::filesystem::path &path, const GgufFile *gguf)
{
    const bool isFolder = std::filesystem::is_directory(path);
    const std::filesystem::path folder = isFolder ? path : path.parent_path();
    if (gguf && hasTokenizer(*gguf) && !(isFolder && isThere(folder / "tokenizer.json")))
        return ggufTokenizer(*gguf);
    return openTokenizer(folder);
}

} // namespace

Model::Model(std::filesystem::path folder, TransformerConfig config, std::unique_ptr<const Weights> weights,
    std::unique_ptr<const Tokenizer> tokenizer, LoadReport report)
    : m_folder(std::move(folder))
    , m_name(nameOf(m_folder))
    , m_config(std::move(config))
    , m_weights(std::move(weights))
    , m_tokenizer(std::move(tokenizer))
    , m_report(std::move(report))
{
    for (int layer = 0; layer < m_config.layers; ++layer)
        m_plans.push_back(layerPlan(m_config, layer));
}

Model::~Model() = default;

std::shared_ptr<const Model> openModel(const std::filesystem::path &folder)
{
    const Checkpoint checkpoint = Checkpoint::open(folder);
    ConfigReader reader(checkpoint.config());
    refusePackedConfig(reader);
    const auto [family, reason] = familyOf(reader, checkpoint.config().where());
    reader.setAliases(family->aliases);
    TransformerConfig config = family->readConfig(reader);
    config.family = family->modelType;
    if (const std::vector<std::string> names = reader.texts("architectures"); !names.empty())
        config.architecture = names.front();

    Bound bound = bindHoweverNamed(*family, reader, checkpoint, config);
    LoadReport &report = bound.report;
    report.familyReason = reason;
    report.unknownFields = reader.unread();
    if (const std::optional<std::string> adapter = adapterIn(std::filesystem::is_directory(folder) ? folder : folder.parent_path()))
        report.notes.push_back(*adapter
            + " lies beside the weights and is not applied: all numbers are those of the base model. To see the "
              "adapted one, merge it (model.merge_and_unload(), then save_pretrained).");

    std::unique_ptr<const Tokenizer> tokenizer = openTokenizerOf(folder, checkpoint.gguf().get());
    if (tokenizer->vocabularySize() > bound.config.vocabulary)
        report.notes.push_back("The tokenizer has " + std::to_string(tokenizer->vocabularySize()) + " entries, the model's vocabulary only "
            + std::to_string(bound.config.vocabulary) + ": a text with one of the others cannot be run.");
    bound.weights->requireUnchanged();
    return std::make_shared<const Model>(
        folder, std::move(bound.config), std::move(bound.weights), std::move(tokenizer), std::move(report));
}

} // namespace headscope
