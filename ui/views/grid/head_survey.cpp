#include "ui/views/grid/head_survey.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/patterns/difference_pattern.h"
#include "src/patterns/head_pattern.h"
#include "src/patterns/pooled_pattern.h"
#include "src/trace/trace_data.h"
#include "ui/jobs/failure_words.h"
#include "ui/session/prompt.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <mutex>

namespace headscope {

namespace {

constexpr int kBlockRows = 64; // rows between two looks at the stop flag
/// Many heads are small on the screen: their pictures need fewer pixels, and 3,072 of them less memory.
constexpr int kManyHeads = 512;

double workOf(const Trace &trace)
{
    double work = 0;
    for (int layer = 0; layer < trace.config().layers; ++layer) {
        const StageKey key{Stage::weights, layer, 0};
        work += double(trace.rowCount(key)) * trace.columnCount(key) * trace.config().headWidth * trace.config().heads;
    }
    return work;
}

/// Of the whole pattern of one head, unless the survey is stopped or the head scrolled away.
template <typename Unwanted>
std::optional<SurveyedHead> surveyHead(const std::shared_ptr<const Trace> &trace, const std::shared_ptr<const Trace> &before,
    const StageKey &key, int pixels, const Unwanted &isUnwanted)
{
    const std::shared_ptr<const Pattern> weights = headPattern(trace, key);
    const std::shared_ptr<const Pattern> change = before ? differencePattern(weights, headPattern(before, key)) : nullptr;
    const int rows = weights->rowCount();
    const int columns = weights->columnCount();
    HeadScoreSum sum(patternKeys(*trace, key.layer, key.head));
    PatternPool pool(PoolRule::largest, PoolAxis::atMost(rows, pixels), PoolAxis::atMost(columns, pixels), 0);
    std::vector<float> numbers(std::size_t(kBlockRows) * std::size_t(columns));
    for (int row = 0; row < rows; row += kBlockRows) {
        if (isUnwanted())
            return std::nullopt;
        const int count = std::min(kBlockRows, rows - row);
        const auto read = [&](const Pattern &pattern) {
            const int reach = pattern.reach(row, count);
            const MutableMatrixView block{numbers.data(), count, reach, reach};
            pattern.block(row, 0, block);
            return block;
        };
        const MutableMatrixView block = read(*weights);
        sum.addRows(row, block);
        pool.addRows(row, change ? read(*change) : block);
    }

    SurveyedHead head;
    head.rows = pool.rows();
    head.columns = pool.columns();
    head.pooled = pool.pools();
    head.values = pool.take();
    head.scores = sum.scores();
    for (const float value : head.values) {
        if (std::isfinite(value))
            head.largest = std::max(head.largest, std::abs(value));
    }
    return head;
}

bool sameRun(const std::shared_ptr<const Trace> &a, const std::shared_ptr<const Trace> &b)
{
    return a == b || (a && b && a->data().store == b->data().store);
}

} // namespace

/// What is still to be done; the job asks it for the next head, the window's thread tells it what is in view.
struct HeadSurvey::Queue {
    std::mutex mutex;
    HeadRegion view;
    std::vector<bool> taken;
    std::shared_ptr<const Trace> trace; ///< of a run that goes on, the snapshot with the most layers
    int layers = 0; ///< that may be looked at
    int heads = 0;
    int cursor = 0; ///< of those not in view, the next to look at
    bool all = false;
    std::atomic_bool stop = false;
    /// Of a run that does not keep everything: what the heads of a layer read is made for them, and memory is counted for one such layer.
    bool byLayers = false;
    int working = 0; ///< threads that look at a head
    int layer = 0; ///< of those
    std::condition_variable isFree; ///< of threads
    QString problem; ///< why nothing more is looked at

    /// −1: nothing is left. Else leave() follows.
    int enter()
    {
        std::unique_lock lock(mutex);
        int index = next();
        while (index >= 0 && byLayers && working > 0 && index / heads != layer && !stop) {
            isFree.wait(lock);
            index = next();
        }
        if (index < 0 || stop)
            return -1;
        taken[std::size_t(index)] = true;
        layer = index / heads;
        ++working;
        return index;
    }
    void leave()
    {
        {
            const std::lock_guard lock(mutex);
            --working;
        }
        isFree.notify_all();
    }
    /// Leaves when its scope ends, also if not even the words for a failure find memory.
    struct Entered {
        Queue &queue;
        ~Entered() { queue.leave(); }
    };
    /// The mutex is held.
    int next()
    {
        for (int row = view.firstLayer; row < std::min(view.lastLayer, layers); ++row) {
            for (int head = view.firstHead; head < view.lastHead; ++head) {
                if (!taken[std::size_t(row * heads + head)])
                    return row * heads + head;
            }
        }
        while (all && cursor < layers * heads && taken[std::size_t(cursor)])
            ++cursor;
        return all && cursor < layers * heads ? cursor : -1;
    }
    /// Scrolled away: not now.
    bool isUnwanted(int index)
    {
        if (stop)
            return true;
        const std::lock_guard lock(mutex);
        return !all && !view.contains(index / heads, index % heads);
    }
    /// Nothing more is looked at.
    void fail(const QString &why)
    {
        const std::lock_guard lock(mutex);
        if (problem.isEmpty())
            problem = why;
        stop = true;
    }
    void giveBack(int index)
    {
        const std::lock_guard lock(mutex);
        taken[std::size_t(index)] = false;
    }
    bool hasWork()
    {
        const std::lock_guard lock(mutex);
        if (!problem.isEmpty())
            return false;
        for (int layer = view.firstLayer; layer < std::min(view.lastLayer, layers); ++layer)
            for (int head = view.firstHead; head < view.lastHead; ++head)
                if (!taken[std::size_t(layer * heads + head)])
                    return true;
        return all && std::find(taken.begin() + cursor, taken.begin() + layers * heads, false) != taken.begin() + layers * heads;
    }
    std::shared_ptr<const Trace> newest()
    {
        const std::lock_guard lock(mutex);
        return trace;
    }
};

HeadSurvey::HeadSurvey(QObject *parent, double goesThroughAll)
    : QObject(parent)
    , m_goesThroughAll(goesThroughAll)
    , m_job(this)
{
}

HeadSurvey::~HeadSurvey()
{
    cancel();
}

void HeadSurvey::cancel()
{
    if (m_queue)
        m_queue->stop = true;
    if (m_job.isBusy())
        m_trace.reset();
    m_job.stop();
}

void HeadSurvey::clear()
{
    cancel();
    m_trace.reset();
    m_before.reset();
    m_queue.reset(); // it holds the trace, too
    m_surveyed.clear();
    m_layers = m_heads = m_done = 0;
    m_largest = 0;
    m_view = {};
}

void HeadSurvey::start(std::shared_ptr<const Trace> trace, std::shared_ptr<const Trace> before)
{
    if (before == trace
        || (before
            && (before->stackTokens(0).size() != trace->stackTokens(0).size()
                || before->stackTokens(1).size() != trace->stackTokens(1).size())))
        before.reset();
    if (trace && m_trace && sameRun(trace, m_trace) && before == m_before && m_queue) {
        if (!m_queue->stop)
            return goOn(std::move(trace));
        if (trace->doneLayers() == m_trace->doneLayers()) // it was finished when it was stopped
            return;
    }
    cancel();
    const int layers = trace ? trace->config().layers : 0;
    const int heads = trace ? trace->config().heads : 0;
    const bool empty = !trace || !hasTokens(*trace);
    // A difference is coloured otherwise than weights, so pictures of the other kind must not stay.
    if (layers != m_layers || heads != m_heads || bool(before) != bool(m_before) || empty)
        m_surveyed.assign(std::size_t(layers) * heads, std::nullopt);
    m_layers = layers;
    m_heads = heads;
    m_trace = std::move(trace);
    m_before = std::move(before);
    m_done = 0;
    m_largest = 0;
    m_problem.clear();
    if (empty) {
        Q_EMIT finished();
        return;
    }
    m_queue = std::make_shared<Queue>();
    m_queue->trace = m_trace;
    m_queue->layers = m_trace->doneLayers();
    m_queue->heads = heads;
    m_queue->taken.assign(std::size_t(layers) * heads, false);
    m_queue->byLayers = !m_trace->kept().all || (m_before && !m_before->kept().all);
    m_queue->all = workOf(*m_trace) <= m_goesThroughAll;
    m_queue->view = {std::min(m_view.firstLayer, layers), std::min(m_view.lastLayer, layers), std::min(m_view.firstHead, heads),
        std::min(m_view.lastHead, heads)};
    run();
}

void HeadSurvey::goOn(std::shared_ptr<const Trace> trace)
{
    if (trace->doneLayers() < m_trace->doneLayers())
        return;
    m_trace = std::move(trace);
    {
        const std::lock_guard lock(m_queue->mutex);
        m_queue->trace = m_trace;
        m_queue->layers = m_trace->doneLayers();
    }
    if (!m_job.isBusy() && m_queue->hasWork())
        run();
}

void HeadSurvey::setView(const HeadRegion &region)
{
    const HeadRegion view{std::clamp(region.firstLayer, 0, m_layers), std::clamp(region.lastLayer, 0, m_layers),
        std::clamp(region.firstHead, 0, m_heads), std::clamp(region.lastHead, 0, m_heads)};
    if (view == m_view)
        return;
    m_view = view;
    if (!m_queue || m_queue->stop || !m_trace)
        return;
    {
        const std::lock_guard lock(m_queue->mutex);
        m_queue->view = view;
    }
    if (!m_job.isBusy() && m_queue->hasWork())
        run();
}

void HeadSurvey::run()
{
    const auto survey = [this, queue = m_queue, before = m_before](const JobLink &link) {
        const int pixels = queue->taken.size() > kManyHeads ? kMostPixels / 2 : kMostPixels;
        const auto look = [&](int index) {
            try {
                std::optional<SurveyedHead> head = surveyHead(queue->newest(), before,
                    {Stage::weights, index / queue->heads, index % queue->heads}, pixels, [&] { return queue->isUnwanted(index); });
                if (queue->stop)
                    return;
                if (!head)
                    return queue->giveBack(index);
                link.post([this, index, result = std::move(*head)]() mutable { take(index, std::move(result)); });
            } catch (const Error &) {
                // Its picture stays empty; the large view says why.
            } catch (...) {
                queue->fail(failureInWords());
            }
        };
        const auto work = [&] {
            for (int index = queue->enter(); index >= 0; index = queue->enter()) {
                const Queue::Entered entered{*queue};
                look(index);
            }
        };
        // A head for each thread: shared out by rows, they would wait for each other at the end of every head.
        forTasks(threadCount(), 2 * kWorthThreads, [&](int, int) { work(); });
    };
    m_job.start(
        survey, [this, queue = m_queue] { end(queue->problem); }, [this](const QString &problem) { end(problem); });
}

void HeadSurvey::take(int index, SurveyedHead head)
{
    m_largest = std::max(m_largest, head.largest);
    m_surveyed[std::size_t(index)] = std::move(head);
    ++m_done;
    Q_EMIT headReady(index / m_heads, index % m_heads);
}

void HeadSurvey::end(const QString &problem)
{
    m_problem = problem;
    if (m_queue->hasWork()) // scrolled between the job's last look and now
        run();
    else
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
    for (const auto &one : m_surveyed)
        scores.push_back(one ? one->scores : HeadScores());
    return scores;
}

} // namespace headscope
