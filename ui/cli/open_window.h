// Opens the window as the command line asked for it, or writes a picture of it to a file (--grab) as it would look on a screen.
#pragma once

#include "ui/cli/window_options.h"

namespace headscope {

/// Creates the application; returns its exit code.
int openWindow(const WindowOptions &options, int argc, char **argv);

} // namespace headscope
