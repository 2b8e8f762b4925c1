#include "ui/window/quitting.h"

#include "src/formats/temporary_file.h"
#include "src/platform/signals.h"

#include <QCoreApplication>
#include <QMetaObject>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <utility>

namespace headscope {

namespace {

constexpr std::chrono::milliseconds kForDestructors{700};

} // namespace

void quitOnSignals(std::function<void()> quit)
{
    onTermination([quit = std::move(quit)](int code) {
        endSoon(code);
        if (QCoreApplication *application = QCoreApplication::instance())
            QMetaObject::invokeMethod(application, quit, Qt::QueuedConnection);
    });
}

void endSoon(int code)
{
    static std::atomic<bool> isEnding{false};
    if (isEnding.exchange(true))
        return;
    std::thread([code] {
        std::this_thread::sleep_for(kForDestructors);
        removeTemporaryFiles();
        std::_Exit(code);
    }).detach();
}

} // namespace headscope
