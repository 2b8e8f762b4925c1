#include "ui/views/walk/track_sizes.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace headscope {

namespace {

constexpr int kFeaturesWithDigits[] = {10, 6, 4}; // a window this wide still tells what numbers there are
constexpr int kFeaturesWithout = 24;
constexpr double kPatternCell = 9; // a token × token picture reads as a whole from here on
constexpr double kSmallestWindowed = 5;
constexpr double kSmallestToken = 3.5;

bool isSingle(const Track &track)
{
    return track.axis == Axis::single || track.axis == Axis::statistic;
}

/// Cells to show when features are limited to `most`.
int wanted(std::span<const Track> tracks, int most)
{
    int cells = 0;
    for (const Track &track : tracks) {
        if (!isSingle(track))
            cells += isTokenAxis(track.axis) ? track.count : std::min(track.count, most);
    }
    return cells;
}

double singles(std::span<const Track> tracks)
{
    double cells = 0;
    for (const Track &track : tracks)
        cells += isSingle(track) ? track.count : 0;
    return cells;
}

/// Pitch when `cells` cells and the single ones share what there is.
double share(std::span<const Track> tracks, const TrackWishes &wishes, int cells)
{
    const double fixed = singles(tracks);
    const double all = wishes.available / std::max(1.0, cells + fixed);
    return all >= wishes.singleCell ? all : std::max(0.0, wishes.available - fixed * wishes.singleCell) / std::max(1, cells);
}

} // namespace

double fittingPitch(std::span<const Track> tracks, const TrackWishes &wishes)
{
    const double whole = share(tracks, wishes, wanted(tracks, 1 << 28));
    if (whole >= wishes.digitCell)
        return std::min(whole, wishes.largestCell);
    for (const int most : kFeaturesWithDigits) {
        const double limited = share(tracks, wishes, wanted(tracks, most));
        if (limited >= wishes.digitCell)
            return std::min(limited, wishes.digitCell * 1.15);
    }
    // A sentence shows as a whole as long as its rows can be told apart.
    const bool tokensOnly
        = std::all_of(tracks.begin(), tracks.end(), [](const Track &track) { return isSingle(track) || isTokenAxis(track.axis); });
    if (whole >= (tokensOnly ? kSmallestToken : kPatternCell))
        return whole;
    const double few = share(tracks, wishes, wanted(tracks, kFeaturesWithout));
    return std::clamp(few, kSmallestWindowed, std::max(kSmallestWindowed, wishes.digitCell));
}

void giveLengths(std::span<Track> tracks, double pitch, const TrackWishes &wishes)
{
    std::vector<Track *> byNeed;
    for (Track &track : tracks) {
        track.pitch = isSingle(track) ? std::max(pitch, wishes.singleCell) : pitch;
        byNeed.push_back(&track);
    }
    // Tokens first: a sentence cut in two is worse than a vector cut in two. Then what needs least.
    std::stable_sort(byNeed.begin(), byNeed.end(), [](const Track *a, const Track *b) {
        if (isTokenAxis(a->axis) != isTokenAxis(b->axis))
            return isTokenAxis(a->axis);
        return a->count * a->pitch < b->count * b->pitch;
    });
    double left = wishes.available;
    for (std::size_t i = 0; i < byNeed.size(); ++i) {
        Track &track = *byNeed[i];
        const double need = track.count * track.pitch;
        double fair = left / double(byNeed.size() - i);
        if (isTokenAxis(track.axis)) {
            double others = 0;
            for (std::size_t j = i + 1; j < byNeed.size(); ++j)
                others += std::min(byNeed[j]->count, isTokenAxis(byNeed[j]->axis) ? byNeed[j]->count : kFeaturesWithDigits[2])
                    * byNeed[j]->pitch;
            fair = std::max(fair, left - others);
        }
        // Rounding must not turn a track that fits into a window.
        if (need <= fair + 0.01) {
            track.length = need;
        } else {
            const int cells = std::max(1, int(std::floor(fair / track.pitch + 1e-6)));
            track.length = std::min(cells, track.count) * track.pitch;
        }
        left = std::max(0.0, left - track.length);
    }
    // Windows on one axis show the same cells.
    for (Track &track : tracks) {
        for (const Track &other : tracks) {
            if (other.axis == track.axis && other.count == track.count && other.length < track.length)
                track.length = other.length;
        }
    }
}

} // namespace headscope
