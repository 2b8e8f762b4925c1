// Runs a sweep off the GUI thread; results arrive one by one.
#pragma once

#include "src/interventions/head_sweep.h"
#include "ui/jobs/job.h"

#include <QObject>
#include <QString>

#include <vector>

namespace headscope {

/// What has arrived so far.
struct SweepResults {
    SweepRequest request; ///< request.base is the run that is compared with
    std::size_t total = 0; ///< places that are changed in all
    std::vector<SweepCell> cells; ///< in the order of arrival
    QString problem; ///< not empty: the sweep could not be run
};

class SweepRunner : public QObject {
    Q_OBJECT

public:
    explicit SweepRunner(QObject *parent = nullptr);

    /// Stops what runs and begins anew.
    void start(const SweepRequest &request);
    /// What has arrived stays.
    void cancel();
    /// Lets go of everything.
    void drop();
    bool isRunning() const { return m_job.isBusy(); }
    const SweepResults &results() const { return m_results; }

Q_SIGNALS:
    /// Another result, or the end.
    void changed();

private:
    SweepResults m_results;
    Job m_job;
};

} // namespace headscope
