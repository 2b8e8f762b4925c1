// What a view shows, made from what it is asked for: at once where that takes a moment, else beside the window's thread. The newest wish
// wins; what was made last stays until the next is there, or a reason in words why there is none.
#pragma once

#include "ui/jobs/failure_words.h"
#include "ui/jobs/job.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace headscope {

/// What to make: nothing, for a reason or because there is nothing to show, or what the work gives.
template <typename Content>
struct ContentOrder {
    std::function<std::optional<Content>(const std::stop_token &stop)> work
        = {}; ///< gives nothing when it was stopped; null: nothing to make
    bool isQuick = true; ///< a frame can wait for it
    QString refusal = {}; ///< in words; empty: there is nothing to show yet
};

/// Made now, whatever it takes; null where that fails.
template <typename Content>
std::shared_ptr<const Content> madeNow(const ContentOrder<Content> &order)
{
    if (!order.work)
        return nullptr;
    try {
        auto content = order.work({});
        return content ? std::make_shared<const Content>(std::move(*content)) : nullptr;
    } catch (...) { // the view says why
        return nullptr;
    }
}

template <typename Content>
class ContentMaker {
public:
    /// `changed` follows when there is other content or none any more, with what there was before (null: nothing).
    ContentMaker(QObject *parent, std::function<void(const Content *before)> changed, Job::Newer newer = Job::Newer::afterOlder)
        : m_changed(std::move(changed))
        , m_job(parent, newer)
    {
    }

    std::shared_ptr<const Content> content() const { return m_content; }
    const QString &problem() const { return m_problem; }
    bool isBusy() const { return m_job.isBusy(); }
    /// What was asked for last is there, was refused or is being made: not stopped and not dropped since.
    bool isInForce() const { return m_inForce; }

    void make(const ContentOrder<Content> &order)
    {
        m_job.stop();
        m_inForce = true;
        if (!order.work)
            return take({}, order.refusal);
        if (order.isQuick) {
            std::optional<Content> content;
            QString problem;
            try {
                content = order.work({});
            } catch (...) {
                problem = failureInWords();
            }
            return take(std::move(content), problem);
        }
        m_job.start([work = order.work](const JobLink &link) { return work(link.stop()); },
            [this](std::optional<Content> content) { take(std::move(content), {}); },
            [this](const QString &problem) { take({}, problem); });
    }
    /// What is being made is not wanted.
    void stop()
    {
        m_inForce = m_inForce && !m_job.isBusy();
        m_job.stop();
    }
    /// Lets go of the content; nobody is told.
    void drop()
    {
        m_job.stop();
        m_inForce = false;
        m_content.reset();
        m_problem.clear();
    }

private:
    void take(std::optional<Content> content, const QString &problem)
    {
        const std::shared_ptr<const Content> before = std::move(m_content);
        m_content = content ? std::make_shared<const Content>(std::move(*content)) : nullptr;
        m_problem = problem;
        m_changed(before.get());
    }

    std::function<void(const Content *)> m_changed;
    std::shared_ptr<const Content> m_content;
    QString m_problem;
    bool m_inForce = false;
    Job m_job;
};

} // namespace headscope
