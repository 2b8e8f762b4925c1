#include "ui/views/qk_space/label_placement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace headscope {

namespace {

constexpr double kAir = 2; // pixels between labels
constexpr int kMostCovered = 2; // obstacles under a label that can still be read
constexpr double kBucket = 32; // pixels
constexpr double kNearestApart = 22; // pixels from a point to a label that stands apart
constexpr double kApartStep = 12;
constexpr int kTurns = 16; // directions in which it may stand

/// Right first, where people expect it; then the other sides and corners.
std::array<QPointF, 8> placesAround(const LabelWish &wish, double distance)
{
    const double w = wish.size.width();
    const double h = wish.size.height();
    const double d = distance;
    const double s = distance * 0.7;
    return {QPointF(d, -h / 2), QPointF(-d - w, -h / 2), QPointF(-w / 2, -d - h), QPointF(-w / 2, d), QPointF(s, -s - h), QPointF(s, s),
        QPointF(-s - w, -s - h), QPointF(-s - w, s)};
}

/// Sorted into squares by their centres, so that thousands need not all be looked at for each place of each label.
class Obstacles {
public:
    Obstacles(const std::vector<QRectF> &rects, const QRectF &area)
        : m_origin(area.topLeft())
        , m_columns(std::max(1, int(std::ceil(area.width() / kBucket))))
        , m_rows(std::max(1, int(std::ceil(area.height() / kBucket))))
        , m_buckets(std::size_t(m_columns) * std::size_t(m_rows))
    {
        for (const QRectF &rect : rects) {
            m_reach = {std::max(m_reach.width(), rect.width() / 2), std::max(m_reach.height(), rect.height() / 2)};
            m_buckets[at(column(rect.center().x()), row(rect.center().y()))].push_back(rect);
        }
    }

    int countUnder(const QRectF &rect) const
    {
        int count = 0;
        for (int r = row(rect.top() - m_reach.height()); r <= row(rect.bottom() + m_reach.height()); ++r)
            for (int c = column(rect.left() - m_reach.width()); c <= column(rect.right() + m_reach.width()); ++c)
                count += int(std::ranges::count_if(m_buckets[at(c, r)], [&](const QRectF &other) { return other.intersects(rect); }));
        return count;
    }

private:
    int column(double x) const { return std::clamp(int((x - m_origin.x()) / kBucket), 0, m_columns - 1); }
    int row(double y) const { return std::clamp(int((y - m_origin.y()) / kBucket), 0, m_rows - 1); }
    std::size_t at(int column, int row) const { return std::size_t(row) * std::size_t(m_columns) + std::size_t(column); }

    QPointF m_origin;
    int m_columns;
    int m_rows;
    QSizeF m_reach{0, 0}; // half of the largest
    std::vector<std::vector<QRectF>> m_buckets;
};

bool crosses(const QLineF &line, const QRectF &rect)
{
    if (rect.contains(line.p1()) || rect.contains(line.p2()))
        return true;
    const QLineF diagonals[] = {{rect.topLeft(), rect.bottomRight()}, {rect.topRight(), rect.bottomLeft()}};
    return std::ranges::any_of(
        diagonals, [&](const QLineF &diagonal) { return line.intersects(diagonal, nullptr) == QLineF::BoundedIntersection; });
}

class Placing {
public:
    Placing(const std::vector<QRectF> &obstacles, const LabelRoom &room)
        : m_room(room)
        , m_below(obstacles, room.area)
    {
    }

    std::vector<PlacedLabel> placed;

    bool putBeside(const LabelWish &wish)
    {
        int fewest = kMostCovered + 1;
        QRectF best;
        for (const QPointF &offset : placesAround(wish, m_room.distance)) {
            const QRectF rect(wish.at + offset, wish.size);
            if (!isFree(rect))
                continue;
            const int met = m_below.countUnder(rect);
            if (met < fewest) {
                fewest = met;
                best = rect;
            }
            if (met == 0)
                break;
        }
        if (!best.isNull())
            placed.push_back({wish.index, best, {}});
        return !best.isNull();
    }

    /// The nearest free place that covers nothing, at a leader that crosses neither label nor leader.
    void putApart(const LabelWish &wish)
    {
        for (double reach = kNearestApart; reach <= m_room.furthest; reach += kApartStep) {
            for (int turn = 0; turn < kTurns; ++turn) {
                const double angle = 2 * std::numbers::pi * turn / kTurns;
                const QPointF away(std::cos(angle), std::sin(angle));
                const QPointF edge(away.x() * wish.size.width() / 2, away.y() * wish.size.height() / 2); // where the leader meets it
                QRectF rect({}, wish.size);
                rect.moveCenter(wish.at + away * reach + edge);
                const QLineF leader(wish.at + away * m_room.distance * 0.6, wish.at + away * reach);
                if (isFree(rect) && m_below.countUnder(rect) == 0 && isFree(leader)) {
                    placed.push_back({wish.index, rect, leader});
                    return;
                }
            }
        }
    }

private:
    bool isFree(const QRectF &rect) const
    {
        const QRectF wide = rect.adjusted(-kAir, 0, kAir, 0);
        return m_room.area.contains(rect) && std::ranges::none_of(m_room.taken, [&](const QRectF &other) {
            return other.intersects(wide);
        }) && std::ranges::none_of(placed, [&](const PlacedLabel &other) {
            return other.rect.adjusted(-kAir, 0, kAir, 0).intersects(rect) || (!other.leader.isNull() && crosses(other.leader, wide));
        });
    }
    bool isFree(const QLineF &leader) const
    {
        return std::ranges::none_of(m_room.taken, [&](const QRectF &other) { return crosses(leader, other); })
            && std::ranges::none_of(placed, [&](const PlacedLabel &other) {
                   return crosses(leader, other.rect)
                       || (!other.leader.isNull() && leader.intersects(other.leader, nullptr) == QLineF::BoundedIntersection);
               });
    }

    const LabelRoom &m_room;
    Obstacles m_below;
};

} // namespace

std::vector<PlacedLabel> placeLabels(const std::vector<LabelWish> &wishes, const std::vector<QRectF> &obstacles, const LabelRoom &room)
{
    Placing placing(obstacles, room);
    std::vector<const LabelWish *> without;
    for (const LabelWish &wish : wishes) {
        if (int(placing.placed.size()) >= room.most)
            break;
        if (room.area.contains(wish.at) && !placing.putBeside(wish))
            without.push_back(&wish);
    }
    for (const LabelWish *wish : without)
        if (int(placing.placed.size()) < room.most)
            placing.putApart(*wish);
    return std::move(placing.placed);
}

} // namespace headscope
