// Rows of logits, made off the GUI thread where they cost more than a moment: one row of a model with 150,000 words reads a gigabyte.
// Views ask at() before they ask the trace; when it says no they show that they wait, and look again on ready().
#pragma once

#include "src/trace/trace.h"
#include "ui/jobs/job.h"

#include <QObject>

#include <deque>
#include <memory>

namespace headscope {

class LogitRows : public QObject {
    Q_OBJECT

public:
    /// Products for one row up to which it is made when asked for: some 10 ms.
    static constexpr qint64 kAtOnce = 50'000'000;

    explicit LogitRows(QObject *parent = nullptr, qint64 atOnce = kAtOnce);

    /// Are the logits of this row at hand, so that the trace gives them at once? If not they are being made from now on; of several
    /// that wait the newest goes first.
    bool at(const std::shared_ptr<const Trace> &trace, int row);
    /// Forgets what waits; a new run makes it pointless.
    void drop();

Q_SIGNALS:
    void ready();

private:
    struct Wanted {
        std::shared_ptr<const Trace> trace;
        int row = 0;
    };
    struct Made {
        std::weak_ptr<const Trace> trace;
        int row = 0;
        Matrix numbers; ///< keeps the row even when the trace's own cache lets go of it
    };
    void startNext();

    qint64 m_atOnce;
    std::deque<Wanted> m_waiting; ///< newest last
    std::deque<Made> m_made;
    Wanted m_running;
    Job m_job;
};

} // namespace headscope
