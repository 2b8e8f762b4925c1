// `headscope info`: what was found in a checkpoint folder or file, and how it is understood.
#include "ui/cli/choices.h"
#include "ui/cli/commands.h"
#include "ui/cli/output_files.h"
#include "ui/export/figure_writer.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_facts.h"
#include "ui/session/model_words.h"
#include "ui/views/map/map_painter.h"
#include "ui/views/map/map_words.h"

#include <QFileInfo>

#include <optional>

namespace headscope {

namespace {

constexpr int kMostListed = 20;

/// The model's structure, its first layer open.
Figure mapFigure(const Model &model)
{
    const ModelMap map = modelMap(model.config(), openLayersFor(model.config(), 0), modelHeading(model));
    return {map.size, [map](QPainter &painter, const QRectF &) { paintModelMap(painter, map, {}); }, modelTitle(model),
        {{QStringLiteral("model"), modelTitle(model)}}};
}

/// Where the map goes; nothing: nowhere. Throws UsageError.
std::optional<ExportFile> chosenOutput(const QCommandLineParser &arguments)
{
    if (!arguments.isSet(QStringLiteral("output"))) {
        for (const QCommandLineOption &option : {themeOption(), scaleOption()})
            if (arguments.isSet(option.names().first()))
                throw UsageError("--" + option.names().first().toStdString() + " belongs to -o, the map of the model");
        return std::nullopt;
    }
    const ExportFile file(arguments.value(QStringLiteral("output")));
    const QStringList formats = formatsFor(ExportOf::figure);
    if (!formats.contains(file.format))
        throw UsageError("the map is written as ." + formats.join(QStringLiteral(", .")).toStdString() + "; not as “"
            + QFileInfo(file.path).fileName().toStdString() + "”");
    return file;
}

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    const QStringList positional = arguments.positionalArguments();
    if (positional.size() != 1)
        throw UsageError("give one model folder, for example: headscope info blackboard");
    const std::optional<ExportFile> file = chosenOutput(arguments);
    const FigureOptions options = chosenFigureOptions(arguments);
    const std::filesystem::path folder = pathOf(resolveModel(positional.first()));
    const std::shared_ptr<const Model> model = openModel(folder);
    if (file) {
        requireFree(arguments, *file, {{folder}, {}});
        writeFigure(*file, mapFigure(*model), options);
    }
    if (arguments.isSet(QStringLiteral("json")))
        terminal.out.lines(factsJson(*model)) << '\n';
    else
        terminal.out.lines(factsText(*model, kMostListed).toStdString());
}

} // namespace

Command infoCommand()
{
    return {
        QStringLiteral("info"),
        QStringLiteral("Report what a model folder or file holds and how it is understood"),
        QStringLiteral("FOLDER|FILE|NAME"),
        QStringLiteral("The load report: family and why, sizes, number formats, tokenizer, tensors that nothing reads, fields of the "
                       "configuration that are not understood, and what was converted."),
        {QCommandLineOption(QStringLiteral("json"), QStringLiteral("Write it as JSON, with every name of every list")),
            {{QStringLiteral("o"), QStringLiteral("output")}, QStringLiteral("Also draw the map of the model, its first layer open."),
                QStringLiteral("FILE.") + formatsFor(ExportOf::figure).join(QLatin1Char('|'))},
            themeOption(), scaleOption()},
        {{QStringLiteral("info ./gpt2"), QStringLiteral("a Hugging Face folder")},
            {QStringLiteral("info llama.gguf"), QStringLiteral("a GGUF file")},
            {QStringLiteral("info blackboard --json"), QStringLiteral("a built-in model, for a script")},
            {QStringLiteral("info ./gpt2 -o map.svg"), QStringLiteral("how the model is built, as a picture")}},
        [](const QCommandLineParser &arguments) { return arguments.isSet(QStringLiteral("output")); },
        run,
    };
}

} // namespace headscope
