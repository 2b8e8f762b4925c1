#include "ui/views/heatmap/heatmap_maker.h"

#include "ui/jobs/failure_words.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr double kAtOnce = 3e7; // multiplications: some milliseconds
constexpr int kShowProgressAfter = 500; // milliseconds

bool isQuick(const HeatmapRequest &request)
{
    return numbersOf(*request.trace, request.place, request.choice) * request.trace->config().headWidth <= kAtOnce;
}

} // namespace

HeatmapMaker::HeatmapMaker(QObject *parent)
    : QObject(parent)
    , m_job(this, Job::Newer::atOnce) // rollout notices late
{
    m_tick.setInterval(100);
    connect(&m_tick, &QTimer::timeout, this, &HeatmapMaker::progressed);
}

void HeatmapMaker::cancel()
{
    m_job.stop();
    m_request.reset();
    m_tick.stop();
}

double HeatmapMaker::progress() const
{
    if (!m_job.isBusy() || m_clock.elapsed() < kShowProgressAfter)
        return -1;
    return std::min(1.0, double(m_rowsDone->load()) / m_rows);
}

void HeatmapMaker::make(const std::optional<HeatmapRequest> &request)
{
    if (m_job.isBusy() && request == m_request)
        return;
    cancel();
    if (!request)
        return;
    if (isQuick(*request)) {
        try {
            if (const auto content = heatmapContent(*request))
                Q_EMIT made(*content);
        } catch (...) {
            Q_EMIT failed(failureInWords());
        }
        return;
    }
    m_request = request;
    m_rowsDone = std::make_shared<std::atomic<int>>(0);
    m_rows = std::max(1, request->trace->rowCount({Stage::weights, request->place.layer, request->place.head})) * (request->before ? 3 : 1);
    m_clock.start();
    m_tick.start();
    const auto end = [this] {
        m_request.reset();
        m_tick.stop();
    };
    m_job.start([wanted = *request, rows = m_rowsDone](const JobLink &link) { return heatmapContent(wanted, link.stop(), rows.get()); },
        [this, end](const std::optional<HeatmapContent> &content) {
            end();
            if (content)
                Q_EMIT made(*content);
        },
        [this, end](const QString &problem) {
            end();
            Q_EMIT failed(problem);
        });
}

} // namespace headscope
