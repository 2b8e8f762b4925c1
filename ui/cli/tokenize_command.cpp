// `headscope tokenize`: how a text is cut into pieces. Opens the tokenizer alone, so it starts at once.
#include "ui/cli/choices.h"
#include "ui/cli/commands.h"
#include "ui/cli/matrix_table.h"
#include "ui/cli/trace_json.h"
#include "ui/session/built_in_models.h"

namespace headscope {

namespace {

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    const std::optional<std::string> text = chosenText(arguments, 0, terminal);
    if (!text)
        throw UsageError("give a text, for example: headscope tokenize \"The cat sat on the mat\"");
    const std::unique_ptr<Tokenizer> tokenizer = openTokenizer(chosenFolder(arguments, defaultModelName()));
    const std::vector<Token> tokens = tokenizer->encode(*text);
    if (arguments.isSet(QStringLiteral("json"))) {
        terminal.out.lines(tokensJson(tokens)) << '\n';
        return;
    }
    printTokens(tokens, terminal);
    terminal.out << '\n'
                 << "  " << tokens.size() << (tokens.size() == 1 ? " token, " : " tokens, ") << text->size() << " bytes, "
                 << tokenizer->kind() << ", " << tokenizer->vocabularySize() << " pieces in the vocabulary\n";
}

} // namespace

Command tokenizeCommand()
{
    return {
        QStringLiteral("tokenize"),
        QStringLiteral("Show how a text is cut into pieces"),
        QStringLiteral("[TEXT|-]"),
        QStringLiteral("One line per token: its id, the piece with spaces made visible (␣), and the bytes of the text it came from."),
        {modelOption(), textOption(), {QStringLiteral("json"), QStringLiteral("Print JSON.")}},
        {{QStringLiteral("tokenize \"Once upon a time\""), QStringLiteral("the pieces of a sentence")},
            {QStringLiteral("tokenize -m blackboard --json -"), QStringLiteral("read standard input, print JSON")}},
        nullptr,
        run,
    };
}

} // namespace headscope
