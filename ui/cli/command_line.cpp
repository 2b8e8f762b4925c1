#include "ui/cli/command_line.h"

#include "src/error.h"
#include "src/formats/temporary_file.h"
#include "src/platform/process.h"
#include "src/platform/signals.h"
#include "ui/cli/commands.h"
#include "ui/cli/desktop_remarks.h"
#include "ui/cli/help.h"
#include "ui/cli/suggestion.h"
#include "ui/session/local_bytes.h"

#include <QApplication>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLocale>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <memory>

namespace headscope {

namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUsage = 2;

/// Parses or throws UsageError naming the option that was probably meant.
void parse(QCommandLineParser &parser, const QList<QCommandLineOption> &options, const QStringList &arguments)
{
    parser.addOptions(options);
    if (parser.parse(QStringList(QStringLiteral("headscope")) + arguments))
        return;
    std::string message = parser.errorText().toStdString();
    if (!parser.unknownOptionNames().isEmpty()) {
        std::vector<std::string> names;
        for (const QCommandLineOption &option : options)
            for (const QString &name : option.names())
                names.push_back("--" + name.toStdString());
        const std::string unknown = parser.unknownOptionNames().first().toStdString();
        message = "there is no option “" + unknown + "”." + suggestion("--" + unknown, names);
    }
    throw UsageError(message);
}

void runNamed(const Command &command, const QStringList &arguments, Terminal &terminal)
{
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("Show this help."));
    QCommandLineParser parser;
    parse(parser, command.options + QList<QCommandLineOption>{help}, arguments);
    if (parser.isSet(help))
        terminal.out.lines(commandHelp(command));
    else
        command.run(parser, terminal);
}

void printHelp(const QStringList &topics, Terminal &terminal)
{
    const Command *command = topics.isEmpty() ? nullptr : commandNamed(topics.first());
    terminal.out.lines(command ? commandHelp(*command) : generalHelp(windowCommandLineOptions()));
}

/// A single word that is no file, no folder and no model was probably meant as a command.
void rejectMistypedCommand(const QString &word)
{
    std::vector<std::string> names;
    for (const Command &command : allCommands())
        names.push_back(command.name.toStdString());
    const bool isPath = word.contains(QLatin1Char('/')) || word.contains(QLatin1Char('.')) || QFileInfo::exists(word);
    const std::string hint = suggestion(word.toStdString(), names);
    if (!isPath && !hint.empty())
        throw UsageError("there is no command, file or model “" + word.toStdString() + "”." + hint);
}

CommandLineResult dispatch(const QStringList &arguments, Terminal &terminal)
{
    const QString first = arguments.value(0);
    if (first == QLatin1String("help")) {
        printHelp(arguments.mid(1), terminal);
        return kDone;
    }
    if (const Command *command = commandNamed(first)) {
        runNamed(*command, arguments.mid(1), terminal);
        return kDone;
    }
    if (!first.isEmpty() && !first.startsWith(QLatin1Char('-')))
        rejectMistypedCommand(first);
    QCommandLineParser parser;
    parse(parser, windowCommandLineOptions(), arguments);
    if (parser.isSet(QStringLiteral("help"))) {
        printHelp(parser.positionalArguments(), terminal);
        return kDone;
    }
    if (parser.isSet(QStringLiteral("version"))) {
        terminal.out << "headscope " HEADSCOPE_VERSION "\n";
        return kDone;
    }
    return windowOptions(parser);
}

bool needsFonts(const QStringList &arguments)
{
    const Command *command = commandNamed(arguments.value(0));
    if (!command || !command->paints)
        return false;
    QCommandLineParser parser;
    parser.addOptions(command->options);
    return parser.parse(arguments) && command->paints(parser); // the command's name stands where a program's name does
}

/// With fonts only when the command paints: they cost 30 ms. Pictures come out the same with and without a display, and nothing waits for
/// one.
std::unique_ptr<QCoreApplication> applicationFor(const QStringList &arguments, int &argc, char **argv)
{
    if (!needsFonts(arguments))
        return std::make_unique<QCoreApplication>(argc, argv);
    takeDesktopRemarks(Remarks::failures);
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const auto isGiven = [&](const char *option) {
        const QString name = QStringLiteral("--") + QString::fromLatin1(option);
        return arguments.contains(name)
            || std::ranges::any_of(arguments, [&](const QString &word) { return word.startsWith(name + QLatin1Char('=')); });
    };
    const bool hasWidgets = isGiven("view") || isGiven("frames") || isGiven("session");
    const bool hasCharts = arguments.value(0) == QLatin1String("lab"); // Qt Charts lays out with the widgets' style
    if (hasWidgets || hasCharts)
        return std::make_unique<QApplication>(argc, argv);
    return std::make_unique<QGuiApplication>(argc, argv);
}

bool hasDisplay()
{
    return hasDisplayServer() || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

/// Of the lines that are printed.
int columns()
{
    constexpr int kPlain = 100;
    constexpr int kNarrowest = 40;
    const int terminal = terminalColumns();
    return terminal > 0 ? std::max(terminal, kNarrowest) : kPlain;
}

} // namespace

CommandLineResult runCommandLine(const QStringList &arguments, Terminal &terminal)
{
    try {
        return dispatch(arguments, terminal);
    } catch (const UsageError &error) {
        const Command *command = commandNamed(arguments.value(0));
        terminal.err << "headscope: " << error.what() << "\nSee headscope " << (command ? command->name.toStdString() + " " : std::string())
                     << "--help\n";
        return kWrongUsage;
    } catch (const Error &error) {
        terminal.err << "headscope: " << error.what() << '\n';
    } catch (const std::bad_alloc &) {
        terminal.err << "headscope: there is not enough memory for this. Choose fewer stages or a shorter text\n";
    }
    return kFailed;
}

CommandLineResult runCommandLine(int argc, char **argv)
{
    failAtFileSizeLimit();
    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments.append(fromLocalBytes(argv[i]));
    std::ios::sync_with_stdio(false);
    Terminal terminal{std::cout, std::cerr, std::cin, columns()};
    if (arguments.isEmpty() && !hasDisplay()) {
        terminal.err << "There is no display, so here is the walk in the terminal; headscope --help lists what else works without one.\n";
        arguments = {QStringLiteral("walk")};
    }
    // The words are English, so their numbers are, and a figure is the same wherever it is made.
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    std::unique_ptr<QCoreApplication> application;
    if (commandNamed(arguments.value(0))) {
        handleTermination();
        application = applicationFor(arguments, argc, argv);
    }
    CommandLineResult result = runCommandLine(arguments, terminal);
    if (const auto *window = std::get_if<WindowOptions>(&result); window && window->grab.isEmpty() && !hasDisplay()) {
        terminal.err << "headscope: there is no display to open a window on. --grab OUT.png writes a picture of it; the commands in --help "
                        "need none\n";
        result = kFailed;
    }
    errno = 0;
    if (!terminal.out.flush() && errno != EPIPE) { // a reader that closed early (`| head`) has seen enough
        terminal.err << "headscope: standard output cannot be written: " << std::strerror(errno) << '\n';
        result = kFailed;
    }
    return result;
}

} // namespace headscope
