#include "tests/fuzz/allocations.h"
#include "tests/support/failing_memory.h"

#include <atomic>
#include <cstdlib>
#include <malloc.h>
#include <new>

namespace {

std::atomic<std::size_t> held{0};
std::atomic<std::size_t> peak{0};
std::atomic<std::size_t> heldAtStart{0};

[[maybe_unused]] void *counted(void *memory)
{
    if (!memory)
        throw std::bad_alloc();
    const std::size_t now = held += malloc_usable_size(memory);
    std::size_t highest = peak;
    while (now > highest && !peak.compare_exchange_weak(highest, now)) { }
    return memory;
}

[[maybe_unused]] void release(void *memory)
{
    if (memory)
        held -= malloc_usable_size(memory);
    std::free(memory);
}

// More than any file that is tried here may cost: refused at once, so that a find does not take the machine's memory.
constexpr std::size_t kMost = std::size_t{1} << 30;

[[maybe_unused]] std::size_t refuseHuge(std::size_t size)
{
    if (size > kMost)
        throw std::bad_alloc();
    return size == 0 ? 1 : size;
}

} // namespace

#if !defined(HEADSCOPE_KEEPS_NEW)
void *operator new(std::size_t size)
{
    return counted(std::malloc(refuseHuge(size)));
}

void *operator new(std::size_t size, std::align_val_t alignment)
{
    const auto step = static_cast<std::size_t>(alignment);
    return counted(std::aligned_alloc(step, (refuseHuge(size) + step - 1) / step * step));
}

void *operator new(std::size_t size, const std::nothrow_t &) noexcept
{
    try {
        return ::operator new(size);
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

void operator delete(void *memory) noexcept
{
    release(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    release(memory);
}

void operator delete(void *memory, std::align_val_t) noexcept
{
    release(memory);
}

void operator delete(void *memory, std::size_t, std::align_val_t) noexcept
{
    release(memory);
}

#endif

namespace headscope {

void startCountingAllocations()
{
    heldAtStart = held.load();
    peak = held.load();
}

std::size_t peakAllocation()
{
    return peak - heldAtStart;
}

} // namespace headscope
