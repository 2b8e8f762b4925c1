// A program that has failing_memory.cpp among its sources can be told to run out of memory.
#pragma once

#include <cstddef>

// HEADSCOPE_KEEPS_NEW: the thread sanitizer's operator new cannot be replaced.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HEADSCOPE_KEEPS_NEW
#endif
#elif defined(__SANITIZE_THREAD__)
#define HEADSCOPE_KEEPS_NEW
#endif

namespace headscope {

/// While one is alive, operator new throws std::bad_alloc, on every thread, for `leastBytes` or more: from the request on that `spared`
/// others came before. One at a time.
class FailingMemory {
public:
    explicit FailingMemory(std::size_t leastBytes, int spared = 0);
    ~FailingMemory();
    FailingMemory(const FailingMemory &) = delete;
    FailingMemory &operator=(const FailingMemory &) = delete;

    /// Requests that were refused.
    int refused() const;
};

} // namespace headscope

/// First in a test in which memory is to run out.
#if defined(HEADSCOPE_KEEPS_NEW)
#define NEEDS_FAILING_MEMORY QSKIP("the thread sanitizer's new cannot be replaced")
#else
#define NEEDS_FAILING_MEMORY static_cast<void>(0)
#endif
