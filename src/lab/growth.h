// What mechanisms take as a text grows: time measured on this machine in turns with full attention, memory and operations counted by the
// runs themselves, and the power of n that each of them follows.
#pragma once

#include "src/mechanisms/mechanisms.h"

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace headscope {

/// A mechanism with what was chosen for its parameters.
struct ChosenMechanism {
    const MechanismInfo *mechanism = nullptr;
    Parameters parameters{{}};
    bool operator==(const ChosenMechanism &other) const;
};

/// y = c · x^exponent, fitted by least squares to log y over log x.
struct PowerLaw {
    double exponent = 0;
    double spread = 0; ///< standard error of the exponent: of 0 the points lie on the line
    double factor = 0; ///< c
    int points = 0; ///< that it was fitted to
};
/// Nothing for fewer than three points, and where a number is not above 0. Both are as long as each other.
std::optional<PowerLaw> fitPowerLaw(std::span<const double> x, std::span<const double> y);

struct GrowthPoint {
    int tokens = 0;
    double seconds = 0; ///< median of the rounds
    MechanismWork work;
};

enum class GrowthMeasure { seconds, bytesHeld, operations };
struct GrowthMeasureInfo {
    GrowthMeasure id;
    std::string_view name; ///< on the command line
    std::string_view title;
    std::string_view unit;
    double (*of)(const GrowthPoint &point);
};
std::span<const GrowthMeasureInfo> growthMeasures();

struct GrowthLine {
    ChosenMechanism chosen;
    std::vector<GrowthPoint> points; ///< ascending
    std::string ended; ///< why there is no larger size, in words; empty: it came to the last one
    /// Of the larger half of its sizes, three at least: what is small is ruled by what every run costs.
    std::optional<PowerLaw> law(GrowthMeasure measure) const;
};

struct GrowthRequest {
    std::vector<ChosenMechanism> mechanisms = {}; ///< full attention is measured too, whether it is one of them or not
    int width = 64; ///< of random queries, keys and values
    int least = 64; ///< tokens; each size is twice the one before
    int most = 32'768;
    std::uint64_t seed = 1;
    bool causal = false;
    int rounds = 3; ///< of which the median counts; the first is beside one that is thrown away
    /// Seconds for all of it. A mechanism whose next size would take more than its share stops growing.
    double budget = 20;
    double mostBytes = 2e9; ///< that a run may hold beside q, k, v and the output
    std::function<double()> clock = {}; ///< seconds since some moment; absent: the machine's
};

struct Growth {
    GrowthRequest request;
    std::vector<GrowthLine> lines; ///< full attention first, then the others as they were asked for
    double seconds = 0; ///< that it took
};

/// `progress`: 0 … 1 and what there is by then; called after each size of each mechanism. When stop was requested: what was measured
/// before, nothing else. A mechanism that cannot be had for random numbers ends with the reason. Throws Error for sizes that are none.
Growth measureGrowth(const GrowthRequest &request, const std::function<void(double share, const Growth &sofar)> &progress = {},
    const std::stop_token &stop = {});

} // namespace headscope
