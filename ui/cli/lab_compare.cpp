#include "ui/cli/lab_compare.h"

#include "src/error.h"
#include "src/formats/json_writer.h"
#include "src/lab/comparison.h"
#include "ui/cli/table.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr int kRounds = 9; // timings of a mechanism, of which the median is told

struct Compared {
    Comparison comparison;
    double time; ///< of full attention's
};

/// A mechanism that cannot be had for these numbers.
struct Refused {
    const MechanismInfo *mechanism;
    std::string why;
};

struct Results {
    std::vector<Compared> compared;
    std::vector<Refused> refused;
};

/// Of all mechanisms those that cannot be had are told; one that was asked for by name is an Error.
Results compare(const QCommandLineParser &arguments, const MechanismInput &input)
{
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    Results results;
    for (const ChosenMechanism &chosen : chosenMechanisms(arguments)) {
        try {
            results.compared.push_back({compareWithFull(*chosen.mechanism, chosen.parameters, input, full),
                timeBesideFull(*chosen.mechanism, chosen.parameters, input, kRounds)});
        } catch (const Error &problem) {
            if (!areAllChosen(arguments))
                throw;
            results.refused.push_back({chosen.mechanism, problem.what()});
        }
    }
    return results;
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

std::string asJson(const LabSubject &subject, const Results &results)
{
    const MechanismInput &input = subject.numbers.input;
    JsonWriter json;
    json.beginObject();
    if (const auto &trace = subject.order.trace) {
        json.key("model").value(trace->model().name()).key("text").value(trace->text());
        json.key("layer").value(subject.order.layer + 1).key("head").value(subject.order.head + 1);
    }
    json.key("seed").value(std::to_string(input.seed)).key("causal").value(input.mask.causal);
    json.key("queries").value(input.q.rows()).key("keys").value(input.k.rows()).key("width").value(input.q.cols());
    json.key("mechanisms").beginArray();
    for (const Compared &one : results.compared)
        writeMechanism(json, one);
    json.endArray().key("refused").beginArray();
    for (const Refused &one : results.refused)
        json.beginObject().key("name").value(one.mechanism->name).key("why").value(one.why).endObject();
    json.endArray().endObject();
    return json.text();
}

void print(const LabSubject &subject, const Results &results, Terminal &terminal)
{
    const MechanismInput &input = subject.numbers.input;
    terminal.out << subject.name() << ", " << input.q.rows() << (input.q.rows() == 1 ? " query" : " queries") << ", width "
                 << input.q.cols() << (input.mask.causal ? ", nobody sees later tokens" : "") << "\n\n";
    Table table({{"mechanism"}, {"with"}, {"pairs", true}, {"multiply-adds", true}, {"difference", true}, {"time", true}});
    for (const Compared &one : results.compared)
        table.addRow({std::string(one.comparison.mechanism->name), inWords(one.comparison.parameters),
            digits(one.comparison.run.work.pairs, 0), digits(one.comparison.run.work.multiplyAdds, 0),
            digits(100 * one.comparison.difference, 1) + " %", digits(one.time, 2) + " ×"});
    table.print(terminal.out);
    for (const Refused &one : results.refused)
        terminal.out << "\n  " << one.mechanism->name << " is left out: " << one.why;
    terminal.out << (results.refused.empty() ? "" : "\n")
                 << "\nDifference: ‖out − full‖ / ‖full‖. Time: beside full attention, the median of " << kRounds << " turns."
                 << (subject.order.trace ? " The model was trained with its own attention: with another it says something else.\n" : "\n");
}

} // namespace

void listMechanisms(Terminal &terminal)
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
                         << indent << mechanism.formula << '\n'
                         << indent << "costs " << mechanism.cost << ", steps one after the other " << mechanism.sequential
                         << ", longest path " << mechanism.path << ", memory " << mechanism.memory << ", state or cache " << mechanism.state
                         << '\n';
            if (!mechanism.untrained.empty())
                terminal.out << indent << "untrained: " << mechanism.untrained << '\n';
            for (const ParameterInfo &parameter : mechanism.parameters) {
                terminal.out << indent << parameter.name << ": " << parameter.meaning;
                for (std::size_t i = 0; i < parameter.names.size(); ++i)
                    terminal.out << (i == 0 ? ": " : ", ") << digits(parameter.least + double(i)) << ' ' << parameter.names[i];
                terminal.out << " (" << numberInWords(parameter, parameter.sentence) << "; in the paper "
                             << numberInWords(parameter, parameter.paper) << ")\n";
            }
        }
        terminal.out << '\n';
    }
}

void compareMechanisms(const QCommandLineParser &arguments, Terminal &terminal)
{
    const LabSubject subject = chosenSubject(arguments, terminal);
    const Results results = compare(arguments, subject.numbers.input);
    if (arguments.isSet(QStringLiteral("json")))
        terminal.out.lines(asJson(subject, results)) << '\n';
    else
        print(subject, results, terminal);
}

} // namespace headscope
