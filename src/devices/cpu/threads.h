// One team of threads: OpenMP's. The BLAS beneath Eigen always runs on the thread that calls it, because the loops around it
// share out fixed tiles. So nothing is oversubscribed, and a result does not depend on the number of threads.
#pragma once

#include <atomic>
#include <exception>
#include <mutex>

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

/// An exception that leaves a parallel region ends the process. What runs in one is run by this instead, which keeps the first exception,
/// whatever it is, and leaves the rest off; rethrow() is called behind the region.
class FirstException {
public:
    template <typename Work>
    void run(const Work &work)
    {
        if (m_isThere.load(std::memory_order_relaxed))
            return;
        try {
            work();
        } catch (...) {
            const std::lock_guard lock(m_mutex);
            if (!m_first)
                m_first = std::current_exception();
            m_isThere.store(true, std::memory_order_relaxed);
        }
    }
    void rethrow() const
    {
        if (m_first)
            std::rethrow_exception(m_first);
    }

private:
    std::mutex m_mutex;
    std::atomic_bool m_isThere = false;
    std::exception_ptr m_first;
};

/// task(index, thread) for index in 0 … count − 1, in any order; on several threads when they are worth it. `thread` is below
/// threadCount() and no two tasks run with the same at once: for work space. When a task throws, the others are left off and the first
/// exception comes out here.
template <typename Task>
void forTasks(int count, double multiplications, const Task &task)
{
    if (count > 1 && worthThreads(multiplications)) {
        FirstException problem;
#pragma omp parallel for schedule(dynamic)
        for (int index = 0; index < count; ++index)
            problem.run([&] { task(index, threadIndex()); });
        problem.rethrow();
        return;
    }
    const SingleThreadedBlas guard;
    for (int index = 0; index < count; ++index)
        task(index, 0);
}

} // namespace headscope
