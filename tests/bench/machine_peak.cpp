#include "tests/bench/machine_peak.h"

#include "src/devices/cpu/target_clones.h"
#include "src/devices/cpu/threads.h"
#include "src/ops/matmul.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

namespace headscope {

namespace {

constexpr int kSide = 1024;
constexpr std::ptrdiff_t kFloats = std::ptrdiff_t{64} << 20;
constexpr int kBlock = 4096;
constexpr int kLanes = 128;
constexpr int kTries = 7;

template <typename Body>
double bestSeconds(const Body &body)
{
    double best = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kTries; ++i) {
        const Stopwatch watch;
        body();
        best = std::min(best, watch.seconds());
    }
    return best;
}

double productsPerSecond()
{
    const std::size_t size = std::size_t{kSide} * kSide;
    std::vector<float> a(size, 0.5f);
    std::vector<float> b(size, 0.25f);
    std::vector<float> c(size);
    const MatrixView left{a.data(), kSide, kSide, kSide, 1};
    const MatrixView right{b.data(), kSide, kSide, kSide, 1};
    const double seconds = bestSeconds([&] { multiply(left, right, {c.data(), kSide, kSide, kSide}); });
    if (c.front() != 0.125f * kSide || c.back() != 0.125f * kSide)
        throw std::runtime_error("the product that measures this machine is wrong");
    return 2.0 * kSide * kSide * kSide / seconds;
}

// Many sums side by side: one alone would wait for its own additions instead of for the memory.
HEADSCOPE_CLONES float blockSum(const float *numbers)
{
    float sums[kLanes] = {};
    for (int i = 0; i < kBlock; i += kLanes)
        for (int lane = 0; lane < kLanes; ++lane)
            sums[lane] += numbers[i + lane];
    float sum = 0;
    for (const float part : sums)
        sum += part;
    return sum;
}

double bytesPerSecond()
{
    const std::vector<float> numbers(static_cast<std::size_t>(kFloats), 1.0f);
    double sum = 0;
    const double seconds = bestSeconds([&] {
        double total = 0;
#pragma omp parallel for reduction(+ : total)
        for (std::ptrdiff_t block = 0; block < kFloats; block += kBlock)
            total += static_cast<double>(blockSum(numbers.data() + block));
        sum = total;
    });
    if (sum != static_cast<double>(kFloats))
        throw std::runtime_error("the sum that measures this machine is wrong");
    return static_cast<double>(kFloats) * sizeof(float) / seconds;
}

} // namespace

const MachinePeak &machinePeak()
{
    static const MachinePeak peak{productsPerSecond(), bytesPerSecond(), threadCount()};
    return peak;
}

} // namespace headscope
