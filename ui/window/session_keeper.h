// Keeps the window's work on the disk while it goes on, and offers what a process left that did not end by itself.
#pragma once

#include "ui/jobs/job.h"
#include "ui/sessions/running_session.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

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
    /// What there is now, before this returns: the process is about to end. Else it is written beside the window's thread.
    void keepNow();
    /// The process ends as it should: nothing is left. What is offered stays for the next.
    void end();

private:
    void follow();
    void keep();
    void tell(const QString &problem);
    void forgetRestored();
    void restoreLeft();
    void discardLeft();

    MainWindow &m_window;
    WindowSession &m_work;
    OfferBar &m_bar;
    std::shared_ptr<RunningSession> m_running; ///< shared with m_job's work
    std::optional<LeftSession> m_left; ///< on offer, or coming back
    bool m_isComingBack = false;
    bool m_isBack = false; ///< m_left is, and goes once it is written anew
    std::optional<SessionState> m_kept; ///< the newest that was written, or is being written
    quint64 m_number = 0; ///< of m_kept
    QTimer m_resting; ///< no write until it is over
    Job m_job; ///< one after the other; never stopped
    bool m_isTold = false; ///< that it cannot be kept
};

} // namespace headscope
