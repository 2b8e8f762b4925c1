// One team of threads: OpenMP's. The BLAS beneath Eigen always runs on the thread that calls it, because the loops around it
// share out fixed tiles. So nothing is oversubscribed, and a result does not depend on the number of threads.
#pragma once

namespace headscope {

/// Threads a parallel loop started here would use.
int threadCount();
/// Which of them is running: 0 … threadCount() − 1.
int threadIndex();

/// Waking a sleeping thread costs about 10 µs; below this many multiplications a second one does not pay. Measured on 2 cores.
inline constexpr double kWorthThreads = 4e6;
/// Should a loop with this many multiplications share them out? No inside another parallel loop.
bool worthThreads(double multiplications);

/// While alive, BLAS calls from this thread stay on it, whichever OpenBLAS build is installed. Cheap.
class SingleThreadedBlas {
public:
    SingleThreadedBlas();
    ~SingleThreadedBlas();
    SingleThreadedBlas(const SingleThreadedBlas &) = delete;
    SingleThreadedBlas &operator=(const SingleThreadedBlas &) = delete;

private:
    int m_threads;
};

} // namespace headscope
