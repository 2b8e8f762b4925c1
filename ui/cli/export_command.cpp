// `headscope export`: stages of one run as a figure or as data; the file's extension says which.
#include "src/error.h"
#include "ui/cli/choices.h"
#include "ui/cli/commands.h"
#include "ui/cli/export_session.h"
#include "ui/cli/export_view.h"
#include "ui/cli/output_files.h"
#include "ui/cli/suggestion.h"
#include "ui/export/export_choices.h"
#include "ui/export/stage_figure.h"
#include "ui/session/built_in_models.h"
#include "ui/session/prompt.h"

#include <QFileInfo>

#include <algorithm>

namespace headscope {

namespace {

/// Of a figure or of stages.
QStringList ofStages()
{
    return formatsFor(ExportOf::figure) + formatsFor(ExportOf::stages);
}

QStringList withMore(QStringList formats, ExportOf what)
{
    for (const QString &format : formatsFor(what))
        if (!formats.contains(format))
            formats << format;
    return formats;
}

ExportFile chosenOutput(const QCommandLineParser &arguments)
{
    const ExportFile file(arguments.value(QStringLiteral("output")), arguments.value(QStringLiteral("format")));
    if (file.path.isEmpty())
        throw UsageError("say where to write: -o FILE");
    QStringList formats = ofStages();
    if (isOfView(arguments) || arguments.isSet(sessionOption().names().first()))
        formats = withMore(formats, ExportOf::table);
    if (arguments.isSet(QStringLiteral("frames")))
        formats = withMore(formats, ExportOf::frames);
    if (formats.contains(file.format))
        return file;
    std::vector<std::string> names;
    for (const QString &name : formats)
        names.push_back(name.toStdString());
    const std::string given = file.format.toStdString();
    if (arguments.isSet(QStringLiteral("format")))
        throw UsageError(
            "--format takes " + formats.join(QStringLiteral(", ")).toStdString() + ", not “" + given + "”." + suggestion(given, names));
    throw UsageError("“" + QFileInfo(file.path).fileName().toStdString() + "” has no extension that can be written."
        + suggestion(given, names) + " Extensions: ." + formats.join(QStringLiteral(", .")).toStdString()
        + "; --format says the format where the name does not");
}

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    const ExportFile file = chosenOutput(arguments);
    const FormatKind kind = formatNamed(file.format)->kind;
    const bool isFigure = kind == FormatKind::figure;
    if (kind == FormatKind::numbers && (arguments.isSet(QStringLiteral("theme")) || arguments.isSet(QStringLiteral("scale"))))
        throw UsageError("--theme and --scale belong to figures");
    const FigureOptions options = chosenFigureOptions(arguments);
    if (arguments.isSet(sessionOption().names().first()))
        return exportSession(arguments, file, options);
    const std::optional<std::string> text = chosenText(arguments, 0, terminal);
    if (!text)
        throw UsageError("give a text with --text");
    if (isOfView(arguments))
        return exportView(arguments, file, *text, options);
    for (const QCommandLineOption &option : viewOptions())
        if (arguments.isSet(option.names().first()))
            throw UsageError("--" + option.names().first().toStdString() + " belongs to --view");
    const std::string folder = chosenFolder(arguments, defaultModelName());
    requireFree(arguments, file, sourcesOf(arguments, folder));
    ExportRequest request;
    const std::shared_ptr<const Trace> trace = traceOf(arguments, folder, *text, [&](const Trace &tokens) {
        request = chosenStages(arguments, tokens.config(), {Stage::weights}); // before the run: what is wrong is said at once
        return neededLayers(request, tokens.config());
    });
    if (!isFigure) {
        writeData(*trace, request, file);
        for (const std::string &note : trace->notes()) // a figure shows them; in data they are among the settings
            terminal.err << "headscope: note: " << note << '\n';
        return;
    }
    if (!hasTokens(*trace))
        throw Error("an empty text has no figure", {}, "Give at least one word");
    const StageFigure figure(trace, placesOf(request, trace->config()));
    writeFigure(file, figure.figure(), options);
}

} // namespace

Command exportCommand()
{
    return {
        QStringLiteral("export"),
        QStringLiteral("Write stages as a figure (%1) or as data (%2)")
            .arg(titlesFor(ExportOf::figure).join(QStringLiteral(", ")), titlesFor(ExportOf::stages).join(QStringLiteral(", "))),
        QStringLiteral("[TEXT] -o FILE"),
        QStringLiteral(
            "Without --stage: the weights. Layers and heads count from 1, as on the screen; tensors inside safetensors and JSON are named\n"
            "by their hook (blocks.0.attn.hook_pattern), which counts from 0. CSV holds one table, NPY one stage. Figures are light, on\n"
            "white, unless --theme dark; SVG and PDF hold real text and vectors. With --view: what that view of the window shows, to the "
            "same\n"
            "bytes as the window's Export writes."),
        QList<QCommandLineOption>{modelOption(), textOption(), stageOption(), layerOption(), headOption(),
            {{QStringLiteral("o"), QStringLiteral("output")}, QStringLiteral("The file; its extension is the format."),
                QStringLiteral("FILE.") + withMore(ofStages(), ExportOf::table).join(QLatin1Char('|'))},
            {QStringLiteral("format"), QStringLiteral("The format, where the name does not say it: -o /dev/stdout --format csv."),
                QStringLiteral("NAME")},
            forceOption(), themeOption(), scaleOption(), sessionOption()}
            + viewOptions() + textsOptions(),
        {{QStringLiteral("export -t \"The cat sat\" --head all -o weights.svg"), QStringLiteral("the weights of every head of layer 1")},
            {QStringLiteral("export -t \"The cat sat\" -s q,k,v -o qkv.pdf --theme dark"), QStringLiteral("three stages in one figure")},
            {QStringLiteral("export -t \"The cat sat\" --view qk-space -l 2 --head 3 -o space.svg"),
                QStringLiteral("queries and keys of one head, as the window draws them")},
            {QStringLiteral("export -t \"The cat sat\" --view heatmap --frames layers -o layers.apng"),
                QStringLiteral("an animation through the layers")},
            {QStringLiteral("export --session lesson.headscope -o lesson.svg"), QStringLiteral("what a saved session shows")},
            {QStringLiteral("export -t - -s all -l all --head all -o run.safetensors"),
                QStringLiteral("everything, text from standard input")}},
        [](const QCommandLineParser &arguments) {
            const ExportFile file(arguments.value(QStringLiteral("output")), arguments.value(QStringLiteral("format")));
            return formatsFor(ExportOf::figure).contains(file.format) || isOfView(arguments)
                || arguments.isSet(sessionOption().names().first());
        },
        run,
    };
}

} // namespace headscope
