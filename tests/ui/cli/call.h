// Calls the command line inside the test, with text in place of the terminal.
#pragma once

#include "ui/cli/command_line.h"

#include <QProcess>

#include <sstream>
#include <string>

namespace headscope {

struct Call {
    int code = -1; ///< −1: the window would open, see window
    std::string out;
    std::string err;
    WindowOptions window;
};

inline Call callWith(const QStringList &arguments, const std::string &input = {})
{
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream in(input);
    Terminal terminal{out, err, in, 100};
    const CommandLineResult result = runCommandLine(arguments, terminal);
    Call call;
    if (const int *code = std::get_if<int>(&result))
        call.code = *code;
    else
        call.window = std::get<WindowOptions>(result);
    call.out = out.str();
    call.err = err.str();
    return call;
}

/// Arguments as typed into a shell: spaces separate, double quotes hold together.
inline Call call(const char *line, const std::string &input = {})
{
    return callWith(QProcess::splitCommand(QString::fromUtf8(line)), input);
}

} // namespace headscope
