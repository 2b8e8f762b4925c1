#include "ui/window/quitting.h"

#include "src/formats/temporary_file.h"

#include <QCoreApplication>
#include <QMetaObject>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace headscope {

namespace {

constexpr std::chrono::milliseconds kForDestructors{700};

std::array<int, 2> g_pipe{-1, -1};

void tell(int signal)
{
    const int savedErrno = errno;
    const auto number = static_cast<unsigned char>(signal);
    [[maybe_unused]] const ssize_t written = ::write(g_pipe[1], &number, 1); // a full pipe has told already
    errno = savedErrno;
}

} // namespace

void quitOnSignals(std::function<void()> quit)
{
    if (::pipe(g_pipe.data()) != 0)
        return; // signals end the process as they always do
    for (const int end : g_pipe)
        ::fcntl(end, F_SETFD, FD_CLOEXEC);
    std::thread([quit = std::move(quit)] {
        unsigned char signal = 0;
        while (::read(g_pipe[0], &signal, 1) < 0 && errno == EINTR) { }
        endSoon(128 + signal);
        if (QCoreApplication *application = QCoreApplication::instance())
            QMetaObject::invokeMethod(application, quit, Qt::QueuedConnection);
    }).detach();
    struct sigaction action = {};
    action.sa_handler = tell;
    action.sa_flags = SA_RESTART;
    ::sigemptyset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before = {};
        if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN) // nohup
            ::sigaction(signal, &action, nullptr);
    }
}

void endSoon(int code)
{
    static std::atomic<bool> isEnding{false};
    if (isEnding.exchange(true))
        return;
    std::thread([code] {
        std::this_thread::sleep_for(kForDestructors);
        removeTemporaryFiles();
        ::_exit(code);
    }).detach();
}

} // namespace headscope
