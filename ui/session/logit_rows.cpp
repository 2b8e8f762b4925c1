#include "ui/session/logit_rows.h"

#include <QtConcurrent>

#include <algorithm>

namespace headscope {

namespace {

constexpr std::size_t kKept = 8; // rows: a few MB
constexpr std::size_t kMostWaiting = 4; // what was hovered over long ago is not wanted any more

} // namespace

LogitRows::LogitRows(QObject *parent, qint64 atOnce)
    : QObject(parent)
    , m_atOnce(atOnce)
{
    m_threads.setMaxThreadCount(1);
    connect(&m_watcher, &QFutureWatcher<Matrix>::finished, this, [this] {
        if (m_running.trace) {
            m_made.push_back({m_running.trace, m_running.row, m_watcher.result()});
            if (m_made.size() > kKept)
                m_made.pop_front();
        }
        m_running = {};
        startNext();
        Q_EMIT ready();
    });
}

LogitRows::~LogitRows()
{
    m_watcher.waitForFinished();
}

bool LogitRows::at(const std::shared_ptr<const Trace> &trace, int row)
{
    const TransformerConfig &config = trace->config();
    if (config.predicts == Predicts::nothing || qint64(config.widthOfEmbedding()) * config.vocabulary <= m_atOnce)
        return true;
    std::erase_if(m_made, [](const Made &one) { return one.trace.expired(); });
    const auto isThis = [&](const auto &one, const std::shared_ptr<const Trace> &other) { return other == trace && one.row == row; };
    if (std::ranges::any_of(m_made, [&](const Made &one) { return isThis(one, one.trace.lock()); }))
        return true;
    if (isThis(m_running, m_running.trace))
        return false;
    std::erase_if(m_waiting, [&](const Wanted &one) { return isThis(one, one.trace); });
    m_waiting.push_back({trace, row});
    if (m_waiting.size() > kMostWaiting)
        m_waiting.pop_front();
    startNext();
    return false;
}

void LogitRows::drop()
{
    m_waiting.clear();
    m_made.clear();
}

void LogitRows::startNext()
{
    if (m_watcher.isRunning() || m_running.trace || m_waiting.empty())
        return;
    m_running = m_waiting.back();
    m_waiting.pop_back();
    m_watcher.setFuture(QtConcurrent::run(&m_threads, [wanted = m_running] {
        try {
            return wanted.trace->rows({Stage::logits, wanted.trace->config().layers - 1, 0}, wanted.row, 1);
        } catch (...) {
            return Matrix(); // whoever reads the row is told why
        }
    }));
}

} // namespace headscope
