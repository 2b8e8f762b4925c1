#include "ui/cli/lab_choices.h"

#include "src/error.h"
#include "ui/cli/choices.h"
#include "ui/cli/suggestion.h"
#include "ui/session/built_in_models.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace headscope {

namespace {

std::vector<std::string> namesOf(std::span<const MechanismInfo> mechanisms)
{
    std::vector<std::string> names;
    for (const MechanismInfo &mechanism : mechanisms)
        names.emplace_back(mechanism.name);
    return names;
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

/// "N,D" of --random.
RandomInput chosenSizes(const QCommandLineParser &arguments)
{
    const QString given = arguments.value(QStringLiteral("random"));
    const QStringList parts = given.split(QLatin1Char(','));
    bool isNumber[2] = {false, false};
    RandomInput sizes{.tokens = parts.value(0).toInt(&isNumber[0]), .width = parts.value(1).toInt(&isNumber[1]), .heads = 4};
    sizes.seed = chosenSeed(arguments);
    if (parts.size() != 2 || !isNumber[0] || !isNumber[1] || sizes.tokens < 1 || sizes.tokens > kMostLabTokens || sizes.width < 1
        || sizes.width > kMostLabWidth)
        throw UsageError("--random takes tokens up to " + std::to_string(kMostLabTokens) + " and a width up to "
            + std::to_string(kMostLabWidth) + ", as in 32,8; not “" + given.toStdString() + "”");
    return sizes;
}

} // namespace

QList<QCommandLineOption> labOptions()
{
    return {{QStringLiteral("mechanisms"), QStringLiteral("Only these, with commas between them."), QStringLiteral("NAME,...")},
        {QStringLiteral("set"), QStringLiteral("A parameter of a mechanism; may be given several times."),
            QStringLiteral("NAME.PARAMETER=NUMBER")},
        {QStringLiteral("as-in-paper"), QStringLiteral("Parameters as the authors chose them, not as fits a sentence.")},
        {QStringLiteral("random"), QStringLiteral("Random queries, keys and values instead of TEXT: so many tokens, so wide."),
            QStringLiteral("N,D")},
        {QStringLiteral("other"), QStringLiteral("A second text, for mechanisms between two."), QStringLiteral("TEXT")},
        {QStringLiteral("causal"), QStringLiteral("No mechanism sees later tokens.")},
        {QStringLiteral("seed"), QStringLiteral("Of what is drawn (default 1)."), QStringLiteral("N")}};
}

const MechanismInfo &knownMechanism(std::string_view name)
{
    const auto found = std::ranges::find(allMechanisms(), name, &MechanismInfo::name);
    if (found == allMechanisms().end())
        throw UsageError("there is no mechanism “" + std::string(name) + "”." + suggestion(std::string(name), namesOf(allMechanisms()))
            + " headscope lab --list names them");
    return *found;
}

bool areAllChosen(const QCommandLineParser &arguments)
{
    const QString names = arguments.value(QStringLiteral("mechanisms"));
    return names.isEmpty() || names == QLatin1String("all");
}

std::vector<ChosenMechanism> chosenMechanisms(const QCommandLineParser &arguments)
{
    const QString names = arguments.value(QStringLiteral("mechanisms"));
    std::vector<ChosenMechanism> chosen;
    const auto add = [&](const MechanismInfo &mechanism) { chosen.push_back({&mechanism, chosenParameters(arguments, mechanism)}); };
    if (areAllChosen(arguments))
        std::ranges::for_each(allMechanisms(), add);
    else
        for (const QString &one : names.split(QLatin1Char(','), Qt::SkipEmptyParts))
            add(knownMechanism(one.trimmed().toStdString()));
    return chosen;
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

int chosenWhole(const QCommandLineParser &arguments, const char *option, int least, int most, int usual)
{
    const QString key = QString::fromLatin1(option);
    if (!arguments.isSet(key))
        return usual;
    bool isNumber = false;
    const int number = arguments.value(key).toInt(&isNumber);
    if (!isNumber || number < least || number > most)
        throw UsageError("--" + std::string(option) + " takes a whole number from " + std::to_string(least) + " to " + std::to_string(most)
            + ", not “" + arguments.value(key).toStdString() + "”");
    return number;
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

LabSubject chosenSubject(const QCommandLineParser &arguments, Terminal &terminal)
{
    LabSubject subject;
    LabOrder &order = subject.order;
    order.seed = chosenSeed(arguments);
    order.causal = arguments.isSet(QStringLiteral("causal"));
    order.otherText = arguments.value(QStringLiteral("other")).toStdString();
    order.otherTexts = std::make_shared<OtherTexts>();
    if (arguments.isSet(QStringLiteral("random"))) {
        if (arguments.isSet(QStringLiteral("text")) || !arguments.positionalArguments().isEmpty())
            throw UsageError("give a text or --random, not both");
        order.random = chosenSizes(arguments);
    } else {
        order.trace = chosenTrace(arguments, terminal);
        const HeadPlace head = chosenHead(arguments, order.trace->config());
        order.layer = head.layer;
        order.head = head.head;
    }
    subject.numbers = order.make();
    if (!order.otherText.empty() && subject.numbers.otherKeys.empty())
        throw Error("the second text is empty", {}, "Give a text of at least one token");
    if (subject.numbers.cutTokens > 0)
        terminal.err << "headscope: note: the first " << kMostLabTokens << " tokens are taken, " << subject.numbers.cutTokens
                     << " are left out\n";
    return subject;
}

std::string LabSubject::name() const
{
    if (!order.trace)
        return "Random numbers of seed " + std::to_string(order.seed);
    return std::string(order.trace->model().name()) + ": " + placeName(order.trace->config(), {Stage::weights, order.layer, order.head});
}

std::string inWords(const Parameters &parameters)
{
    std::string words;
    for (const ParameterInfo &parameter : parameters.of())
        words += (words.empty() ? "" : ", ") + std::string(parameter.name) + " "
            + numberInWords(parameter, parameters.number(parameter.name));
    return words;
}

std::string numberInWords(const ParameterInfo &parameter, double value)
{
    return parameter.names.empty() ? digits(value) : std::string(parameter.names[static_cast<std::size_t>(value - parameter.least)]);
}

std::string digits(double value, int decimals)
{
    if (decimals < 0)
        decimals = value == std::floor(value) ? 0 : 2;
    std::array<char, 64> text;
    const auto [end, problem] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
    return {text.data(), problem == std::errc() ? end : text.data()};
}

} // namespace headscope
