#include "ui/views/qk_space/label_placement.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

constexpr double kAir = 2; // pixels between labels
constexpr int kMostCovered = 2; // obstacles under a label that can still be read
constexpr double kBucket = 32; // pixels

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

} // namespace

std::vector<PlacedLabel> placeLabels(
    const std::vector<LabelWish> &wishes, const std::vector<QRectF> &obstacles, const QRectF &area, double distance, int most)
{
    const Obstacles below(obstacles, area);
    std::vector<PlacedLabel> placed;
    for (const LabelWish &wish : wishes) {
        if (int(placed.size()) >= most)
            break;
        if (!area.contains(wish.at))
            continue;
        int fewest = kMostCovered + 1;
        QRectF best;
        for (const QPointF &offset : placesAround(wish, distance)) {
            const QRectF rect(wish.at + offset, wish.size);
            const auto covers = [&](const PlacedLabel &other) { return other.rect.adjusted(-kAir, 0, kAir, 0).intersects(rect); };
            if (!area.contains(rect) || std::ranges::any_of(placed, covers))
                continue;
            const int met = below.countUnder(rect);
            if (met < fewest) {
                fewest = met;
                best = rect;
            }
            if (met == 0)
                break;
        }
        if (!best.isNull())
            placed.push_back({wish.index, best});
    }
    return placed;
}

} // namespace headscope
