// One team of threads: OpenMP's. The BLAS beneath Eigen always runs on the thread that calls it, because the loops around it
// share out fixed tiles. So nothing is oversubscribed, and a result does not depend on the number of threads.
#pragma once

namespace headscope {

/// Threads a parallel loop started here would use.
int threadCount();
/// Which of them is running: 0 … threadCount() − 1.
int threadIndex();

/// A second thread pays only if it gets a core at once: beside another busy program, waiting for it cost up to 8 ms a loop on 2 cores.
/// So loops below this many multiplications (about 0.7 ms of one core) stay on one thread.
inline constexpr double kWorthThreads = 2e7;
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
