#include "ui/views/heatmap/pattern_tiles.h"

#include "ui/session/failure_words.h"

#include <QtConcurrent>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

// Numbers and image.
std::size_t bytesOf(const TileNumbers &numbers)
{
    return numbers.values.size() * (sizeof(float) + sizeof(QRgb));
}

} // namespace

PatternTiles::PatternTiles(QObject *parent, std::size_t mostBytes)
    : QObject(parent)
    , m_mostBytes(mostBytes)
    , m_work(std::make_shared<Work>())
{
}

PatternTiles::~PatternTiles()
{
    m_stop.request_stop();
    for (QFuture<void> &job : m_jobs)
        job.waitForFinished(); // they post to this object
}

void PatternTiles::show(std::shared_ptr<const Pattern> pattern, PoolRule rule)
{
    if (pattern == m_pattern && rule == m_rule)
        return;
    m_stop.request_stop();
    m_stop = {};
    m_work = std::make_shared<Work>();
    m_running = m_failed = false;
    ++m_number;
    m_pattern = std::move(pattern);
    m_rule = rule;
    m_tiles.clear();
    m_largest.clear();
    m_bytes = 0;
}

PatternTiles::Tile *PatternTiles::find(const PatternTile &place)
{
    const auto found = m_tiles.find(place);
    if (found == m_tiles.end())
        return nullptr;
    found->second.used = ++m_clock;
    return &found->second.tile;
}

float PatternTiles::largestOf(int level) const
{
    const auto found = m_largest.find(level);
    return found == m_largest.end() ? 0 : found->second;
}

void PatternTiles::want(const std::vector<PatternTile> &places)
{
    std::vector<PatternTile> missing;
    for (const PatternTile &place : places)
        if (!m_tiles.contains(place))
            missing.push_back(place);
    std::ranges::reverse(missing);
    const bool any = !missing.empty();
    {
        const std::lock_guard lock(m_work->mutex);
        m_work->wanted = std::move(missing);
    }
    if (any && !m_running && !m_failed && m_pattern)
        run();
}

void PatternTiles::run()
{
    m_running = true;
    std::erase_if(m_jobs, [](const QFuture<void> &job) { return job.isFinished(); });
    m_jobs.push_back(
        QtConcurrent::run([this, number = m_number, pattern = m_pattern, rule = m_rule, work = m_work, stop = m_stop.get_token()] {
            while (!stop.stop_requested()) {
                PatternTile place;
                {
                    const std::lock_guard lock(work->mutex);
                    if (work->wanted.empty())
                        break;
                    place = work->wanted.back();
                    work->wanted.pop_back();
                }
                std::optional<TileNumbers> numbers;
                try {
                    numbers = tileNumbers(*pattern, rule, place, stop);
                } catch (...) {
                    QMetaObject::invokeMethod(this, [this, number, problem = failureInWords()] { fail(number, problem); });
                    return;
                }
                if (numbers)
                    QMetaObject::invokeMethod(
                        this, [this, number, place, result = std::move(*numbers)]() mutable { take(number, place, std::move(result)); });
            }
            QMetaObject::invokeMethod(this, [this, number, work] {
                if (number != m_number)
                    return;
                m_running = false;
                const bool more = [&] {
                    const std::lock_guard lock(work->mutex);
                    return !work->wanted.empty();
                }();
                if (more) // wanted between the job's last look and now
                    run();
                else
                    Q_EMIT arrived();
            });
        }));
}

void PatternTiles::take(quint64 number, const PatternTile &place, TileNumbers numbers)
{
    if (number != m_number || m_tiles.contains(place))
        return;
    Kept kept;
    for (const float value : numbers.values)
        if (std::isfinite(value))
            kept.tile.largest = std::max(kept.tile.largest, std::abs(value));
    float &largest = m_largest[place.level];
    largest = std::max(largest, kept.tile.largest);
    m_bytes += bytesOf(numbers);
    kept.tile.numbers = std::move(numbers);
    kept.used = ++m_clock;
    m_tiles.emplace(place, std::move(kept));
    dropOldest();
    Q_EMIT arrived();
}

void PatternTiles::fail(quint64 number, const QString &problem)
{
    if (number != m_number)
        return;
    m_running = false;
    m_failed = true;
    Q_EMIT failed(problem);
}

void PatternTiles::dropOldest()
{
    while (m_bytes > m_mostBytes && m_tiles.size() > 1) {
        const auto oldest = std::ranges::min_element(m_tiles, {}, [](const auto &entry) { return entry.second.used; });
        m_bytes -= bytesOf(oldest->second.tile.numbers);
        m_tiles.erase(oldest);
    }
}

} // namespace headscope
