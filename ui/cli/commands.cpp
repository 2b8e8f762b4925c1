#include "ui/cli/commands.h"

namespace headscope {

const QList<Command> &allCommands()
{
    static const QList<Command> commands
        = {runCommand(), exportCommand(), tokenizeCommand(), headsCommand(), modelsCommand(), infoCommand(), walkCommand()};
    return commands;
}

} // namespace headscope
