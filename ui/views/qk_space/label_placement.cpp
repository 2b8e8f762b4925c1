#include "ui/views/qk_space/label_placement.h"

#include <algorithm>
#include <array>
#include <limits>

namespace headscope {

namespace {

constexpr double kAir = 2; // pixels between labels

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

} // namespace

std::vector<PlacedLabel> placeLabels(
    const std::vector<LabelWish> &wishes, const std::vector<QRectF> &obstacles, const QRectF &area, double distance, int most)
{
    std::vector<PlacedLabel> placed;
    for (const LabelWish &wish : wishes) {
        if (int(placed.size()) >= most)
            break;
        if (!area.contains(wish.at))
            continue;
        int fewest = std::numeric_limits<int>::max();
        QRectF best;
        for (const QPointF &offset : placesAround(wish, distance)) {
            const QRectF rect(wish.at + offset, wish.size);
            const auto covers = [&](const PlacedLabel &other) { return other.rect.adjusted(-kAir, 0, kAir, 0).intersects(rect); };
            if (!area.contains(rect) || std::ranges::any_of(placed, covers))
                continue;
            const auto met = int(std::ranges::count_if(obstacles, [&](const QRectF &obstacle) { return obstacle.intersects(rect); }));
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
