#include "ui/cli/commands.h"

#include <algorithm>

namespace headscope {

// Each in the source file of its name.
Command runCommand();
Command exportCommand();
Command tokenizeCommand();
Command headsCommand();
Command labCommand();
Command modelsCommand();
Command infoCommand();
Command walkCommand();

const QList<Command> &allCommands()
{
    static const QList<Command> commands
        = {runCommand(), exportCommand(), tokenizeCommand(), headsCommand(), labCommand(), modelsCommand(), infoCommand(), walkCommand()};
    return commands;
}

const Command *commandNamed(const QString &name)
{
    const QList<Command> &commands = allCommands();
    const auto found = std::ranges::find(commands, name, &Command::name);
    return found == commands.end() ? nullptr : &*found;
}

} // namespace headscope
