#include "ui/jobs/job.h"

#include "ui/jobs/failure_words.h"

#include <atomic>

namespace headscope {

/// One piece of work. `job` and `isLaunched` are for the window's thread only, the rest is for one thread after the other.
class JobRun : public std::enable_shared_from_this<JobRun> {
public:
    JobRun(Job &owner, Job::Work whatToDo, Job::Fail whenItFails)
        : job(&owner)
        , work(std::move(whatToDo))
        , fail(std::move(whenItFails))
    {
    }

    /// On another thread.
    void run()
    {
        try {
            take = work(JobLink(shared_from_this()));
        } catch (...) {
            problem = std::current_exception(); // words for it are made where there is memory again
        }
        work = {}; // it may hold a model
        isOver = true;
        isOver.notify_all();
        JobThreads::instance().post(std::move(end));
    }
    bool isWanted() const { return job && job->m_newest.get() == this; }
    /// On the window's thread.
    void withdraw()
    {
        stop.request_stop();
        if (!isLaunched)
            end.clear(); // which holds this
    }

    Job *job; ///< null: gone
    bool isLaunched = false;
    Job::Work work;
    Job::Fail fail;
    std::stop_source stop;
    std::function<void()> take;
    std::atomic<bool> isOver = false; ///< on the other thread
    std::exception_ptr problem;
    JobThreads::Tasks end; ///< made in advance: it must come back also when there is no memory
};

JobLink::JobLink(std::shared_ptr<JobRun> run)
    : m_run(std::move(run))
    , m_stop(m_run->stop.get_token())
{
}

void JobLink::post(std::function<void()> here) const
{
    if (m_stop.stop_requested())
        return;
    JobThreads::Tasks task;
    task.emplace_back([run = m_run, here = std::move(here)] {
        if (run->isWanted())
            here();
    });
    JobThreads::instance().post(std::move(task));
}

void JobLink::setProgress(double share) const
{
    post([run = m_run.get(), share] { // alive: the closure around it holds it
        run->job->m_progress = share;
        Q_EMIT run->job->progressChanged();
    });
}

Job::Job(QObject *parent, Newer newer)
    : QObject(parent)
    , m_newer(newer)
{
}

Job::~Job()
{
    for (const auto &run : {m_newest, m_running}) {
        if (run) {
            run->withdraw();
            run->job = nullptr;
        }
    }
}

void Job::begin(Work work, Fail fail)
{
    auto next = std::make_shared<JobRun>(*this, std::move(work), std::move(fail));
    next->end.push_back([next] {
        const std::shared_ptr<JobRun> run = next; // this closure goes with the job's end
        if (run->job)
            run->job->finish(*run);
    });
    stop();
    m_newest = std::move(next);
    if (!m_running)
        launch();
}

void Job::launch()
{
    if (m_newer == Newer::afterOlder)
        m_running = m_newest;
    m_newest->isLaunched = true;
    JobThreads::instance().run([run = m_newest] { run->run(); });
}

void Job::stop()
{
    if (!m_newest)
        return;
    m_newest->withdraw();
    if (m_newest != m_running) // its end is of no interest
        m_newest->job = nullptr;
    m_newest.reset();
    m_progress = 0;
}

void Job::stopAndWait()
{
    stop();
    if (m_running)
        m_running->isOver.wait(false);
}

void Job::interrupt()
{
    if (m_newest)
        m_newest->stop.request_stop();
}

void Job::finish(JobRun &run)
{
    m_running.reset();
    if (!run.isWanted()) {
        if (m_newest)
            launch();
        return;
    }
    m_newest.reset();
    m_progress = 0;
    if (!run.problem)
        return run.take();
    QString words;
    try {
        std::rethrow_exception(run.problem);
    } catch (...) {
        words = failureInWords(m_noMemory);
    }
    run.fail(words);
}

} // namespace headscope
