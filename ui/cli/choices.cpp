#include "ui/cli/choices.h"

#include "src/engine.h"
#include "src/error.h"
#include "ui/cli/suggestion.h"
#include "ui/export/export_choices.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/text_file.h"

#include <algorithm>
#include <istream>

namespace headscope {

namespace {

std::string readAll(std::istream &in)
{
    std::string text = readText(in, "standard input");
    // The line end of `echo` is not part of the sentence; any before it are.
    if (text.ends_with('\n'))
        text.erase(text.size() - (text.ends_with("\r\n") ? 2 : 1));
    return text;
}

/// "blocks.2.attn.hook_q" → 2, "decoder.hook_embed" → the decoder's first layer, and the name without that. Other names stay as they are.
std::optional<int> takeBlock(std::string &name, const TransformerConfig &config)
{
    for (int stack = 0; stack < config.stackCount() && config.isEncoderDecoder(); ++stack) {
        const std::string_view prefix = stack == 0 ? "encoder." : "decoder.";
        if (name.starts_with(prefix)) {
            name.erase(0, prefix.size());
            return config.firstLayerOf(stack);
        }
    }
    constexpr std::string_view kPrefix = "blocks.";
    if (name.compare(0, kPrefix.size(), kPrefix) != 0)
        return {};
    const std::size_t dot = name.find('.', kPrefix.size());
    if (dot == std::string::npos)
        return {};
    bool isNumber = false;
    const int block = QString::fromStdString(name.substr(kPrefix.size(), dot - kPrefix.size())).toInt(&isNumber);
    if (!isNumber || block < 0)
        return {};
    name.erase(0, dot + 1);
    return block;
}

void requireInRange(const std::optional<int> &index, int count, const char *what)
{
    if (index && *index >= count) {
        throw Error(std::string("there is no ") + what + " " + std::to_string(*index + 1) + ": the model has " + std::to_string(count), {},
            std::string("Give 1 to ") + std::to_string(count) + ", or all");
    }
}

/// --layer and --head, where they are given.
void takePlace(const QCommandLineParser &arguments, const TransformerConfig &config, ExportRequest &choice)
{
    if (arguments.isSet(QStringLiteral("layer")))
        choice.layer = chosenLayer(arguments, config);
    if (arguments.isSet(QStringLiteral("head")))
        choice.head = countedFromZero(arguments, QStringLiteral("head"));
    requireInRange(choice.layer, config.layers, "layer");
    requireInRange(choice.head, config.heads, "head");
}

} // namespace

QCommandLineOption modelOption()
{
    return {{QStringLiteral("m"), QStringLiteral("model")},
        QStringLiteral(
            "Built-in model (see `headscope models`), a Hugging Face folder, or org/name (or org/name@revision) of a model in the Hugging "
            "Face cache."),
        QStringLiteral("NAME|FOLDER")};
}

QCommandLineOption textOption()
{
    return {{QStringLiteral("t"), QStringLiteral("text")}, QStringLiteral("The text; - reads standard input."), QStringLiteral("TEXT|-")};
}

QCommandLineOption stageOption()
{
    return {{QStringLiteral("s"), QStringLiteral("stage")},
        QStringLiteral("Stages with commas between them: our names or TransformerLens hook names; all is every stage of the model."),
        QStringLiteral("NAME,...|all")};
}

QCommandLineOption layerOption()
{
    return {{QStringLiteral("l"), QStringLiteral("layer")},
        QStringLiteral("Layer, counted from 1 (default 1); of an encoder-decoder also by name: \"decoder 5 cross\"."),
        QStringLiteral("N|NAME|all")};
}

QCommandLineOption headOption()
{
    return {QStringLiteral("head"), QStringLiteral("Head, counted from 1 (default 1)."), QStringLiteral("N|all")};
}

QCommandLineOption themeOption()
{
    return {QStringLiteral("theme"), QStringLiteral("Colours."), QStringLiteral("light|dark")};
}

QCommandLineOption scaleOption()
{
    return {QStringLiteral("scale"), QStringLiteral("Pixels of a PNG per point (default 2)."), QStringLiteral("FACTOR")};
}

std::string chosenFolder(const QCommandLineParser &arguments, const QString &fallback)
{
    const QString name = arguments.isSet(QStringLiteral("model")) ? arguments.value(QStringLiteral("model")) : fallback;
    return toLocalBytes(resolveModel(name));
}

std::optional<std::string> chosenText(const QCommandLineParser &arguments, int position, Terminal &terminal)
{
    const QStringList positional = arguments.positionalArguments();
    const bool isOption = arguments.isSet(QStringLiteral("text"));
    const bool isPositional = positional.size() > position;
    if (positional.size() > position + 1 || (isOption && isPositional))
        throw UsageError("more than one text was given; put a sentence of several words in quotes");
    if (!isOption && !isPositional)
        return {};
    const QString text = isOption ? arguments.value(QStringLiteral("text")) : positional.at(position);
    return text == QLatin1String("-") ? readAll(terminal.in) : textFrom(toLocalBytes(text), "the text");
}

Stage stageOrThrow(const std::string &name)
{
    if (const std::optional<Stage> stage = stageNamed(name))
        return *stage;
    std::vector<std::string> names;
    std::string list;
    for (const StageInfo &info : allStages()) {
        names.emplace_back(info.name);
        list += (list.empty() ? "" : ", ") + names.back();
    }
    std::vector<std::string> suggested = names;
    for (const StageInfo &info : allStages()) {
        suggested.emplace_back(info.hook);
        suggested.emplace_back(info.hook.substr(info.hook.rfind('.') + 1));
    }
    if (std::find(suggested.begin(), suggested.end(), name) != suggested.end()) // three norms share "hook_normalized"
        throw UsageError("several stages are called “" + name + "”; give the whole hook name, or one of: " + list);
    throw UsageError("there is no stage “" + name + "”." + suggestion(name, suggested) + " Stages: " + list);
}

std::optional<int> layerNamed(const QString &name, const TransformerConfig &config)
{
    const auto plain
        = [](QString text) { return text.simplified().replace(QChar(0xd7), QLatin1Char('x')).toLower(); }; // ×, which few can type
    for (int layer = 0; config.isEncoderDecoder() && layer < config.layers; ++layer)
        for (const std::string &known : {config.layerName(layer), config.shortLayerName(layer)})
            if (plain(name) == plain(QString::fromStdString(known)))
                return layer;
    return {};
}

std::optional<int> chosenLayer(const QCommandLineParser &arguments, const TransformerConfig &config)
{
    const QString value = arguments.value(QStringLiteral("layer"));
    if (const std::optional<int> named = layerNamed(value, config))
        return named;
    bool isNumber = false;
    value.toInt(&isNumber);
    if (config.isEncoderDecoder() && !isNumber && value != QLatin1String("all"))
        throw UsageError("this model has no layer “" + value.toStdString() + "”. Its layers: 1 to " + std::to_string(config.layers) + ", “"
            + config.layerName(0) + "” to “" + config.layerName(config.layers - 1) + "”, or all");
    return countedFromZero(arguments, QStringLiteral("layer"));
}

std::optional<int> countedFromZero(const QCommandLineParser &arguments, const QString &option)
{
    const QString value = arguments.value(option);
    if (value == QLatin1String("all"))
        return {};
    bool isNumber = false;
    const int number = value.toInt(&isNumber);
    if (!isNumber || number < 1)
        throw UsageError("--" + option.toStdString() + " takes a number from 1, or all, not “" + value.toStdString() + "”");
    return number - 1;
}

HeadPlace chosenHead(const QCommandLineParser &arguments, const TransformerConfig &config)
{
    ExportRequest choice{{}, 0, 0};
    takePlace(arguments, config, choice);
    if (!choice.layer || !choice.head)
        throw UsageError("this is of one head: give numbers for --layer and --head");
    return {*choice.layer, *choice.head};
}

ExportRequest chosenStages(const QCommandLineParser &arguments, const TransformerConfig &config, const std::vector<Stage> &fallback)
{
    ExportRequest choice{{}, 0, 0};
    std::optional<int> block;
    std::vector<Stage> named; // not because all were asked for
    for (const QString &part : arguments.value(QStringLiteral("stage")).split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        std::string name = part.trimmed().toStdString();
        if (name == "all") {
            choice.stages = stagesOf(config);
            continue;
        }
        if (const std::optional<int> ofName = takeBlock(name, config)) {
            if ((block && *block != *ofName) || arguments.isSet(QStringLiteral("layer")))
                throw UsageError("two layers were chosen; name hooks of one block and leave --layer out");
            block = ofName;
        }
        const Stage stage = stageOrThrow(name);
        named.push_back(stage);
        if (std::find(choice.stages.begin(), choice.stages.end(), stage) == choice.stages.end())
            choice.stages.push_back(stage);
    }
    if (choice.stages.empty())
        choice.stages = fallback;
    if (block)
        choice.layer = block;
    takePlace(arguments, config, choice);

    const std::vector<Stage> present = stagesOf(config);
    for (const Stage stage : choice.stages) {
        if (std::find(present.begin(), present.end(), stage) == present.end()) {
            std::string list;
            for (const Stage other : present)
                list += (list.empty() ? "" : ", ") + std::string(stageInfo(other).name);
            throw Error("this model has no stage “" + std::string(stageInfo(stage).name) + "”", {}, "It has " + list);
        }
        const bool ofLayer = stageInfo(stage).scope != StageScope::model && std::ranges::count(named, stage) > 0;
        if (ofLayer && choice.layer && !config.has(stage, *choice.layer))
            throw Error(config.layerName(*choice.layer) + " has no stage “" + std::string(stageInfo(stage).name) + "”", {},
                "Choose another layer with --layer");
    }
    return choice;
}

int neededLayers(const ExportRequest &request, const TransformerConfig &config)
{
    const bool isInLayer = std::ranges::all_of(request.stages, [](Stage stage) { return stageInfo(stage).scope != StageScope::model; });
    return isInLayer && request.layer ? *request.layer + 1 : config.layers;
}

bool chosenDark(const QCommandLineParser &arguments)
{
    const QString theme = arguments.value(QStringLiteral("theme"));
    if (theme != QLatin1String("light") && theme != QLatin1String("dark"))
        throw UsageError("--theme takes light or dark, not “" + theme.toStdString() + "”");
    return theme == QLatin1String("dark");
}

FigureOptions chosenFigureOptions(const QCommandLineParser &arguments)
{
    FigureOptions options;
    if (arguments.isSet(QStringLiteral("theme")) && chosenDark(arguments))
        options.theme = Theme::darkTheme();
    if (arguments.isSet(QStringLiteral("scale")))
        options.scale = chosenScale(arguments);
    return options;
}

double chosenScale(const QCommandLineParser &arguments)
{
    bool isNumber = false;
    const double scale = arguments.value(QStringLiteral("scale")).toDouble(&isNumber);
    if (!isNumber || !(scale >= 0.25 && scale <= 8))
        throw UsageError("--scale takes a number from 0.25 to 8, not “" + arguments.value(QStringLiteral("scale")).toStdString() + "”");
    return scale;
}

std::string placeName(const TransformerConfig &config, const StageKey &key)
{
    const StageScope scope = stageInfo(key.stage).scope;
    if (scope == StageScope::model)
        return config.isEncoderDecoder() ? (config.stackOf(key.layer) == 0 ? "encoder" : "decoder") : "";
    std::string layer = config.layerName(key.layer);
    layer.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(layer.front())));
    return scope == StageScope::layer ? layer : layer + ", head " + std::to_string(key.head + 1);
}

QList<QCommandLineOption> textsOptions()
{
    return {
        {QStringLiteral("pair"), QStringLiteral("A second sentence, for models that read two (BERT and its kin)."), QStringLiteral("TEXT")},
        {QStringLiteral("target"), QStringLiteral("What the decoder of an encoder-decoder has said so far (T5, BART, Marian)."),
            QStringLiteral("TEXT")},
        {QStringLiteral("generate"), QStringLiteral("Go on by this many tokens first, the most probable each time."), QStringLiteral("N")}};
}

int chosenCount(const QCommandLineParser &arguments)
{
    constexpr int kMost = 4096;
    bool isNumber = false;
    const QString value = arguments.value(QStringLiteral("generate"));
    const int count = value.toInt(&isNumber);
    if (!isNumber || count < 1 || count > kMost)
        throw UsageError("--generate takes a number from 1 to " + std::to_string(kMost) + ", not “" + value.toStdString() + "”");
    return count;
}

std::shared_ptr<const Trace> traceOf(const QCommandLineParser &arguments, const std::string &folder, const std::string &text,
    const std::function<int(const Trace &tokens)> &layers)
{
    Engine engine(openModel(folder));
    RunRequest request;
    request.text = text;
    if (arguments.isSet(QStringLiteral("pair")))
        request.pair = arguments.value(QStringLiteral("pair")).toStdString();
    request.target = arguments.value(QStringLiteral("target")).toStdString();
    if (arguments.isSet(QStringLiteral("generate")))
        request.generated = engine.generate(request, chosenCount(arguments));
    request.layers = layers;
    return engine.run(request);
}

} // namespace headscope
