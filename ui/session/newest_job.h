// Work beside the window's thread, where only the newest request counts: a new one asks the old to stop and its result is never seen.
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QtConcurrent>

#include <functional>
#include <stop_token>
#include <utility>
#include <vector>

namespace headscope {

/// Belongs to one thread. The work must not throw; it runs on a thread of the global pool.
template <typename Result>
class NewestJob {
public:
    using Work = std::function<Result(const std::stop_token &)>;
    using Done = std::function<void(Result)>;

    NewestJob() = default;
    ~NewestJob()
    {
        cancel();
        for (QFutureWatcher<Result> *watcher : m_unfinished) {
            watcher->waitForFinished();
            delete watcher;
        }
    }
    NewestJob(const NewestJob &) = delete;
    NewestJob &operator=(const NewestJob &) = delete;

    bool isRunning() const { return m_newest != nullptr; }

    /// `done` is called on this thread, unless another start() or cancel() comes first.
    void start(Work work, Done done)
    {
        cancel();
        m_stop = std::stop_source();
        auto *watcher = new QFutureWatcher<Result>;
        m_unfinished.push_back(watcher);
        m_newest = watcher;
        QObject::connect(watcher, &QFutureWatcher<Result>::finished, watcher, [this, watcher, done = std::move(done)] {
            std::erase(m_unfinished, watcher);
            watcher->deleteLater();
            if (watcher != m_newest)
                return;
            m_newest = nullptr;
            done(watcher->result());
        });
        watcher->setFuture(QtConcurrent::run([work = std::move(work), token = m_stop.get_token()] { return work(token); }));
    }
    void cancel()
    {
        m_stop.request_stop();
        m_newest = nullptr;
    }

private:
    std::stop_source m_stop;
    QFutureWatcher<Result> *m_newest = nullptr;
    std::vector<QFutureWatcher<Result> *> m_unfinished;
};

} // namespace headscope
