// A download as the window sees it: start, watch, cancel. The work is done by a HubTransfer beside the window's thread, since a slow disk
// or the checking of a large file must not be felt in the window.
#pragma once

#include "ui/hub/hub_transfer.h"
#include "ui/jobs/job.h"

namespace headscope {

class HubDownload : public QObject {
    Q_OBJECT

public:
    explicit HubDownload(HubEnvironment environment, HubTiming timing = {}, QObject *parent = nullptr);
    /// Cancels, and waits until the files are let go.
    ~HubDownload() override;

    /// Starts, or goes on where the same order stopped. An order that is under way is cancelled first.
    void start(const HubOrder &order);
    /// What was loaded stays for the next time. No signal of this order follows.
    void cancel() { m_job.stop(); }
    bool isRunning() const { return m_job.isBusy(); }

Q_SIGNALS:
    void progress(const headscope::HubProgress &progress);
    void waiting(const QString &why, int milliseconds);
    void finished(const QString &folder);
    void failed(const QString &message);

private:
    HubEnvironment m_environment;
    HubTiming m_timing;
    Job m_job;
};

} // namespace headscope
