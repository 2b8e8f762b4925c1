#include "src/platform/signals.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <span>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace headscope {

namespace {

constexpr std::array kTermination{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
constexpr std::span kHeard{kTermination.data(), 3}; // SIGQUIT asks for a core

void (*g_last)() noexcept = nullptr;
std::array<int, 2> g_pipe{-1, -1};

sigset_t terminationSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : kTermination)
        sigaddset(&signals, signal);
    return signals;
}

extern "C" void endAsEver(int signal)
{
    g_last();
    struct sigaction ends = {};
    ends.sa_handler = SIG_DFL;
    ::sigaction(signal, &ends, nullptr);
    ::raise(signal); // when the handler returns
}

extern "C" void tell(int signal)
{
    const int savedErrno = errno;
    const auto number = static_cast<unsigned char>(signal);
    [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], &number, 1); // a full pipe has told already
    errno = savedErrno;
}

void handle(std::span<const int> signals, const struct sigaction &action)
{
    for (const int signal : signals) {
        struct sigaction before = {};
        if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
            ::sigaction(signal, &action, nullptr);
    }
}

} // namespace

TerminationHeld::TerminationHeld()
{
    const sigset_t signals = terminationSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, &m_before);
}

TerminationHeld::~TerminationHeld()
{
    ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

void beforeTermination(void (*last)() noexcept)
{
    g_last = last;
    struct sigaction action = {};
    action.sa_handler = endAsEver;
    action.sa_mask = terminationSignals();
    handle(kTermination, action);
}

void onTermination(std::function<void(int code)> heard)
{
    if (::pipe(g_pipe.data()) != 0)
        return;
    for (const int end : g_pipe)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    try {
        std::thread([heard = std::move(heard)] {
            unsigned char signal = 0;
            while (::read(g_pipe[0], &signal, 1) < 0 && errno == EINTR) { }
            heard(128 + signal);
        }).detach();
    } catch (const std::system_error &) { // no thread is to be had
        for (const int end : g_pipe)
            ::close(end);
        return;
    }
    struct sigaction action = {};
    action.sa_handler = tell;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    handle(kHeard, action);
}

void failAtFileSizeLimit()
{
    ::signal(SIGXFSZ, SIG_IGN);
}

} // namespace headscope
