// Runs a sweep off the GUI thread; results arrive one by one.
#pragma once

#include "src/analysis/head_sweep.h"

#include <QFutureWatcher>
#include <QObject>
#include <QString>
#include <QThreadPool>

#include <stop_token>
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
    ~SweepRunner() override;

    /// Stops what runs and begins anew.
    void start(const SweepRequest &request);
    /// What has arrived stays.
    void cancel();
    /// Lets go of everything.
    void drop();
    bool isRunning() const { return m_running; }
    const SweepResults &results() const { return m_results; }

Q_SIGNALS:
    /// Another result, or the end.
    void changed();

private:
    void launch();

    SweepResults m_results;
    std::stop_source m_stop;
    quint64 m_number = 0; ///< of the newest sweep
    bool m_running = false;
    bool m_again = false; ///< the newest waits for an older one to stop
    QThreadPool m_threads;
    QFutureWatcher<QString> m_watcher;
};

} // namespace headscope
