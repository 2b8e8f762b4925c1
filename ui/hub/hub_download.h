// A download as the window sees it: start, watch, cancel. The work is done by a HubTransfer on a thread of its own, since a slow disk or
// the checking of a large file must not be felt in the window.
#pragma once

#include "ui/hub/hub_transfer.h"

#include <QThread>

namespace headscope {

class HubDownload : public QObject {
    Q_OBJECT

public:
    explicit HubDownload(HubEnvironment environment, HubTiming timing = {}, QObject *parent = nullptr);
    /// Cancels.
    ~HubDownload() override;

    /// Starts, or goes on where the same order stopped. An order that is under way is cancelled first.
    void start(const HubOrder &order);
    /// What was loaded stays for the next time. No signal of this order follows.
    void cancel();
    bool isRunning() const { return m_transfer != nullptr; }

Q_SIGNALS:
    void progress(const headscope::HubProgress &progress);
    void waiting(const QString &why, int milliseconds);
    void finished(const QString &folder);
    void failed(const QString &message);

private:
    HubEnvironment m_environment;
    HubTiming m_timing;
    QThread m_thread;
    HubTransfer *m_transfer = nullptr; ///< lives on m_thread
    std::shared_ptr<std::atomic<bool>> m_stop;
};

} // namespace headscope
