// `headscope run`: the numbers of one text in the terminal, as tables or as JSON.
#include "ui/cli/choices.h"
#include "ui/cli/commands.h"
#include "ui/cli/matrix_table.h"
#include "ui/cli/trace_json.h"
#include "ui/export/export_choices.h"
#include "ui/session/built_in_models.h"
#include "ui/session/prompt.h"

namespace headscope {

namespace {

void printNotes(const Trace &trace, Terminal &terminal)
{
    for (const std::string &note : trace.notes())
        terminal.out << "\nNote: " << note << '\n';
}

/// The tokens that were made, as text; empty without any.
std::string generatedText(const Trace &trace)
{
    const std::vector<Token> &tokens = trace.stackTokens(trace.config().stackCount() - 1);
    std::vector<int> ids;
    for (std::size_t i = tokens.size() - static_cast<std::size_t>(trace.generatedCount()); i < tokens.size(); ++i)
        ids.push_back(tokens[i].id);
    return ids.empty() ? std::string() : textOf(trace, ids).toStdString();
}

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    const std::optional<std::string> text = chosenText(arguments, 0, terminal);
    if (!text)
        throw UsageError("give a text, for example: headscope run \"The cat sat on the mat\"");
    ExportRequest choice;
    const std::shared_ptr<const Trace> trace
        = traceOf(arguments, chosenFolder(arguments, defaultModelName()), *text, [&](const Trace &tokens) {
              choice = chosenStages(arguments, tokens.config(), {Stage::weights});
              return printsPredictions(tokens) ? tokens.config().layers : neededLayers(choice, tokens.config());
          });
    const TransformerConfig &config = trace->config();
    const std::vector<StageKey> keys = placesOf(choice, config);
    if (arguments.isSet(QStringLiteral("json"))) {
        terminal.out.lines(traceJson(*trace, keys, generatedText(*trace))) << '\n';
        return;
    }
    terminal.out << trace->model().name() << ": " << config.layers << " × " << config.heads << " heads, width " << config.width << ", "
                 << trace->tokenCount();
    if (config.isEncoderDecoder())
        terminal.out << " + " << trace->stackTokens(1).size();
    terminal.out << (trace->tokenCount() == 1 && !config.isEncoderDecoder() ? " token" : " tokens") << "\n\n";
    printTexts(*trace, terminal);
    if (const std::string generated = generatedText(*trace); !generated.empty())
        terminal.out << "\nWent on with: " << generated << '\n';
    for (const StageKey &key : keys)
        printStage(*trace, key, arguments.isSet(QStringLiteral("full")), terminal);
    printPredictions(*trace, terminal);
    printNotes(*trace, terminal);
}

} // namespace

Command runCommand()
{
    return {
        QStringLiteral("run"),
        QStringLiteral("Print the tokens, the numbers of chosen stages and what comes next"),
        QStringLiteral("[TEXT]"),
        QStringLiteral(
            "Without --stage: the weights of layer 1, head 1. Layers and heads count from 1, as on the screen; hook names\n"
            "(blocks.0.attn.hook_pattern) count from 0, as in TransformerLens. Scores that the mask forbids are -inf, null in JSON."),
        QList<QCommandLineOption>{modelOption(), textOption(), stageOption(), layerOption(), headOption(),
            {QStringLiteral("full"), QStringLiteral("Print every row and column, however wide.")},
            {QStringLiteral("json"), QStringLiteral("Print JSON with every digit.")}}
            + textsOptions(),
        {{QStringLiteral("run \"The cat sat on the mat\""), QStringLiteral("tokens, weights of layer 1 head 1, predictions")},
            {QStringLiteral("run -m blackboard -s q,k,raw-scores --head all \"The cat sat\""),
                QStringLiteral("three stages of every head")},
            {QStringLiteral("run -m ./t5-small --generate 20 -s weights -l 8 \"translate English to German: good night\""),
                QStringLiteral("what the decoder says, and where it looked")},
            {QStringLiteral("run --json --text - < story.txt"), QStringLiteral("a text from standard input, for a script")}},
        nullptr,
        run,
    };
}

} // namespace headscope
