#include "src/models/model.h"

#include "src/error.h"
#include "src/models/families/family.h"
#include "src/models/weights.h"

namespace headscope {

Model::Model(std::filesystem::path folder, TransformerConfig config, std::unique_ptr<const Weights> weights,
    std::unique_ptr<const Tokenizer> tokenizer, LoadReport report)
    : m_folder(std::move(folder))
    , m_name(m_folder.filename().empty() ? m_folder.parent_path().filename().string() : m_folder.filename().string())
    , m_config(std::move(config))
    , m_weights(std::move(weights))
    , m_tokenizer(std::move(tokenizer))
    , m_report(std::move(report))
{
}

Model::~Model() = default;

std::shared_ptr<const Model> openModel(const std::filesystem::path &folder)
{
    const std::filesystem::path configFile = folder / "config.json";
    const ConfigReader reader(Json::read(configFile));
    const Family &family = familyOf(reader, configFile.string());
    TransformerConfig config = family.readConfig(reader);
    config.family = family.modelType;

    LoadReport report;
    report.familyReason = "model_type is " + config.family;
    TensorBinder binder(Checkpoint::open(folder));
    std::unique_ptr<const Weights> weights = family.bindWeights(reader, binder, config, report);
    binder.describe(report);
    report.unknownFields = reader.unread();

    std::unique_ptr<const Tokenizer> tokenizer = openTokenizer(folder);
    if (tokenizer->vocabularySize() > config.vocabulary)
        report.notes.push_back("The tokenizer has " + std::to_string(tokenizer->vocabularySize()) + " entries, the model's vocabulary only "
            + std::to_string(config.vocabulary) + ": a text with one of the others cannot be run.");
    return std::make_shared<const Model>(folder, std::move(config), std::move(weights), std::move(tokenizer), std::move(report));
}

} // namespace headscope
