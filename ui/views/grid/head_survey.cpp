#include "ui/views/grid/head_survey.h"

#include "src/analysis/largest_pool.h"

#include <QtConcurrent>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr int kBlockRows = 128; // rows between two looks at the stop flag; 4,096 keys: 2 MB

/// Nothing when stopped.
std::optional<SurveyedHead> survey(const Trace &trace, const Trace *before, const StageKey &key, const std::atomic_bool &stop)
{
    const int count = trace.rowCount(key);
    const int keys = trace.columnCount(key);
    HeadScoreSum sum(patternKeys(trace, key.layer, key.head));
    LargestPool pool(count, keys, HeadSurvey::kMostPixels, HeadSurvey::kMostPixels);
    std::vector<float> change;
    for (int row = 0; row < count; row += kBlockRows) {
        if (stop)
            return std::nullopt;
        const int rows = std::min(kBlockRows, count - row);
        const Matrix block = trace.rows(key, row, rows);
        sum.addRows(row, block.view);
        if (!before) {
            pool.addRows(row, block.view);
            continue;
        }
        const Matrix old = before->rows(key, row, rows);
        change.resize(std::size_t(rows) * keys);
        for (int r = 0; r < rows; ++r) {
            for (int c = 0; c < keys; ++c)
                change[std::size_t(r) * keys + c] = block(r, c) - old(r, c);
        }
        pool.addRows(row, {change.data(), rows, keys, keys, 1});
    }

    SurveyedHead head;
    head.rows = pool.rows();
    head.pooled = pool.pools();
    head.values = pool.take();
    head.scores = sum.scores();
    for (const float value : head.values) {
        if (std::isfinite(value))
            head.largest = std::max(head.largest, std::abs(value));
    }
    return head;
}

} // namespace

HeadSurvey::HeadSurvey(QObject *parent)
    : QObject(parent)
{
}

HeadSurvey::~HeadSurvey()
{
    cancel();
    for (QFuture<void> &job : m_jobs)
        job.waitForFinished(); // they post to this object
}

void HeadSurvey::cancel()
{
    if (m_stop)
        *m_stop = true;
    ++m_number;
    if (!isFinished())
        m_trace.reset();
}

void HeadSurvey::start(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> before)
{
    if (before == trace || (before && before->tokenCount() != trace->tokenCount()))
        before.reset();
    if (trace && trace == m_trace && before == m_before)
        return;
    cancel();
    std::erase_if(m_jobs, [](const QFuture<void> &job) { return job.isFinished(); });
    const int layers = trace ? trace->config().layers : 0;
    const int heads = trace ? trace->config().heads : 0;
    // A difference is coloured otherwise than weights, so pictures of the other kind must not stay.
    if (layers != m_layers || heads != m_heads || bool(before) != bool(m_before) || !trace || trace->tokenCount() == 0)
        m_surveyed.assign(std::size_t(layers) * heads, std::nullopt);
    m_layers = layers;
    m_heads = heads;
    m_trace = std::move(trace);
    m_before = std::move(before);
    m_done = 0;
    m_largest = 0;
    if (!m_trace || m_trace->tokenCount() == 0) {
        m_done = layers * heads;
        Q_EMIT finished();
        return;
    }

    m_stop = std::make_shared<std::atomic_bool>(false);
    m_jobs.push_back(QtConcurrent::run([this, number = m_number, stop = m_stop, now = m_trace, old = m_before] {
        const int headCount = now->config().heads;
        const int all = now->config().layers * headCount;
        for (int i = 0; i < all; ++i) {
            auto head = survey(*now, old.get(), {Stage::weights, i / headCount, i % headCount}, *stop);
            if (!head)
                return;
            QMetaObject::invokeMethod(this, [this, number, i, result = std::move(*head)]() mutable { take(number, i, std::move(result)); });
        }
    }));
}

void HeadSurvey::take(quint64 number, int index, SurveyedHead head)
{
    if (number != m_number)
        return;
    m_largest = std::max(m_largest, head.largest);
    m_surveyed[index] = std::move(head);
    ++m_done;
    Q_EMIT headReady(index / m_heads, index % m_heads);
    if (isFinished())
        Q_EMIT finished();
}

const SurveyedHead *HeadSurvey::head(int layer, int head) const
{
    if (layer < 0 || layer >= m_layers || head < 0 || head >= m_heads)
        return nullptr;
    const auto &one = m_surveyed[std::size_t(layer) * m_heads + head];
    return one ? &*one : nullptr;
}

std::vector<HeadScores> HeadSurvey::scores() const
{
    std::vector<HeadScores> scores;
    if (!isFinished())
        return scores;
    for (const auto &one : m_surveyed) {
        if (one)
            scores.push_back(one->scores);
    }
    return scores;
}

} // namespace headscope
