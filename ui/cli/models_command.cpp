// `headscope models`: the models that come with the application.
#include "src/error.h"
#include "src/models/model.h"
#include "ui/cli/commands.h"
#include "ui/cli/table.h"
#include "ui/session/built_in_models.h"

namespace headscope {

namespace {

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    if (!arguments.positionalArguments().isEmpty())
        throw UsageError("models takes no argument; headscope info FOLDER describes one model");
    const QList<BuiltInModel> models = builtInModels();
    if (models.isEmpty())
        throw Error("no built-in models were found", {}, "Set HEADSCOPE_RESOURCES to the folder that holds models/");
    Table table({{"name"}, {"family"}, {"layers × heads"}, {"width", true}, {"vocabulary", true}, {"context", true}, {"folder"}});
    std::vector<std::string> descriptions;
    for (const BuiltInModel &entry : models) {
        const std::shared_ptr<const Model> model = openModel(entry.folder.toStdString());
        const TransformerConfig &config = model->config();
        table.addRow({entry.name.toStdString(), config.family, std::to_string(config.layers) + " × " + std::to_string(config.heads),
            std::to_string(config.width), std::to_string(config.vocabulary), std::to_string(config.context), entry.folder.toStdString()});
        if (!config.description.empty())
            descriptions.push_back(QStringLiteral("%1: ").arg(entry.title).toStdString() + config.description);
    }
    table.print(terminal.out);
    for (const std::string &description : descriptions)
        terminal.out << "\n" << description << "\n";
}

} // namespace

Command modelsCommand()
{
    return {
        QStringLiteral("models"),
        QStringLiteral("List the built-in models"),
        {},
        QStringLiteral("Any Hugging Face folder of a supported family works as well: give its path where a model is asked for."),
        {},
        {{QStringLiteral("models"), QStringLiteral("names, sizes and folders")}},
        nullptr,
        run,
    };
}

} // namespace headscope
