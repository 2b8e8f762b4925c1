// One wording for what went wrong, wherever it did: in the window, on a thread that makes something for it, in a command.
// Trap: an exception that leaves such a thread ends the process or comes out where its result is asked for, so each maker catches all of
// them, and a lack of memory is one like any other.
#pragma once

#include <QString>

namespace headscope {

/// Of the exception that is being handled, so from within a catch block. A lack of memory is told by `noMemory` where it is not empty.
QString failureInWords(const QString &noMemory = {});

} // namespace headscope
