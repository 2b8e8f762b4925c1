// A program that has failing_memory.cpp among its sources can be told to run out of memory.
#pragma once

#include <cstddef>

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
