// Windows for tests of sessions: one with a sentence, and what is seen in it once all has come to rest.
#pragma once

#include "ui/export/view_export.h"
#include "ui/window/main_window.h"
#include "ui/window/window_session.h"

#include <QImage>
#include <QtTest>

#include <cstring>
#include <memory>
#include <vector>

namespace headscope {

inline bool isStill(MainWindow &window)
{
    return !window.session().isBusy() && !window.work().isRestoring() && window.currentView().isSettled();
}

/// As it is once all is there that was asked for.
inline QImage pictureOf(MainWindow &window)
{
    for (int round = 0; round < 3; ++round) { // the first painting asks for numbers, the next one places them
        window.currentView().grab();
        if (!QTest::qWaitFor([&] { return isStill(window); }, 60000))
            return {};
        QCoreApplication::processEvents();
    }
    return window.currentView().grab().toImage();
}

inline std::vector<float> numbersOf(MainWindow &window)
{
    return shownNumbers(window.currentView().drawn(), window.session(), window.selection()).values;
}

inline bool sameBits(const std::vector<float> &a, const std::vector<float> &b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

/// With a sentence and this model; empty: with nothing yet. Null when it does not open.
inline std::unique_ptr<MainWindow> newWindow(const QString &model = QStringLiteral("blackboard"))
{
    auto window = std::make_unique<MainWindow>(false);
    window->resize(1280, 800);
    window->show();
    if (!model.isEmpty()) {
        window->session().setText(QStringLiteral("The cat sat on the mat because it was tired."));
        window->session().openModel(model);
        if (!QTest::qWaitFor([&] { return window->session().trace() && !window->session().isBusy(); }, 60000))
            return nullptr;
    }
    return window;
}

} // namespace headscope
