// The text of --help: the list of commands, and one page per command with its options and examples.
#pragma once

#include "ui/cli/command.h"

#include <string>

namespace headscope {

std::string generalHelp(const QList<QCommandLineOption> &windowOptions);
std::string commandHelp(const Command &command);

} // namespace headscope
