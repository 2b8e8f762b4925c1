// What people choose on the command line for the Lab: mechanisms, their parameters, and the queries, keys and values they run on.
#pragma once

#include "src/lab/growth.h"
#include "ui/cli/command.h"
#include "ui/session/lab_numbers.h"

#include <memory>
#include <string>
#include <vector>

namespace headscope {

QList<QCommandLineOption> labOptions();

/// Of --mechanisms, by default all, with what --set and --as-in-paper say. Throws UsageError for a name nobody knows.
std::vector<ChosenMechanism> chosenMechanisms(const QCommandLineParser &arguments);
bool areAllChosen(const QCommandLineParser &arguments);
const MechanismInfo &knownMechanism(std::string_view name);
Parameters chosenParameters(const QCommandLineParser &arguments, const MechanismInfo &mechanism);
std::uint64_t chosenSeed(const QCommandLineParser &arguments);
/// A whole number of an option from `least` to `most`; `usual` where it is not given. Throws UsageError.
int chosenWhole(const QCommandLineParser &arguments, const char *option, int least, int most, int usual);

/// The run of TEXT. Throws UsageError without one, Error for an empty one.
std::shared_ptr<const Trace> chosenTrace(const QCommandLineParser &arguments, Terminal &terminal);

/// What the mechanisms run on: a head of a text's run, or drawn numbers.
struct LabSubject {
    LabOrder order; ///< its trace is null where numbers are drawn
    LabNumbers numbers;

    /// "storyteller: layer 2, head 3", "Random numbers of seed 1".
    std::string name() const;
};
/// Of --random, else of TEXT. What was cut is said on standard error.
LabSubject chosenSubject(const QCommandLineParser &arguments, Terminal &terminal);

/// "reach 3, step 2"; choices by their names.
std::string inWords(const Parameters &parameters);
std::string numberInWords(const ParameterInfo &parameter, double value);
/// As few decimals as two where it is no whole number.
std::string digits(double value, int decimals = -1);

} // namespace headscope
