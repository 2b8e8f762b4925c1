// `headscope info`: what was found in a checkpoint folder or file, and how it is understood.
#include "ui/cli/commands.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_facts.h"

namespace headscope {

namespace {

constexpr int kMostListed = 20;

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    const QStringList positional = arguments.positionalArguments();
    if (positional.size() != 1)
        throw UsageError("give one model folder, for example: headscope info blackboard");
    const std::shared_ptr<const Model> model = openModel(pathOf(resolveModel(positional.first())));
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
        {QCommandLineOption(QStringLiteral("json"), QStringLiteral("Write it as JSON, with every name of every list"))},
        {{QStringLiteral("info ./gpt2"), QStringLiteral("a Hugging Face folder")},
            {QStringLiteral("info llama.gguf"), QStringLiteral("a GGUF file")},
            {QStringLiteral("info blackboard --json"), QStringLiteral("a built-in model, for a script")}},
        nullptr,
        run,
    };
}

} // namespace headscope
