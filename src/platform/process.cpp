#include "src/platform/process.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace headscope {

long processId()
{
    return ::getpid();
}

bool isProcessAlive(long id)
{
    return ::kill(static_cast<pid_t>(id), 0) == 0 || errno != ESRCH;
}

std::string hostName()
{
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

std::filesystem::path programFile()
{
    std::error_code problem;
    return std::filesystem::read_symlink("/proc/self/exe", problem);
}

std::int64_t residentBytes()
{
    std::int64_t all = 0;
    std::int64_t resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident; // in pages
    return resident * ::sysconf(_SC_PAGESIZE);
}

int terminalColumns()
{
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool hasDisplayServer()
{
#ifdef __APPLE__
    return true;
#else
    return std::getenv("DISPLAY") || std::getenv("WAYLAND_DISPLAY");
#endif
}

} // namespace headscope
