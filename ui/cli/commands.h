// The commands; help, suggestions for a mistyped one and what needs fonts follow from what each says of itself.
#pragma once

#include "ui/cli/command.h"

namespace headscope {

/// In the order that help lists them.
const QList<Command> &allCommands();
/// Null for another name.
const Command *commandNamed(const QString &name);

} // namespace headscope
