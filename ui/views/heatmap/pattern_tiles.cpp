#include "ui/views/heatmap/pattern_tiles.h"

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
    , m_job(this)
{
}

void PatternTiles::show(std::shared_ptr<const Pattern> pattern, PoolRule rule)
{
    if (pattern == m_pattern && rule == m_rule)
        return;
    m_job.stop();
    m_work = std::make_shared<Work>();
    m_failed = false;
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
    if (any && !m_job.isBusy() && !m_failed && m_pattern)
        run();
}

void PatternTiles::run()
{
    m_job.start(
        [this, pattern = m_pattern, rule = m_rule, work = m_work](const JobLink &link) {
            while (!link.stop().stop_requested()) {
                PatternTile place;
                {
                    const std::lock_guard lock(work->mutex);
                    if (work->wanted.empty())
                        break;
                    place = work->wanted.back();
                    work->wanted.pop_back();
                }
                if (std::optional<TileNumbers> numbers = tileNumbers(*pattern, rule, place, link.stop()))
                    link.post([this, place, result = std::move(*numbers)]() mutable { take(place, std::move(result)); });
            }
        },
        [this, work = m_work] {
            const bool more = [&] {
                const std::lock_guard lock(work->mutex);
                return !work->wanted.empty();
            }();
            if (more) // wanted between the job's last look and now
                run();
            else
                Q_EMIT arrived();
        },
        [this](const QString &problem) {
            m_failed = true;
            Q_EMIT failed(problem);
        });
}

void PatternTiles::take(const PatternTile &place, TileNumbers numbers)
{
    if (m_tiles.contains(place))
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

void PatternTiles::dropOldest()
{
    while (m_bytes > m_mostBytes && m_tiles.size() > 1) {
        const auto oldest = std::ranges::min_element(m_tiles, {}, [](const auto &entry) { return entry.second.used; });
        m_bytes -= bytesOf(oldest->second.tile.numbers);
        m_tiles.erase(oldest);
    }
}

} // namespace headscope
