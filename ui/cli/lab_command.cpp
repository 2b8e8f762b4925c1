// `headscope lab`: other attention mechanisms on the queries, keys and values of one head, beside full attention.
#include "src/error.h"
#include "src/formats/json_writer.h"
#include "src/mechanisms/mechanisms.h"
#include "src/trace/sources.h"
#include "ui/cli/choices.h"
#include "ui/cli/commands.h"
#include "ui/cli/matrix_table.h"
#include "ui/cli/suggestion.h"
#include "ui/cli/table.h"
#include "ui/session/built_in_models.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

namespace headscope {

namespace {

constexpr int kRounds = 9; // timings of a mechanism, of which the median is told

struct Place {
    StageKey key;
    std::shared_ptr<const Trace> trace;
};

struct Compared {
    const MechanismInfo *mechanism;
    Parameters parameters;
    MechanismRun run;
    double difference; ///< ‖out − full‖ / ‖full‖
    double time; ///< of full attention's
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

std::vector<const MechanismInfo *> chosenMechanisms(const QCommandLineParser &arguments)
{
    const QString names = arguments.value(QStringLiteral("mechanisms"));
    std::vector<const MechanismInfo *> chosen;
    if (names.isEmpty() || names == QLatin1String("all")) {
        for (const MechanismInfo &mechanism : allMechanisms())
            chosen.push_back(&mechanism);
        return chosen;
    }
    for (const QString &one : names.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        const std::string name = one.trimmed().toStdString();
        const auto found = std::ranges::find(allMechanisms(), name, &MechanismInfo::name);
        if (found == allMechanisms().end())
            throw UsageError(
                "there is no mechanism “" + name + "”." + suggestion(name, namesOf(allMechanisms())) + " headscope lab --list names them");
        chosen.push_back(&*found);
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

Place chosenPlace(const QCommandLineParser &arguments, Terminal &terminal)
{
    const std::optional<std::string> text = chosenText(arguments, 0, terminal);
    if (!text)
        throw UsageError("give a text, for example: headscope lab \"The cat sat on the mat\"");
    const std::shared_ptr<const Trace> trace = traceOf(arguments, chosenFolder(arguments, defaultModelName()), *text);
    if (trace->tokens().empty())
        throw Error("the text is empty", {}, "Give a text of at least one token");
    const HeadPlace head = chosenHead(arguments, trace->config());
    return {{Stage::weights, head.layer, head.head}, trace};
}

double secondsOf(const MechanismInfo &mechanism, const MechanismInput &input, const Parameters &parameters)
{
    const auto start = std::chrono::steady_clock::now();
    runMechanism(mechanism, input, parameters);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Median of rounds in which the two take turns.
double timeBesideFull(const MechanismInfo &mechanism, const MechanismInput &input, const Parameters &parameters)
{
    std::array<double, kRounds> ratios;
    for (double &ratio : ratios) {
        const double full = secondsOf(fullAttention(), input, Parameters({}));
        ratio = secondsOf(mechanism, input, parameters) / full;
    }
    std::ranges::nth_element(ratios, ratios.begin() + kRounds / 2);
    return ratios[kRounds / 2];
}

std::vector<Compared> compare(const QCommandLineParser &arguments, const MechanismInput &input)
{
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    std::vector<Compared> all;
    for (const MechanismInfo *mechanism : chosenMechanisms(arguments)) {
        Parameters parameters = arguments.isSet(QStringLiteral("as-in-paper")) ? Parameters::ofPaper(mechanism->parameters)
                                                                               : Parameters(mechanism->parameters);
        setParameters(arguments, *mechanism, parameters);
        MechanismRun run = runMechanism(*mechanism, input, parameters);
        const double difference = relativeDifference(run.output, full.output);
        all.push_back({mechanism, parameters, std::move(run), difference, timeBesideFull(*mechanism, input, parameters)});
    }
    return all;
}

std::string inWords(const Parameters &parameters)
{
    std::string words;
    for (const ParameterInfo &parameter : parameters.of()) {
        const double value = parameters.number(parameter.name);
        words += (words.empty() ? "" : ", ") + std::string(parameter.name) + " " + digits(value);
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
            for (const ParameterInfo &parameter : mechanism.parameters)
                terminal.out << indent << parameter.name << ": " << parameter.meaning << " (" << digits(parameter.sentence)
                             << "; in the paper " << digits(parameter.paper) << ")\n";
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
    const MechanismInfo &mechanism = *one.mechanism;
    json.beginObject();
    json.key("name").value(mechanism.name).key("title").value(mechanism.title);
    json.key("authors").value(mechanism.paper.authors).key("year").value(mechanism.paper.year).key("source").value(mechanism.paper.source);
    json.key("formula").value(mechanism.formula).key("cost").value(mechanism.cost);
    if (!mechanism.untrained.empty())
        json.key("untrained").value(mechanism.untrained);
    json.key("parameters").beginObject();
    for (const ParameterInfo &parameter : one.parameters.of())
        json.key(parameter.name).value(one.parameters.number(parameter.name));
    json.endObject();
    const MechanismWork &work = one.run.work;
    json.key("pairs").value(work.pairs).key("multiply_adds").value(work.multiplyAdds).key("special_functions").value(work.specials);
    json.key("bytes_moved").value(work.bytesMoved).key("bytes_held").value(work.bytesHeld);
    json.key("difference_to_full").value(one.difference).key("time_to_full").value(one.time);
    const int rows = one.run.weights->rowCount();
    const int columns = one.run.weights->columnCount();
    std::vector<float> weights(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
    one.run.weights->block(0, 0, {weights.data(), rows, columns, columns});
    writeMatrix(json.key("weights"), {weights.data(), rows, columns, columns, 1});
    writeMatrix(json.key("output"), one.run.output.view);
    json.endObject();
}

std::string asJson(const Place &place, const MechanismInput &input, const std::vector<Compared> &all)
{
    JsonWriter json;
    json.beginObject();
    json.key("model").value(place.trace->model().name()).key("text").value(place.trace->text());
    json.key("layer").value(place.key.layer + 1).key("head").value(place.key.head + 1).key("seed").value(std::to_string(input.seed));
    json.key("causal").value(input.mask.causal);
    json.key("queries").value(input.q.rows()).key("keys").value(input.k.rows()).key("width").value(input.q.cols());
    json.key("mechanisms").beginArray();
    for (const Compared &one : all)
        writeMechanism(json, one);
    json.endArray().endObject();
    return json.text();
}

void print(const Place &place, const MechanismInput &input, const std::vector<Compared> &all, Terminal &terminal)
{
    terminal.out << place.trace->model().name() << ": " << placeName(place.trace->config(), place.key) << ", " << input.q.rows()
                 << (input.q.rows() == 1 ? " query" : " queries") << ", width " << input.q.cols()
                 << (input.mask.causal ? ", nobody sees later tokens" : "") << "\n\n";
    Table table({{"mechanism"}, {"with"}, {"pairs", true}, {"multiply-adds", true}, {"difference", true}, {"time", true}});
    for (const Compared &one : all)
        table.addRow({std::string(one.mechanism->name), inWords(one.parameters), digits(one.run.work.pairs, 0),
            digits(one.run.work.multiplyAdds, 0), digits(100 * one.difference, 1) + " %", digits(one.time, 2) + " ×"});
    table.print(terminal.out);
    terminal.out << "\nDifference: ‖out − full‖ / ‖full‖. Time: beside full attention, the median of " << kRounds
                 << " turns. The model was trained with its own attention: with another it says something else.\n";
}

void run(const QCommandLineParser &arguments, Terminal &terminal)
{
    if (arguments.isSet(QStringLiteral("list")))
        return list(terminal);
    const Place place = chosenPlace(arguments, terminal);
    const auto matrix = [&](Stage stage) { return place.trace->matrix({stage, place.key.layer, place.key.head}); };
    MechanismInput input;
    input.q = matrix(queriesOf(*place.trace, place.key.layer));
    input.k = matrix(keysOf(*place.trace, place.key.layer));
    input.v = matrix(Stage::v);
    input.mask.causal = arguments.isSet(QStringLiteral("causal"));
    input.seed = chosenSeed(arguments);
    const std::vector<Compared> all = compare(arguments, input);
    if (arguments.isSet(QStringLiteral("json")))
        terminal.out.lines(asJson(place, input, all)) << '\n';
    else
        print(place, input, all, terminal);
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
            {QStringLiteral("as-in-paper"), QStringLiteral("Parameters as the authors chose them, not as fits a sentence.")},
            {QStringLiteral("causal"), QStringLiteral("No mechanism sees later tokens.")},
            {QStringLiteral("seed"), QStringLiteral("Of what is drawn (default 1)."), QStringLiteral("N")},
            {QStringLiteral("json"), QStringLiteral("Print JSON with every digit.")}}
            + textsOptions(),
        {{QStringLiteral("lab --list"), QStringLiteral("what there is")},
            {QStringLiteral("lab \"The cat sat on the mat\" --mechanisms full,local-window,top-k --set top-k.k=2"),
                QStringLiteral("three of them on a sentence")},
            {QStringLiteral("lab -m storyteller -l 2 --head 3 -t \"Once upon a time\" --causal --json"), QStringLiteral("for a script")}},
        nullptr,
        run,
    };
}

} // namespace headscope
