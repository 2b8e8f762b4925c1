// Command line, then window; nothing else.
#include "ui/cli/command_line.h"
#include "ui/cli/open_window.h"

#include <variant>

int main(int argc, char **argv)
{
    const headscope::CommandLineResult result = headscope::runCommandLine(argc, argv);
    if (const int *code = std::get_if<int>(&result))
        return *code;
    return headscope::openWindow(std::get<headscope::WindowOptions>(result), argc, argv);
}
