// The threads that jobs run on, and the way back to the window's thread. What goes from one thread to another lies in a queue under a mutex
// of ours, and Qt is only told that there is something: so everybody who reads the code, the thread sanitizer too, sees the hand-over.
#pragma once

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <list>
#include <mutex>

namespace headscope {

class JobThreads : public QObject {
public:
    using Task = std::function<void()>;
    /// A list, because a node that was made in advance is handed over without memory.
    using Tasks = std::list<Task>;

    /// Of the application, which must exist. When it ends, all that runs is waited for.
    static JobThreads &instance();
    ~JobThreads() override;

    /// On another thread, which waits for nobody: only some dozens that run already make it wait.
    void run(Task task);
    /// On the window's thread, from its event loop, in the order of the calls. Takes the only task of the list, from any thread.
    void post(Tasks &&task);

protected:
    bool event(QEvent *event) override;

private:
    JobThreads();
    static void runNext();

    std::mutex m_mutex;
    Tasks m_waiting; ///< for a thread
    Tasks m_posted;
    QThreadPool m_threads; ///< not Qt's own, whose threads help to paint: a window must not wait for jobs
};

} // namespace headscope
