// Makes what the heatmap shows off the window's thread. The newest request wins; what was made last stays until the next is there.
#pragma once

#include "ui/jobs/job.h"
#include "ui/views/shared/pattern/heatmap_content.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace headscope {

class HeatmapMaker : public QObject {
    Q_OBJECT

public:
    explicit HeatmapMaker(QObject *parent = nullptr);

    /// Made at once where that takes a moment (a head of some hundred tokens), else made() follows. Asked again for what it is making it
    /// goes on; nothing: there is nothing to show.
    void make(const std::optional<HeatmapRequest> &request);
    void cancel();

    bool isBusy() const { return m_job.isBusy(); }
    /// 0 … 1 of what is being made; −1 while that has taken less than half a second.
    double progress() const;

Q_SIGNALS:
    /// Not dressed.
    void made(const headscope::HeatmapContent &content);
    /// In words; there is nothing to show then.
    void failed(const QString &problem);
    /// progress() has moved.
    void progressed();

private:
    std::optional<HeatmapRequest> m_request; ///< of what is being made
    std::shared_ptr<std::atomic<int>> m_rowsDone;
    int m_rows = 1;
    QElapsedTimer m_clock;
    QTimer m_tick;
    Job m_job;
};

} // namespace headscope
