// One team of threads: OpenMP's. The BLAS beneath Eigen always runs on the thread that calls it, because the loops around it
// share out fixed tiles. So nothing is oversubscribed, and a result does not depend on the number of threads.
#pragma once

namespace headscope {

/// Threads a parallel loop started here would use.
int threadCount();
/// Which of the threads of the parallel loop around it is running.
int threadIndex();

/// A second thread pays only if it gets a core at once: beside another busy program, waiting for it cost up to 8 ms a loop on 2 cores.
/// So loops below this many multiplications (about a millisecond of one core) stay on one thread.
inline constexpr double kWorthThreads = 5e7;
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

/// task(index, thread) for index in 0 … count − 1, in any order; on several threads when they are worth it. `thread` is below
/// threadCount() and no two tasks run with the same at once: for work space. A task must not throw.
template <typename Task>
void forTasks(int count, double multiplications, const Task &task)
{
    if (count > 1 && worthThreads(multiplications)) {
#pragma omp parallel for schedule(dynamic)
        for (int index = 0; index < count; ++index)
            task(index, threadIndex());
        return;
    }
    const SingleThreadedBlas guard;
    for (int index = 0; index < count; ++index)
        task(index, 0);
}

} // namespace headscope
