#include "src/models/model.h"

#include "src/error.h"
#include "src/models/families/family.h"
#include "src/models/weights.h"
#include "src/tokenizer/gguf_tokenizer.h"

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

// Weights that other tools have packed into integers have other names and shapes: to say that they are missing would not help.
void refuseQuantised(const ConfigReader &reader)
{
    constexpr std::string_view field = "quantization_config";
    if (const std::optional<ConfigReader> packing = reader.part(field))
        reader.refuse(field, "there: the weights are packed by " + packing->text("quant_method", "another tool"),
            "Open the model's original weights, or a GGUF file of it");
}

/// A GGUF file has its tokenizer inside. In a folder, one that stands beside it comes first: it says more.
std::unique_ptr<const Tokenizer> openTokenizerOf(const std::filesystem::path &path, const GgufFile *gguf)
{
    const bool isFolder = std::filesystem::is_directory(path);
    const std::filesystem::path folder = isFolder ? path : path.parent_path();
    if (gguf && hasTokenizer(*gguf) && !(isFolder && std::filesystem::exists(folder / "tokenizer.json")))
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
}

Model::~Model() = default;

std::shared_ptr<const Model> openModel(const std::filesystem::path &folder)
{
    Checkpoint checkpoint = Checkpoint::open(folder);
    const ConfigReader reader(checkpoint.config());
    refuseQuantised(reader);
    const auto [family, reason] = familyOf(reader, checkpoint.config().where());
    TransformerConfig config = family->readConfig(reader);
    config.family = family->modelType;
    if (const std::vector<std::string> names = reader.texts("architectures"); !names.empty())
        config.architecture = names.front();

    LoadReport report;
    report.familyReason = reason;
    const std::shared_ptr<const GgufFile> gguf = checkpoint.gguf();
    TensorBinder binder(std::move(checkpoint));
    std::unique_ptr<const Weights> weights = family->bindWeights(reader, binder, config, report);
    binder.describe(report);
    report.unknownFields = reader.unread();

    std::unique_ptr<const Tokenizer> tokenizer = openTokenizerOf(folder, gguf.get());
    if (tokenizer->vocabularySize() > config.vocabulary)
        report.notes.push_back("The tokenizer has " + std::to_string(tokenizer->vocabularySize()) + " entries, the model's vocabulary only "
            + std::to_string(config.vocabulary) + ": a text with one of the others cannot be run.");
    weights->requireUnchanged();
    return std::make_shared<const Model>(folder, std::move(config), std::move(weights), std::move(tokenizer), std::move(report));
}

} // namespace headscope
