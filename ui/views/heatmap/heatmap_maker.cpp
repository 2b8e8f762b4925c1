#include "ui/views/heatmap/heatmap_maker.h"

#include "ui/session/failure_words.h"

#include <QtConcurrent>

#include <algorithm>

namespace headscope {

namespace {

constexpr double kAtOnce = 3e7; // multiplications: some milliseconds
constexpr int kShowProgressAfter = 500; // milliseconds

bool isQuick(const HeatmapRequest &request)
{
    const Measure measure = request.choice.measure;
    if (measure == Measure::rollout || measure == Measure::flow) // through all layers
        return false;
    const Trace &trace = *request.trace;
    const StageKey key{Stage::weights, request.place.layer, request.place.head};
    const double heads = 1.0 + double(request.choice.others.size());
    return heads * trace.rowCount(key) * trace.columnCount(key) * trace.config().headWidth <= kAtOnce;
}

} // namespace

HeatmapMaker::HeatmapMaker(QObject *parent)
    : QObject(parent)
{
    m_tick.setInterval(100);
    connect(&m_tick, &QTimer::timeout, this, &HeatmapMaker::progressed);
}

HeatmapMaker::~HeatmapMaker()
{
    cancel();
    for (QFuture<void> &job : m_jobs)
        job.waitForFinished(); // they post to this object
}

void HeatmapMaker::cancel()
{
    m_stop.request_stop();
    ++m_number;
    m_running = false;
    m_request.reset();
    m_tick.stop();
}

double HeatmapMaker::progress() const
{
    if (!m_running || m_clock.elapsed() < kShowProgressAfter)
        return -1;
    return std::min(1.0, double(m_rowsDone->load()) / m_rows);
}

void HeatmapMaker::make(const std::optional<HeatmapRequest> &request)
{
    if (m_running && request == m_request)
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
    std::erase_if(m_jobs, [](const QFuture<void> &job) { return job.isFinished(); });
    m_request = request;
    m_stop = {};
    m_running = true;
    m_rowsDone = std::make_shared<std::atomic<int>>(0);
    m_rows = std::max(1, request->trace->rowCount({Stage::weights, request->place.layer, request->place.head})) * (request->before ? 3 : 1);
    m_clock.start();
    m_tick.start();
    m_jobs.push_back(QtConcurrent::run([this, number = m_number, wanted = *request, stop = m_stop.get_token(), rows = m_rowsDone] {
        std::shared_ptr<const HeatmapContent> content;
        QString problem;
        try {
            if (auto made = heatmapContent(wanted, stop, rows.get()))
                content = std::make_shared<const HeatmapContent>(std::move(*made));
        } catch (...) {
            problem = failureInWords();
        }
        QMetaObject::invokeMethod(this, [this, number, content, problem] {
            if (number != m_number)
                return;
            m_running = false;
            m_request.reset();
            m_tick.stop();
            if (content)
                Q_EMIT made(*content);
            else
                Q_EMIT failed(problem);
        });
    }));
}

} // namespace headscope
