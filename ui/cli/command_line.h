// The border between the program and its caller: reads the arguments, runs a command or says what the window shall show.
// Every Error ends here, as one line on standard error and exit code 1; wrong usage is exit code 2.
#pragma once

#include "ui/cli/command.h"
#include "ui/cli/window_options.h"

#include <QStringList>

#include <variant>

namespace headscope {

/// What is left for main() to do: leave with a code, or open the window.
using CommandLineResult = std::variant<int, WindowOptions>;

/// `arguments` without the program's name. Creates no window; a command that paints needs a QGuiApplication (see paints()).
CommandLineResult runCommandLine(const QStringList &arguments, Terminal &terminal);
/// The same with the process's own streams, and with the application object that the command needs. When nothing was asked for and there
/// is no display, it walks the sample sentence in the terminal.
CommandLineResult runCommandLine(int argc, char **argv);

} // namespace headscope
