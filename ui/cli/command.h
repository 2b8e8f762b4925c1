// What a command of the command line is: a name, its help, its options and a function; and the streams it talks to.
// The command line speaks English only: its output is read by scripts, and messages of the engine are English too.
#pragma once

#include "ui/cli/terminal_stream.h"

#include <QCommandLineParser>
#include <QList>
#include <QString>

#include <iosfwd>
#include <stdexcept>

namespace headscope {

/// Where a command reads and writes. Text is UTF-8.
struct Terminal {
    TerminalStream out;
    TerminalStream err;
    std::istream &in;
    int columns = 100; ///< tables are cut to this width
};

/// The command was called wrongly (unknown option, impossible combination): exit code 2. Bad input is an Error: exit code 1.
class UsageError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Example {
    QString arguments; ///< what follows `headscope`
    QString effect;
};

struct Command {
    QString name;
    QString summary; ///< one line of the list of commands
    QString arguments; ///< positional arguments as help shows them
    QString details; ///< a paragraph or two
    QList<QCommandLineOption> options;
    QList<Example> examples;
    /// Does this call paint (and so needs fonts, hence a QGuiApplication)? Null: never.
    bool (*paints)(const QCommandLineParser &arguments);
    /// Throws UsageError or Error.
    void (*run)(const QCommandLineParser &arguments, Terminal &terminal);
};

} // namespace headscope
