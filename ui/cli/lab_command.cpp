// `headscope lab`: other attention mechanisms on the queries, keys and values of one head, beside full attention.
#include "ui/cli/choices.h"
#include "ui/cli/commands.h"
#include "ui/cli/lab_compare.h"
#include "ui/cli/lab_measure.h"
#include "ui/cli/lab_swap.h"

#include <array>

namespace headscope {

namespace {

/// Options that mean something beside one other alone.
void refuseCombinations(const QCommandLineParser &arguments)
{
    constexpr std::array<std::array<const char *, 2>, 8> kNeeds{{{"budget", "measure"}, {"sizes", "measure"}, {"width", "measure"},
        {"page", "output"}, {"query", "output"}, {"format", "output"}, {"theme", "output"}, {"scale", "output"}}};
    for (const auto &[option, needed] : kNeeds)
        if (arguments.isSet(QString::fromLatin1(option)) && !arguments.isSet(QString::fromLatin1(needed)))
            throw UsageError("--" + std::string(option) + " belongs to --" + needed);
    if (arguments.isSet(QStringLiteral("measure")) && arguments.isSet(QStringLiteral("page")))
        throw UsageError("--measure has a page of its own; leave --page out");
    if (arguments.isSet(QStringLiteral("output")) && arguments.isSet(QStringLiteral("json")))
        throw UsageError("-o and --json cannot be combined; -o FILE.json writes the table as JSON");
}

/// --layer, by default all.
int swappedLayer(const QCommandLineParser &arguments, const Trace &trace)
{
    if (!arguments.isSet(QStringLiteral("layer")))
        return Edit::kAll;
    const std::optional<int> layer = chosenLayer(arguments, trace.config());
    return layer ? chosenHead(arguments, trace.config()).layer : Edit::kAll;
}

void swap(const QCommandLineParser &arguments, Terminal &terminal)
{
    const std::shared_ptr<const Trace> trace = chosenTrace(arguments, terminal);
    const MechanismInfo &mechanism = knownMechanism(arguments.value(QStringLiteral("swap")).toStdString());
    SwapRequest request;
    request.base = trace;
    request.run = requestAgain(*trace);
    request.mechanism = &mechanism;
    request.parameters = chosenParameters(arguments, mechanism);
    request.seed = chosenSeed(arguments);
    request.layer = swappedLayer(arguments, *trace);
    printSwap(request, arguments.isSet(QStringLiteral("json")), terminal);
}

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    if (arguments.isSet(QStringLiteral("list")))
        return listMechanisms(terminal);
    refuseCombinations(arguments);
    if (arguments.isSet(QStringLiteral("swap")))
        return swap(arguments, terminal);
    if (arguments.isSet(QStringLiteral("measure")))
        return measureMechanisms(arguments, terminal);
    if (arguments.isSet(QStringLiteral("output")))
        return writeLabPage(arguments, terminal);
    compareMechanisms(arguments, terminal);
}

} // namespace

Command labCommand()
{
    return {
        QStringLiteral("lab"),
        QStringLiteral("Try other attention mechanisms on one head's queries, keys and values"),
        QStringLiteral("[TEXT]"),
        QStringLiteral("Runs each mechanism on the same numbers and prints what it costs and how far its output is from full attention's.\n"
                       "Numbers that a trained model would have learned are drawn from the seed. --json adds all weights and outputs.\n"
                       "With -o: their cards as a figure, their comparison as a table, or another --page of the Lab. With "
                       "--measure: how\n"
                       "time, memory and operations grow from 64 to 32,768 tokens, and the power of n that each follows.\n"
                       "src/mechanisms/README.md says what each is and when to use it."),
        QList<QCommandLineOption>{modelOption(), textOption(), layerOption(), headOption(),
            {QStringLiteral("list"), QStringLiteral("Print which mechanisms there are.")},
            {QStringLiteral("swap"), QStringLiteral("Put one into the model, in layer -l or in all: loss and prediction before and after."),
                QStringLiteral("NAME")},
            {QStringLiteral("query"), QStringLiteral("The token whose row --page softmax shows, counted from 1 (default the last)."),
                QStringLiteral("N")},
            {QStringLiteral("json"), QStringLiteral("Print JSON with every digit.")}}
            + labOptions() + labPageOptions() + textsOptions(),
        {{QStringLiteral("lab \"Once upon a time\" --swap local-window --set local-window.reach=1"),
             QStringLiteral("what the model says with a short sight")},
            {QStringLiteral("lab --list"), QStringLiteral("what there is")},
            {QStringLiteral("lab \"The cat sat on the mat\" --mechanisms full,local-window,top-k --set top-k.k=2"),
                QStringLiteral("three of them on a sentence")},
            {QStringLiteral("lab \"The cat sat on the mat\" -o mechanisms.tex"), QStringLiteral("all of them compared, for a paper")},
            {QStringLiteral("lab --measure --mechanisms full,local-window --sizes 64-256 --budget 2"), QStringLiteral("how they grow")},
            {QStringLiteral("lab -m storyteller -l 2 --head 3 -t \"Once upon a time\" --causal --json"), QStringLiteral("for a script")}},
        paintsLabPage,
        run,
    };
}

} // namespace headscope
