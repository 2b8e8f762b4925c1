// Work beside the window's thread: the newest wins, it can be stopped, it says how far it is, and what goes wrong comes back in words.
// Trap: nobody waits for work that was stopped, so it may outlive whoever began it. It owns what it reads (shared pointers) and speaks to
// `this` only through its link, which hears nothing of work that is no longer wanted.
#pragma once

#include "ui/jobs/job_threads.h"

#include <QObject>
#include <QString>

#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

namespace headscope {

class Job;
class JobRun;

/// What work on another thread knows of the window's.
class JobLink {
public:
    const std::stop_token &stop() const { return m_stop; }
    /// `here` is called on the window's thread, in the order of the calls, unless the job was stopped or begun anew before.
    void post(std::function<void()> here) const;
    /// 0 … 1: Job::progress().
    void setProgress(double share) const;

private:
    friend class JobRun;
    explicit JobLink(std::shared_ptr<JobRun> run);

    std::shared_ptr<JobRun> m_run;
    std::stop_token m_stop;
};

/// Belongs to the window's thread.
class Job : public QObject {
    Q_OBJECT

public:
    enum class Newer {
        afterOlder, ///< newer work waits until older has noticed that it is stopped: two would only share the processor
        atOnce, ///< for work that notices late
    };
    using Fail = std::function<void(const QString &problem)>;

    explicit Job(QObject *parent, Newer newer = Newer::afterOlder);
    /// Stops, and does not wait.
    ~Job() override;

    /// Stops what runs and begins. `make(link)` runs on another thread; `take`, with what it gave, follows on the window's thread. When
    /// make throws, `fail` follows with the reason in words. The job is no longer busy when either is called.
    template <typename Make, typename Take>
    void start(Make make, Take take, Fail fail)
    {
        begin(
            [make = std::move(make), take = std::move(take)](const JobLink &link) mutable -> std::function<void()> {
                if constexpr (std::is_void_v<std::invoke_result_t<Make &, const JobLink &>>) {
                    make(link);
                    return std::move(take);
                } else {
                    auto result = std::make_shared<std::invoke_result_t<Make &, const JobLink &>>(make(link));
                    return [take = std::move(take), result]() mutable { take(std::move(*result)); };
                }
            },
            std::move(fail));
    }
    /// Neither take nor fail follows.
    void stop();
    /// As stop(), and waits until no work of this job runs: for work that holds what somebody else may want next. Only for work that
    /// notices in a moment, and not for Newer::atOnce.
    void stopAndWait();
    /// The work is told to stop, and take or fail follows all the same: for work of which it matters how it ended.
    void interrupt();
    bool isBusy() const { return m_newest != nullptr; }
    double progress() const { return m_progress; }
    /// Instead of the usual words for a lack of memory.
    void setNoMemoryWords(const QString &words) { m_noMemory = words; }

Q_SIGNALS:
    void progressChanged();

private:
    friend class JobLink;
    friend class JobRun;
    using Work = std::function<std::function<void()>(const JobLink &)>;
    void begin(Work work, Fail fail);
    void launch();
    void finish(JobRun &run);

    Newer m_newer;
    QString m_noMemory;
    double m_progress = 0;
    std::shared_ptr<JobRun> m_newest; ///< running or waiting for m_running; null: none is wanted
    std::shared_ptr<JobRun> m_running; ///< of afterOlder: on another thread, perhaps stopped
};

} // namespace headscope
