#include "ui/session/logit_rows.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr std::size_t kKept = 8; // rows: a few MB
constexpr std::size_t kMostWaiting = 4; // what was hovered over long ago is not wanted any more

} // namespace

LogitRows::LogitRows(QObject *parent, qint64 atOnce)
    : QObject(parent)
    , m_atOnce(atOnce)
    , m_job(this)
{
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
    if (m_job.isBusy() || m_waiting.empty())
        return;
    m_running = m_waiting.back();
    m_waiting.pop_back();
    const auto end = [this](Matrix numbers) {
        m_made.push_back({m_running.trace, m_running.row, std::move(numbers)});
        if (m_made.size() > kKept)
            m_made.pop_front();
        m_running = {};
        startNext();
        Q_EMIT ready();
    };
    m_job.start(
        [wanted = m_running](const JobLink &) {
            return wanted.trace->rows({Stage::logits, wanted.trace->config().layers - 1, 0}, wanted.row, 1);
        },
        end, [end](const QString &) { end({}); }); // whoever reads the row is told why
}

} // namespace headscope
