// What this machine can do at best, measured in the same run as the benchmarks that are compared with it.
#pragma once

#include <chrono>

namespace headscope {

struct MachinePeak {
    double productsPerSecond = 0; ///< floating-point operations a second (2 per multiply-add) of a 1024³ product on all threads
    double bytesPerSecond = 0; ///< reading an array of 256 MiB once, on all threads
    int threads = 1;
};

/// Measured on the first call (under a second), best of several.
const MachinePeak &machinePeak();

/// Wall-clock seconds since it was made.
class Stopwatch {
public:
    double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count(); }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

} // namespace headscope
