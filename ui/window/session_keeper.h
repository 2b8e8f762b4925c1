// Keeps the window's work on the disk while it goes on, and offers what a process left that did not end by itself.
#pragma once

#include "ui/sessions/running_session.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <string>

namespace headscope {

class MainWindow;
class OfferBar;
class WindowSession;

class SessionKeeper : public QObject {
    Q_OBJECT

public:
    /// In `folder` (RunningSession::defaultFolder()).
    SessionKeeper(MainWindow &window, WindowSession &work, OfferBar &bar, const QString &folder);

    /// Shows the bar if something was left.
    void offerLeft();
    /// What there is now, at once: the process may end in any way.
    void keepNow();
    /// The process ends as it should: nothing is left. What is offered stays for the next.
    void end();

private:
    void follow();
    void restoreLeft();
    void discardLeft();

    MainWindow &m_window;
    WindowSession &m_work;
    OfferBar &m_bar;
    RunningSession m_running;
    std::optional<LeftSession> m_left; ///< on offer, or coming back
    bool m_isComingBack = false;
    std::string m_kept;
    QTimer m_writing; ///< no write until it is over
    bool m_isTold = false; ///< that it cannot be kept
};

} // namespace headscope
