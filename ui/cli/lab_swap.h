// `headscope lab --swap`: a mechanism in the place of the model's own attention.
#pragma once

#include "src/lab/swap.h"
#include "ui/cli/command.h"

namespace headscope {

/// The texts of a run that was made, to run them again.
RunRequest requestAgain(const Trace &trace);
/// Runs it and prints loss and prediction, before and after; as JSON with every digit. Throws Error where it cannot be had.
void printSwap(const SwapRequest &request, bool json, Terminal &terminal);

} // namespace headscope
