// `headscope lab TEXT`: what each mechanism costs and how far it is from full attention; `headscope lab --list`: what there is.
#pragma once

#include "ui/cli/lab_choices.h"

namespace headscope {

void listMechanisms(Terminal &terminal);
/// Prints a table, or JSON with every digit. A mechanism that was named and cannot be had throws Error; of all, it is left out and said.
void compareMechanisms(const QCommandLineParser &arguments, Terminal &terminal);

} // namespace headscope
