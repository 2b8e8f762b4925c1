#include "src/devices/cpu/threads.h"

#include <omp.h>

// OpenBLAS's own; absent in another BLAS or in a build without one.
extern "C" [[gnu::weak]] void openblas_set_num_threads(int threads);

namespace headscope {

namespace {

// For OpenBLAS's pthreads build. The OpenMP build also lowers the calling thread's OpenMP count, hence the saving around it.
bool quietBlas()
{
    if (openblas_set_num_threads) {
        const int threads = omp_get_max_threads();
        openblas_set_num_threads(1);
        omp_set_num_threads(threads);
    }
    return true;
}

} // namespace

int threadCount()
{
    return omp_get_max_threads();
}

int threadIndex()
{
    return omp_get_thread_num();
}

bool worthThreads(double multiplications)
{
    return multiplications > kWorthThreads && !omp_in_parallel() && omp_get_max_threads() > 1;
}

SingleThreadedBlas::SingleThreadedBlas()
    : m_threads(omp_get_max_threads())
{
    [[maybe_unused]] static const bool quiet = quietBlas();
    // OpenBLAS's OpenMP build looks at this count, which is the calling thread's own.
    if (m_threads > 1)
        omp_set_num_threads(1);
}

SingleThreadedBlas::~SingleThreadedBlas()
{
    if (m_threads > 1)
        omp_set_num_threads(m_threads);
}

} // namespace headscope
