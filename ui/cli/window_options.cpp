#include "ui/cli/window_options.h"

#include "src/error.h"
#include "src/mechanisms/mechanisms.h"
#include "ui/cli/choices.h"
#include "ui/cli/suggestion.h"
#include "ui/export/figure_writer.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/text_file.h"
#include "ui/window/session_files.h"

#include <QRegularExpression>

#include <filesystem>

namespace headscope {

namespace {

QSize parsedSize(const QString &value)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{1,5})[x×](\\d{1,5})$"));
    const QRegularExpressionMatch match = pattern.match(value);
    const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
    // Below 320 × 240 nothing can be read; above 8192 a picture takes over 250 MB.
    if (!match.hasMatch() || size.width() < 320 || size.height() < 240 || size.width() > 8192 || size.height() > 8192)
        throw UsageError("--size takes WIDTHxHEIGHT between 320x240 and 8192x8192, not “" + value.toStdString() + "”");
    return size;
}

/// The first positional argument: a session, a model (folder, file in it, built-in name) or a text file.
void open(const QString &path, WindowOptions &options)
{
    std::error_code ignored;
    if (isSessionFile(path))
        options.session = path;
    else if (std::filesystem::is_regular_file(pathOf(path), ignored) && !isModelFile(path)) {
        options.text = readTextFile(path);
        options.textFile = path;
    } else {
        options.model = resolveModel(path);
    }
}

QString namesOfWorkspaces(const QString &between)
{
    QStringList names;
    for (const auto &workspace : kWorkspaces)
        names << QString::fromUtf8(workspace.name.data(), static_cast<qsizetype>(workspace.name.size()));
    return names.join(between);
}

Workspace workspaceNamed(const std::string &name)
{
    std::vector<std::string> names;
    for (const auto &workspace : kWorkspaces) {
        if (workspace.name == name)
            return workspace.id;
        names.emplace_back(workspace.name);
    }
    throw UsageError("there is no workspace “" + name + "”." + suggestion(name, names)
        + " Workspaces: " + namesOfWorkspaces(QStringLiteral(", ")).toStdString());
}

/// "performer:3"
void chooseMechanism(const QString &chosen, WindowOptions &options)
{
    const QStringList parts = chosen.split(QLatin1Char(':'));
    options.mechanism = mechanismNamed(parts.front().toStdString()).name;
    bool isNumber = true;
    if (parts.size() > 1)
        options.step = parts[1].toInt(&isNumber) - 1;
    if (!isNumber || options.step < 0 || parts.size() > 2)
        throw UsageError("--mechanism takes a name and the number of a step, from 1: performer:3");
    options.workspace = Workspace::walk;
}

/// "lab", "lab-charts", …; nothing for other names.
std::optional<LabView> labViewNamed(const std::string &name)
{
    const std::string lab(rowOf(kWorkspaces, Workspace::lab).name);
    for (const auto &view : kLabViews)
        if (name == (view.id == LabView::cards ? lab : lab + "-" + std::string(view.name)))
            return view.id;
    return std::nullopt;
}

} // namespace

QList<QCommandLineOption> windowCommandLineOptions()
{
    QCommandLineOption stage = stageOption();
    stage.setDescription(QStringLiteral("Stage to show, by our name or TransformerLens hook name."));
    stage.setValueName(QStringLiteral("NAME"));
    QCommandLineOption text = textOption();
    text.setDescription(QStringLiteral("The text."));
    text.setValueName(QStringLiteral("TEXT"));
    QCommandLineOption scale = scaleOption();
    scale.setDescription(QStringLiteral("Pixels per point of the grabbed picture (default 1)."));
    return QList<QCommandLineOption>{
               modelOption(),
               text,
               {QStringLiteral("workspace"), QStringLiteral("Workspace to show."), namesOfWorkspaces(QStringLiteral("|"))},
               {QStringLiteral("view"),
                   QStringLiteral("View of the Heads workspace to show: heatmap, lines, …; or lab, lab-charts, lab-model."),
                   QStringLiteral("NAME")},
               {QStringLiteral("mechanism"),
                   QStringLiteral("Mechanism of the Lab to walk through, and the step to begin with: performer:3."),
                   QStringLiteral("NAME[:STEP]")},
               themeOption(),
               stage,
               {{QStringLiteral("l"), QStringLiteral("layer")},
                   QStringLiteral("Layer to show, counted from 1, or of an encoder-decoder by name."), QStringLiteral("N|NAME")},
               {QStringLiteral("head"), QStringLiteral("Head to show, counted from 1."), QStringLiteral("N")},
               {QStringLiteral("present"), QStringLiteral("Present: the picture and its arithmetic alone, in large letters (F11).")},
               {QStringLiteral("grab"), QStringLiteral("Write a picture of the window and exit; needs no display."),
                   QStringLiteral("OUT.png")},
               {QStringLiteral("size"), QStringLiteral("Size of the grabbed window (default 1600x1000)."), QStringLiteral("WxH")},
               scale,
               {QStringLiteral("quit-when-painted"),
                   QStringLiteral("Print “painted” and exit once an attention map is on the screen (to measure the start).")},
               {{QStringLiteral("h"), QStringLiteral("help")},
                   QStringLiteral("Show this help; headscope COMMAND --help shows that of a command.")},
               {{QStringLiteral("v"), QStringLiteral("version")}, QStringLiteral("Show the version.")},
           }
    + textsOptions();
}

WindowOptions windowOptions(const QCommandLineParser &parser)
{
    const auto isSet = [&](const char *name) { return parser.isSet(QString::fromLatin1(name)); };
    const auto value = [&](const char *name) { return parser.value(QString::fromLatin1(name)); };
    WindowOptions options;
    const QStringList positional = parser.positionalArguments();
    if (positional.size() > 1)
        throw UsageError("one file or folder can be opened, not " + std::to_string(positional.size()));
    options.isPlain = positional.isEmpty() && parser.optionNames().isEmpty();
    if (!positional.isEmpty())
        open(positional.first(), options);
    if (!options.session.isEmpty())
        for (const char *own : {"model", "text", "pair", "target", "generate"})
            if (isSet(own))
                throw UsageError("a session has its own --" + std::string(own) + "; open it, then change it in the window");
    if (isSet("model"))
        options.model = resolveModel(value("model"));
    if (isSet("text"))
        options.text = textFrom(toLocalBytes(value("text")), "the text");
    if (isSet("pair"))
        options.pair = value("pair");
    if (isSet("target"))
        options.target = value("target");
    if (isSet("generate"))
        options.generate = chosenCount(parser);
    if (isSet("workspace")) {
        const std::string name = value("workspace").toStdString();
        options.workspace = workspaceNamed(name);
    }
    options.view = value("view");
    options.labView = labViewNamed(options.view.toStdString());
    if (options.labView) {
        options.workspace = options.workspace.value_or(Workspace::lab);
        options.view.clear();
    }
    if (!options.view.isEmpty() && !options.workspace)
        options.workspace = Workspace::heads;
    if (isSet("mechanism"))
        chooseMechanism(value("mechanism"), options);
    if (isSet("theme"))
        options.dark = chosenDark(parser);
    if (isSet("stage"))
        options.stage = stageOrThrow(value("stage").toStdString());
    static const QRegularExpression layerName(
        QStringLiteral("^\\s*(e|d|encoder|decoder)\\s*\\d"), QRegularExpression::CaseInsensitiveOption);
    if (layerName.match(value("layer")).hasMatch()) // which there are, only the model knows
        options.layerName = value("layer");
    else if (isSet("layer"))
        options.layer = countedFromZero(parser, QStringLiteral("layer"));
    if (isSet("head"))
        options.head = countedFromZero(parser, QStringLiteral("head"));
    if (!isSet("grab") && (isSet("size") || isSet("scale")))
        throw UsageError("--size and --scale belong to --grab");
    if (isSet("size"))
        options.size = parsedSize(value("size"));
    if (isSet("scale"))
        options.scale = chosenScale(parser);
    requirePixels(options.size, options.scale, "Give a smaller --size or --scale");
    options.present = isSet("present");
    options.quitWhenPainted = isSet("quit-when-painted");
    options.grab = value("grab");
    if (isSet("grab") && !options.grab.endsWith(QLatin1String(".png"), Qt::CaseInsensitive))
        throw UsageError("--grab writes a PNG; give a name that ends in .png");
    return options;
}

} // namespace headscope
