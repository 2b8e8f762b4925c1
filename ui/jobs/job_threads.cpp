#include "ui/jobs/job_threads.h"

#include <QCoreApplication>
#include <QEvent>

namespace headscope {

namespace {

constexpr int kMostThreads = 64; // those that were stopped may go on for a while

JobThreads *g_threads = nullptr;

/// Nothing when there is none.
JobThreads::Task takeFirst(JobThreads::Tasks &tasks)
{
    JobThreads::Tasks first;
    if (!tasks.empty())
        first.splice(first.begin(), tasks, tasks.begin());
    return first.empty() ? JobThreads::Task() : std::move(first.front());
}

} // namespace

JobThreads &JobThreads::instance()
{
    if (!g_threads) {
        g_threads = new JobThreads;
        qAddPostRoutine([] {
            delete g_threads;
            g_threads = nullptr;
        });
    }
    return *g_threads;
}

JobThreads::JobThreads()
{
    m_threads.setMaxThreadCount(kMostThreads);
}

JobThreads::~JobThreads()
{
    m_threads.waitForDone();
}

void JobThreads::run(Task task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(std::move(task));
    }
    m_threads.start(&JobThreads::runNext);
}

void JobThreads::runNext()
{
    Task task;
    {
        const std::lock_guard lock(g_threads->m_mutex);
        task = takeFirst(g_threads->m_waiting);
    }
    task();
}

void JobThreads::post(Tasks &&task)
{
    bool isFirst = false;
    {
        const std::lock_guard lock(m_mutex);
        isFirst = m_posted.empty();
        m_posted.splice(m_posted.end(), std::move(task));
    }
    if (isFirst)
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

bool JobThreads::event(QEvent *event)
{
    if (event->type() != QEvent::User)
        return QObject::event(event);
    Task task;
    bool isLast = true;
    {
        const std::lock_guard lock(m_mutex);
        task = takeFirst(m_posted);
        isLast = m_posted.empty();
    }
    // One task an event: between two of them the window may paint. The next is announced before this one, which may wait in a dialog.
    if (!isLast)
        QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    task();
    return true;
}

} // namespace headscope
