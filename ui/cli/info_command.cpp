// `headscope info`: what was found in a checkpoint folder, and how it is understood.
#include "src/models/model.h"
#include "ui/cli/commands.h"
#include "ui/cli/display_width.h"
#include "ui/session/built_in_models.h"

#include <QLocale>

#include <algorithm>
#include <ostream>

namespace headscope {

namespace {

constexpr int kNameWidth = 14;
constexpr std::size_t kMostUnused = 20;

std::string grouped(std::int64_t number)
{
    return QLocale(QLocale::English).toString(static_cast<qlonglong>(number)).toStdString();
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const std::string &part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

const char *positionName(PositionKind kind)
{
    switch (kind) {
    case PositionKind::none: return "none";
    case PositionKind::learned: return "learned";
    case PositionKind::sinusoidal:
    case PositionKind::sinusoidalHalves: return "sinusoidal";
    }
    return "";
}

std::string normName(const TransformerConfig &config)
{
    if (config.norm == NormKind::none)
        return "none";
    const std::string kind = config.norm == NormKind::layer ? "layer norm" : "RMS norm";
    return kind + (config.normPlace == NormPlace::pre ? ", before attention and MLP" : ", after attention and MLP");
}

const char *activationName(Activation activation)
{
    switch (activation) {
    case Activation::gelu: return "GELU";
    case Activation::geluTanh: return "GELU (tanh form)";
    case Activation::relu: return "ReLU";
    case Activation::geluQuick: return "GELU (sigmoid form)";
    case Activation::silu: return "SiLU";
    case Activation::tanh: return "tanh";
    case Activation::identity: return "none";
    }
    return "";
}

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    const QStringList positional = arguments.positionalArguments();
    if (positional.size() != 1)
        throw UsageError("give one model folder, for example: headscope info blackboard");
    const std::shared_ptr<const Model> model = openModel(resolveModel(positional.first()).toStdString());
    const TransformerConfig &config = model->config();
    const LoadReport &report = model->report();
    const auto line = [&](const std::string &name, const std::string &value) {
        if (!value.empty())
            terminal.out << "  " << padded(name, kNameWidth, false) << value << '\n';
    };
    terminal.out << model->name() << '\n';
    if (!config.description.empty())
        terminal.out << config.description << '\n';
    terminal.out << '\n';
    line("folder", model->folder().string());
    line("family", config.family + " (" + report.familyReason + ")");
    line("layers", std::to_string(config.layers));
    line("heads", std::to_string(config.heads) + " of " + std::to_string(config.headWidth));
    line("width", std::to_string(config.width));
    line("MLP", config.feedForward > 0 ? std::to_string(config.feedForward) + ", " + activationName(config.activation) : "none");
    line("norm", normName(config));
    line("positions", positionName(config.position));
    line("mask", config.layer(0).causal ? "causal: a token sees itself and those before it" : "none: every token sees every token");
    line("context", std::to_string(config.context) + " tokens");
    line("vocabulary", std::to_string(config.vocabulary) + (config.tiedOutput ? ", output tied to the embedding" : ", output of its own"));
    line("tokenizer", model->tokenizer().kind() + ", " + std::to_string(model->tokenizer().vocabularySize()) + " pieces");
    line("parameters", grouped(report.parameters));
    line("stored", grouped(report.bytes) + " bytes, " + joined(report.dtypes));
    line("unused", report.unused.empty() ? "no tensor" : std::to_string(report.unused.size()) + " tensors");
    for (std::size_t i = 0; i < std::min(report.unused.size(), kMostUnused); ++i)
        line("", report.unused[i]);
    if (report.unused.size() > kMostUnused)
        line("", "… and " + std::to_string(report.unused.size() - kMostUnused) + " more");
    for (const std::string &note : report.notes)
        line("note", note);
}

} // namespace

Command infoCommand()
{
    return {
        QStringLiteral("info"),
        QStringLiteral("Report what a model folder holds and how it is understood"),
        QStringLiteral("FOLDER|NAME"),
        QStringLiteral(
            "The load report: family and why, sizes, number types, tokenizer, tensors that nothing reads, and what was converted."),
        {},
        {{QStringLiteral("info ./gpt2"), QStringLiteral("a Hugging Face folder")},
            {QStringLiteral("info blackboard"), QStringLiteral("a built-in model")}},
        nullptr,
        run,
    };
}

} // namespace headscope
