// Quitting takes no longer than a second, whatever goes on: a model that is being opened, a run, a text that is being cut into tokens, an
// export, a download. Everything is told to stop and gets most of that second; what has not stopped by then is left as it is.
#pragma once

#include <functional>

namespace headscope {

/// What asks the process to end (src/platform/signals.h) calls `quit` on the GUI thread, which should close the window as its user would;
/// when the GUI thread does not answer, the process ends all the same. Called once, when the application exists.
void quitOnSignals(std::function<void()> quit);

/// The process ends with `code` within a second from now, also while destructors wait for threads. Temporary files are removed.
void endSoon(int code);

} // namespace headscope
