// Tiles of a pattern too large to be held, made off the window's thread and kept in a byte budget.
// Trap: people pan faster than tiles are made. Each want() replaces the one before, so what has left the view is not made, and the view
// draws what is there meanwhile.
#pragma once

#include "src/patterns/pooled_pattern.h"
#include "ui/jobs/job.h"

#include <QImage>
#include <QObject>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace headscope {

class PatternTiles : public QObject {
    Q_OBJECT

public:
    /// About 200 tiles with their images: four screens.
    static constexpr std::size_t kMostBytes = std::size_t(100) << 20;

    struct Tile {
        TileNumbers numbers;
        float largest = 0; ///< size of its numbers
        QImage image; ///< its owner's to fill in; null at first
        float imageRange = 0; ///< what the owner coloured it with
    };

    explicit PatternTiles(QObject *parent = nullptr, std::size_t mostBytes = kMostBytes);

    /// Lets go of the tiles of another pattern or rule. Null: of all.
    void show(std::shared_ptr<const Pattern> pattern, PoolRule rule);
    /// Null when it is not there; it then arrives if it was wanted. Valid until the event loop goes on.
    Tile *find(const PatternTile &place);
    /// Nothing else is made: the first first. Those that are there are no work.
    void want(const std::vector<PatternTile> &places);
    /// Something that is wanted is being made.
    bool isBusy() const { return m_job.isBusy(); }
    /// The largest size of a number in the tiles of this level so far.
    float largestOf(int level) const;
    std::size_t bytes() const { return m_bytes; }

Q_SIGNALS:
    void arrived();
    /// In words. Nothing more of this pattern is made: whoever paints would ask for it again and again.
    void failed(const QString &problem);

private:
    struct Work {
        std::mutex mutex;
        std::vector<PatternTile> wanted; ///< the last first
    };
    struct Kept {
        Tile tile;
        quint64 used = 0;
    };
    void run();
    void take(const PatternTile &place, TileNumbers numbers);
    void dropOldest();

    std::shared_ptr<const Pattern> m_pattern;
    PoolRule m_rule = PoolRule::largest;
    std::map<PatternTile, Kept> m_tiles;
    std::map<int, float> m_largest; ///< of each level
    std::size_t m_mostBytes;
    std::size_t m_bytes = 0;
    quint64 m_clock = 0;
    bool m_failed = false;
    std::shared_ptr<Work> m_work; ///< shared with the job
    Job m_job;
};

} // namespace headscope
