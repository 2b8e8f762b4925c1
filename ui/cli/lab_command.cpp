// `headscope lab`: other attention mechanisms on the queries, keys and values of one head, beside full attention.
#include "src/error.h"
#include "src/formats/json_writer.h"
#include "src/lab/comparison.h"
#include "src/lab/lab_input.h"
#include "ui/cli/choices.h"
#include "ui/cli/commands.h"
#include "ui/cli/lab_swap.h"
#include "ui/cli/matrix_table.h"
#include "ui/cli/suggestion.h"
#include "ui/cli/table.h"
#include "ui/session/built_in_models.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace headscope {

namespace {

constexpr int kRounds = 9; // timings of a mechanism, of which the median is told

struct Place {
    StageKey key;
    std::shared_ptr<const Trace> trace;
};

struct Compared {
    Comparison comparison;
    double time; ///< of full attention's
};

/// A mechanism that cannot be had for this head.
struct Refused {
    const MechanismInfo *mechanism;
    std::string why;
};

struct Results {
    std::vector<Compared> compared;
    std::vector<Refused> refused;
};

std::string digits(double value, int decimals = -1)
{
    if (decimals < 0)
        decimals = value == std::floor(value) ? 0 : 2;
    std::array<char, 64> text;
    const auto [end, problem] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
    return {text.data(), problem == std::errc() ? end : text.data()};
}

std::vector<std::string> namesOf(std::span<const MechanismInfo> mechanisms)
{
    std::vector<std::string> names;
    for (const MechanismInfo &mechanism : mechanisms)
        names.emplace_back(mechanism.name);
    return names;
}

const MechanismInfo &knownMechanism(const std::string &name)
{
    const auto found = std::ranges::find(allMechanisms(), name, &MechanismInfo::name);
    if (found == allMechanisms().end())
        throw UsageError(
            "there is no mechanism “" + name + "”." + suggestion(name, namesOf(allMechanisms())) + " headscope lab --list names them");
    return *found;
}

bool areAllChosen(const QCommandLineParser &arguments)
{
    const QString names = arguments.value(QStringLiteral("mechanisms"));
    return names.isEmpty() || names == QLatin1String("all");
}

std::vector<const MechanismInfo *> chosenMechanisms(const QCommandLineParser &arguments)
{
    const QString names = arguments.value(QStringLiteral("mechanisms"));
    std::vector<const MechanismInfo *> chosen;
    if (areAllChosen(arguments)) {
        for (const MechanismInfo &mechanism : allMechanisms())
            chosen.push_back(&mechanism);
        return chosen;
    }
    for (const QString &one : names.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        chosen.push_back(&knownMechanism(one.trimmed().toStdString()));
    }
    return chosen;
}

/// NAME.PARAMETER=VALUE of --set; of mechanisms that are not chosen too, as long as there are such.
void setParameters(const QCommandLineParser &arguments, const MechanismInfo &mechanism, Parameters &parameters)
{
    for (const QString &given : arguments.values(QStringLiteral("set"))) {
        const qsizetype equals = given.indexOf(QLatin1Char('='));
        const qsizetype point = given.left(equals).lastIndexOf(QLatin1Char('.'));
        bool isNumber = false;
        const double value = given.mid(equals + 1).toDouble(&isNumber);
        if (equals < 0 || point < 0 || !isNumber)
            throw UsageError("--set takes MECHANISM.PARAMETER=NUMBER, as in local-window.reach=3, not “" + given.toStdString() + "”");
        const MechanismInfo &named = mechanismNamed(given.left(point).toStdString());
        Parameters tried(named.parameters);
        Parameters &target = &named == &mechanism ? parameters : tried;
        target.set(given.mid(point + 1, equals - point - 1).toStdString(), value);
    }
}

Parameters chosenParameters(const QCommandLineParser &arguments, const MechanismInfo &mechanism)
{
    Parameters parameters
        = arguments.isSet(QStringLiteral("as-in-paper")) ? Parameters::ofPaper(mechanism.parameters) : Parameters(mechanism.parameters);
    setParameters(arguments, mechanism, parameters);
    return parameters;
}

std::uint64_t chosenSeed(const QCommandLineParser &arguments)
{
    if (!arguments.isSet(QStringLiteral("seed")))
        return 1;
    bool isNumber = false;
    const std::uint64_t seed = arguments.value(QStringLiteral("seed")).toULongLong(&isNumber);
    if (!isNumber)
        throw UsageError("--seed takes a whole number from 0, not “" + arguments.value(QStringLiteral("seed")).toStdString() + "”");
    return seed;
}

std::shared_ptr<const Trace> chosenTrace(const QCommandLineParser &arguments, Terminal &terminal)
{
    const std::optional<std::string> text = chosenText(arguments, 0, terminal);
    if (!text)
        throw UsageError("give a text, for example: headscope lab \"The cat sat on the mat\"");
    std::shared_ptr<const Trace> trace = traceOf(arguments, chosenFolder(arguments, defaultModelName()), *text);
    if (trace->tokens().empty())
        throw Error("the text is empty", {}, "Give a text of at least one token");
    return trace;
}

/// The same model on a second text.
std::shared_ptr<const Trace> otherTrace(const QCommandLineParser &arguments, const QString &text)
{
    std::shared_ptr<const Trace> trace = traceOf(arguments, chosenFolder(arguments, defaultModelName()), text.toStdString());
    if (trace->tokens().empty())
        throw Error("the second text is empty", {}, "Give a text of at least one token");
    return trace;
}

Place chosenPlace(const QCommandLineParser &arguments, Terminal &terminal)
{
    const std::shared_ptr<const Trace> trace = chosenTrace(arguments, terminal);
    const HeadPlace head = chosenHead(arguments, trace->config());
    return {{Stage::weights, head.layer, head.head}, trace};
}

/// Of all mechanisms those that this head cannot have are told; one that was asked for by name is an Error.
Results compare(const QCommandLineParser &arguments, const MechanismInput &input)
{
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    Results results;
    for (const MechanismInfo *mechanism : chosenMechanisms(arguments)) {
        const Parameters parameters = chosenParameters(arguments, *mechanism);
        try {
            results.compared.push_back(
                {compareWithFull(*mechanism, parameters, input, full), timeBesideFull(*mechanism, parameters, input, kRounds)});
        } catch (const Error &error) {
            if (!areAllChosen(arguments))
                throw;
            results.refused.push_back({mechanism, error.what()});
        }
    }
    return results;
}

std::string nameOf(const ParameterInfo &parameter, double value)
{
    return std::string(parameter.names[static_cast<std::size_t>(value - parameter.least)]);
}

std::string inWords(const Parameters &parameters)
{
    std::string words;
    for (const ParameterInfo &parameter : parameters.of()) {
        const double value = parameters.number(parameter.name);
        const std::string shown = parameter.names.empty() ? digits(value) : nameOf(parameter, value);
        words += (words.empty() ? "" : ", ") + std::string(parameter.name) + " " + shown;
    }
    return words;
}

void list(Terminal &terminal)
{
    std::size_t width = 0;
    for (const MechanismInfo &mechanism : allMechanisms())
        width = std::max(width, mechanism.name.size());
    const std::string indent(width + 4, ' ');
    for (const MechanismGroupInfo &group : allMechanismGroups()) {
        terminal.out << group.title << '\n';
        for (const MechanismInfo &mechanism : allMechanisms()) {
            if (mechanism.group != group.id)
                continue;
            const Paper &paper = mechanism.paper;
            terminal.out << "\n  " << mechanism.name << std::string(width - mechanism.name.size() + 2, ' ') << mechanism.title << ". "
                         << paper.authors << ' ' << paper.year << ", " << paper.source << '\n'
                         << indent << mechanism.idea << '\n'
                         << indent << "costs " << mechanism.cost << '\n';
            for (const ParameterInfo &parameter : mechanism.parameters) {
                if (!parameter.names.empty()) {
                    terminal.out << indent << parameter.name << ": " << parameter.meaning << ':';
                    for (std::size_t i = 0; i < parameter.names.size(); ++i)
                        terminal.out << (i == 0 ? " " : ", ") << digits(parameter.least + double(i)) << ' ' << parameter.names[i];
                    terminal.out << " (" << nameOf(parameter, parameter.sentence) << "; in the paper " << nameOf(parameter, parameter.paper)
                                 << ")\n";
                    continue;
                }
                terminal.out << indent << parameter.name << ": " << parameter.meaning << " (" << digits(parameter.sentence)
                             << "; in the paper " << digits(parameter.paper) << ")\n";
            }
        }
        terminal.out << '\n';
    }
}

void writeMatrix(JsonWriter &json, MatrixView matrix)
{
    json.beginArray();
    for (int row = 0; row < matrix.rows; ++row)
        json.value(std::span(matrix.data + row * matrix.rowStride, static_cast<std::size_t>(matrix.cols)));
    json.endArray();
}

void writeMechanism(JsonWriter &json, const Compared &one)
{
    const Comparison &comparison = one.comparison;
    const MechanismInfo &mechanism = *comparison.mechanism;
    json.beginObject();
    json.key("name").value(mechanism.name).key("title").value(mechanism.title);
    json.key("authors").value(mechanism.paper.authors).key("year").value(mechanism.paper.year).key("source").value(mechanism.paper.source);
    json.key("formula").value(mechanism.formula).key("cost").value(mechanism.cost);
    if (!mechanism.untrained.empty())
        json.key("untrained").value(mechanism.untrained);
    json.key("parameters").beginObject();
    for (const ParameterInfo &parameter : comparison.parameters.of())
        json.key(parameter.name).value(comparison.parameters.number(parameter.name));
    json.endObject();
    const MechanismWork &work = comparison.run.work;
    json.key("pairs").value(work.pairs).key("multiply_adds").value(work.multiplyAdds).key("special_functions").value(work.specials);
    json.key("bytes_moved").value(work.bytesMoved).key("bytes_held").value(work.bytesHeld);
    json.key("difference_to_full").value(comparison.difference).key("time_to_full").value(one.time);
    if (comparison.largestChange)
        json.key("largest_change_of_a_weight").value(*comparison.largestChange);
    if (comparison.travel)
        json.key("steps_to_travel").value(comparison.travel->steps).key("reaches_all").value(comparison.travel->reachesAll);
    json.key("sequential_steps").value(work.sequentialSteps).key("state_numbers").value(work.stateNumbers);
    if (comparison.pattern)
        writeMatrix(json.key(comparison.run.weights ? "weights" : "implied_weights"), wholeMatrix(*comparison.pattern).view);
    writeMatrix(json.key("output"), comparison.run.output.view);
    json.endObject();
}

std::string asJson(const Place &place, const MechanismInput &input, const Results &results)
{
    JsonWriter json;
    json.beginObject();
    json.key("model").value(place.trace->model().name()).key("text").value(place.trace->text());
    json.key("layer").value(place.key.layer + 1).key("head").value(place.key.head + 1).key("seed").value(std::to_string(input.seed));
    json.key("causal").value(input.mask.causal);
    json.key("queries").value(input.q.rows()).key("keys").value(input.k.rows()).key("width").value(input.q.cols());
    json.key("mechanisms").beginArray();
    for (const Compared &one : results.compared)
        writeMechanism(json, one);
    json.endArray();
    json.key("refused").beginArray();
    for (const Refused &one : results.refused)
        json.beginObject().key("name").value(one.mechanism->name).key("why").value(one.why).endObject();
    json.endArray().endObject();
    return json.text();
}

void print(const Place &place, const MechanismInput &input, const Results &results, Terminal &terminal)
{
    terminal.out << place.trace->model().name() << ": " << placeName(place.trace->config(), place.key) << ", " << input.q.rows()
                 << (input.q.rows() == 1 ? " query" : " queries") << ", width " << input.q.cols()
                 << (input.mask.causal ? ", nobody sees later tokens" : "") << "\n\n";
    Table table({{"mechanism"}, {"with"}, {"pairs", true}, {"multiply-adds", true}, {"difference", true}, {"time", true}});
    for (const Compared &one : results.compared)
        table.addRow({std::string(one.comparison.mechanism->name), inWords(one.comparison.parameters),
            digits(one.comparison.run.work.pairs, 0), digits(one.comparison.run.work.multiplyAdds, 0),
            digits(100 * one.comparison.difference, 1) + " %", digits(one.time, 2) + " ×"});
    table.print(terminal.out);
    for (const Refused &one : results.refused)
        terminal.out << "\n  " << one.mechanism->name << " is left out: " << one.why;
    terminal.out << (results.refused.empty() ? "" : "\n")
                 << "\nDifference: ‖out − full‖ / ‖full‖. Time: beside full attention, the median of " << kRounds
                 << " turns. The model was trained with its own attention: with another it says something else.\n";
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
        return list(terminal);
    if (arguments.isSet(QStringLiteral("swap")))
        return swap(arguments, terminal);
    const Place place = chosenPlace(arguments, terminal);
    MechanismInput input = headInput(*place.trace, place.key.layer, place.key.head, chosenSeed(arguments));
    input.mask.causal = arguments.isSet(QStringLiteral("causal"));
    if (const QString other = arguments.value(QStringLiteral("other")); !other.isEmpty())
        input = withSecondText(std::move(input), *otherTrace(arguments, other), place.key.layer, place.key.head);
    const Results results = compare(arguments, input);
    if (arguments.isSet(QStringLiteral("json")))
        terminal.out.lines(asJson(place, input, results)) << '\n';
    else
        print(place, input, results, terminal);
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
                       "src/mechanisms/README.md says what each is and when to use it."),
        QList<QCommandLineOption>{modelOption(), textOption(), layerOption(), headOption(),
            {QStringLiteral("list"), QStringLiteral("Print which mechanisms there are.")},
            {QStringLiteral("mechanisms"), QStringLiteral("Only these, with commas between them."), QStringLiteral("NAME,...")},
            {QStringLiteral("set"), QStringLiteral("A parameter of a mechanism; may be given several times."),
                QStringLiteral("NAME.PARAMETER=NUMBER")},
            {QStringLiteral("swap"), QStringLiteral("Put one into the model, in layer -l or in all: loss and prediction before and after."),
                QStringLiteral("NAME")},
            {QStringLiteral("as-in-paper"), QStringLiteral("Parameters as the authors chose them, not as fits a sentence.")},
            {QStringLiteral("other"), QStringLiteral("A second text, for mechanisms between two."), QStringLiteral("TEXT")},
            {QStringLiteral("causal"), QStringLiteral("No mechanism sees later tokens.")},
            {QStringLiteral("seed"), QStringLiteral("Of what is drawn (default 1)."), QStringLiteral("N")},
            {QStringLiteral("json"), QStringLiteral("Print JSON with every digit.")}}
            + textsOptions(),
        {{QStringLiteral("lab \"Once upon a time\" --swap local-window --set local-window.reach=1"),
             QStringLiteral("what the model says with a short sight")},
            {QStringLiteral("lab --list"), QStringLiteral("what there is")},
            {QStringLiteral("lab \"The cat sat on the mat\" --mechanisms full,local-window,top-k --set top-k.k=2"),
                QStringLiteral("three of them on a sentence")},
            {QStringLiteral("lab -m storyteller -l 2 --head 3 -t \"Once upon a time\" --causal --json"), QStringLiteral("for a script")}},
        nullptr,
        run,
    };
}

} // namespace headscope
