#include "ui/views/walk/digit_fit.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kRounding = 1e-6;
constexpr double kColourStrip = 26; // of all cells of a matrix that gave way
constexpr double kColourCell = 6; // and the most that one of them gets
constexpr double kLargestRow = 1.3; // times the row of the largest digits
constexpr double kLargestColumn = 1.5;
constexpr double kTallest = 0.85; // rows are no higher than this share of a column's width
constexpr double kWidest = 2.5; // columns no wider than this many rows
constexpr int kFewestCells = 2;
constexpr int kLegible = 8; // digits smaller than this are left out
constexpr double kLargestZoomed = 200; // pixels of a cell

double pitchAt(const FitTrack &track, double digits)
{
    return std::max(track.least, std::ceil(track.perDigit * digits + track.padding - kRounding));
}

double lengthOf(std::span<const FitCells> cells)
{
    double sum = 0;
    for (const FitCells &each : cells)
        sum += each.length();
    return sum;
}

/// Tracks that show the same cells, as one.
struct Group {
    std::vector<std::size_t> members;
    double pitch = 0; ///< of one cell in each of them
};

/// All tracks of one direction.
class Side {
public:
    Side(std::span<const FitTrack> tracks, double room)
        : m_tracks(tracks)
        , m_room(std::max(0.0, room))
    {
    }

    std::vector<FitCells> wholeAt(double digits) const
    {
        std::vector<FitCells> cells;
        for (const FitTrack &track : m_tracks)
            cells.push_back({pitchAt(track, digits), track.count});
        return cells;
    }

    bool fits(std::span<const FitCells> cells) const { return lengthOf(cells) <= m_room + kRounding; }

    /// Windows where not everything fits: first with what is wanted, then with colours for what gives way, then with fewer cells.
    std::vector<FitCells> windowsAt(double digits) const
    {
        const std::vector<FitCells> whole = wholeAt(digits);
        if (fits(whole))
            return whole;
        std::vector<FitCells> cells = windows(whole, false, false);
        if (!fits(cells))
            cells = windows(whole, true, false);
        if (!fits(cells))
            cells = windows(whole, true, true);
        return cells;
    }

    bool hasPlenty(std::span<const FitCells> cells) const
    {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const FitTrack &track = m_tracks[i];
            if (!cells[i].digits || cells[i].shown < std::min(track.count, track.yields ? track.wanted : track.plenty))
                return false;
        }
        return fits(cells);
    }

    /// Cells grow into the room that is left, up to `most` or what their labels like.
    void stretch(std::vector<FitCells> &cells, double most) const
    {
        double fixed = 0;
        for (const FitCells &each : cells)
            fixed += each.digits ? 0 : each.length();
        const double used = lengthOf(cells) - fixed;
        if (used <= 0 || used + fixed >= m_room)
            return;
        const double factor = (m_room - fixed) / used;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            FitCells &each = cells[i];
            if (each.digits)
                each.pitch = std::max(each.pitch, std::min(each.pitch * factor, std::max(most, m_tracks[i].liked)));
        }
    }

    /// The same cells in another size, in windows of their own.
    std::vector<FitCells> scaled(std::vector<FitCells> cells, double factor) const
    {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            cells[i].pitch *= factor;
            cells[i].shown = m_tracks[i].count;
        }
        return fits(cells) ? cells : windows(cells, false, true);
    }

    /// Height that digits may have in these cells.
    double digitsIn(std::span<const FitCells> cells, double most) const
    {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (cells[i].digits && m_tracks[i].perDigit > 0)
                most = std::min(most, (cells[i].pitch - m_tracks[i].padding) / m_tracks[i].perDigit);
        }
        return most;
    }

    /// Of the smallest cells with digits.
    double smallestPitch(std::span<const FitCells> cells, double otherwise) const
    {
        double smallest = HUGE_VAL;
        for (const FitCells &each : cells)
            smallest = each.digits ? std::min(smallest, each.pitch) : smallest;
        return std::isfinite(smallest) ? smallest : otherwise;
    }

    double largestLeast(double digits) const
    {
        double largest = 0;
        for (const FitTrack &track : m_tracks)
            largest = std::max(largest, pitchAt(track, digits));
        return largest;
    }

    /// Times which all of these cells would show.
    double wholeZoom(std::span<const FitCells> cells) const
    {
        double all = 0;
        for (std::size_t i = 0; i < cells.size(); ++i)
            all += m_tracks[i].count * cells[i].pitch;
        return all > 0 ? m_room / all : 1;
    }

private:
    std::vector<Group> groups(std::span<const FitCells> cells, int rank) const
    {
        std::vector<Group> result;
        for (std::size_t i = 0; i < m_tracks.size(); ++i) {
            const FitTrack &track = m_tracks[i];
            if (track.whole || !cells[i].digits || track.rank != rank)
                continue;
            const auto same = std::find_if(result.begin(), result.end(), [&](const Group &group) {
                const FitTrack &first = m_tracks[group.members.front()];
                return first.axis == track.axis && first.count == track.count;
            });
            Group &group = same == result.end() ? result.emplace_back() : *same;
            group.members.push_back(i);
            group.pitch += cells[i].pitch;
        }
        return result;
    }

    std::vector<FitCells> windows(std::vector<FitCells> cells, bool yielding, bool fewest) const
    {
        int ranks = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const FitTrack &track = m_tracks[i];
            ranks = std::max(ranks, track.rank + 1);
            if (!cells[i].digits)
                continue;
            if (yielding && track.yields && !track.whole && track.count > 0) {
                const double strip = std::min(kColourStrip, kColourCell * track.count);
                cells[i] = {strip / track.count, track.count, false};
            } else if (!track.whole) {
                cells[i].shown = std::min(track.count, fewest ? kFewestCells : track.wanted);
            }
        }
        double left = m_room - lengthOf(cells);
        for (int rank = 0; rank < ranks; ++rank) {
            std::vector<Group> sharing = groups(cells, rank);
            const auto shown = [&](const Group &group) { return cells[group.members.front()].shown; };
            while (true) {
                // One cell at a time to whoever has the shortest window.
                Group *poorest = nullptr;
                for (Group &group : sharing) {
                    const bool grows = shown(group) < m_tracks[group.members.front()].count && group.pitch <= left + kRounding;
                    if (grows && (!poorest || shown(group) * group.pitch < shown(*poorest) * poorest->pitch))
                        poorest = &group;
                }
                if (!poorest)
                    break;
                for (const std::size_t member : poorest->members)
                    ++cells[member].shown;
                left -= poorest->pitch;
            }
        }
        return cells;
    }

    std::span<const FitTrack> m_tracks;
    double m_room;
};

/// The largest digits with which everything shows; else the largest comfortable ones with which windows show plenty; else the smallest.
int digitsFor(const Side &across, const Side &down, const FitWishes &wishes)
{
    for (int digits = wishes.largest; digits >= wishes.smallest; --digits) {
        if (across.fits(across.wholeAt(digits)) && down.fits(down.wholeAt(digits)))
            return digits;
    }
    for (int digits = wishes.comfortable; digits > wishes.smallest; --digits) {
        if (across.hasPlenty(across.windowsAt(digits)) && down.hasPlenty(down.windowsAt(digits)))
            return digits;
    }
    return wishes.smallest;
}

} // namespace

DigitFit fitDigits(std::span<const FitTrack> columns, std::span<const FitTrack> rows, const FitWishes &wishes)
{
    const Side across(columns, wishes.room.width());
    const Side down(rows, wishes.room.height());
    const int digits = digitsFor(across, down, wishes);
    DigitFit fit;
    fit.columns = across.windowsAt(digits);
    fit.rows = down.windowsAt(digits);
    fit.fits = across.fits(fit.columns) && down.fits(fit.rows);

    // Neither needles nor planks: first as wide as there is room, then rows to match, then columns to match the rows.
    std::vector<FitCells> wide = fit.columns;
    across.stretch(wide, kLargestColumn * across.largestLeast(wishes.largest));
    down.stretch(fit.rows, std::min(kLargestRow * down.largestLeast(wishes.largest), kTallest * across.smallestPitch(wide, HUGE_VAL)));
    across.stretch(
        fit.columns, std::min(kLargestColumn * across.largestLeast(wishes.largest), kWidest * down.smallestPitch(fit.rows, HUGE_VAL)));
    fit.digits = int(down.digitsIn(fit.rows, across.digitsIn(fit.columns, wishes.largest)) + kRounding);

    const double smallest = std::min(across.smallestPitch(fit.columns, 1), down.smallestPitch(fit.rows, 1));
    fit.smallestZoom = std::clamp(std::min(across.wholeZoom(fit.columns), down.wholeZoom(fit.rows)), std::min(1.0, 1 / smallest), 1.0);
    fit.largestZoom = std::max(2.0, kLargestZoomed / across.smallestPitch(fit.columns, 1));
    const double zoom = std::clamp(wishes.zoom, fit.smallestZoom, fit.largestZoom);
    if (std::abs(zoom - 1) > kRounding) {
        fit.columns = across.scaled(fit.columns, zoom);
        fit.rows = down.scaled(fit.rows, zoom);
        fit.digits = int(fit.digits * zoom + kRounding);
        if (fit.digits < kLegible)
            fit.digits = 0;
    }
    return fit;
}

} // namespace headscope
