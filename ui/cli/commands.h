// The commands, one source file each.
#pragma once

#include "ui/cli/command.h"

namespace headscope {

Command runCommand();
Command exportCommand();
Command tokenizeCommand();
Command modelsCommand();
Command headsCommand();
Command infoCommand();
Command walkCommand();

/// In the order that help lists them.
const QList<Command> &allCommands();

} // namespace headscope
