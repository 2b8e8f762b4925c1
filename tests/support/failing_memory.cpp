#include "tests/support/failing_memory.h"

#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>

namespace {

constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

std::atomic<std::size_t> g_leastBytes{kNever};
std::atomic<int> g_spared{0};
std::atomic<int> g_refused{0};

[[maybe_unused]] void *allocate(std::size_t bytes, std::size_t alignment)
{
    if (bytes >= g_leastBytes && g_spared.fetch_sub(1) <= 0) {
        ++g_refused;
        throw std::bad_alloc();
    }
    void *memory = alignment == 0 ? std::malloc(bytes > 0 ? bytes : 1)
                                  : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

} // namespace

#if !defined(HEADSCOPE_KEEPS_NEW)
// The forms for arrays call these. Those that do not throw would, too, but not a sanitizer's, whose blocks must not come to delete below.
void *operator new(std::size_t bytes)
{
    return allocate(bytes, 0);
}

void *operator new(std::size_t bytes, std::align_val_t alignment)
{
    return allocate(bytes, static_cast<std::size_t>(alignment));
}

void *operator new(std::size_t bytes, const std::nothrow_t &) noexcept
{
    try {
        return allocate(bytes, 0);
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, const std::nothrow_t &) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::align_val_t) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}

#endif

namespace headscope {

FailingMemory::FailingMemory(std::size_t leastBytes, int spared)
{
    g_refused = 0;
    g_spared = spared;
    g_leastBytes = leastBytes;
}

FailingMemory::~FailingMemory()
{
    g_leastBytes = kNever;
}

int FailingMemory::refused() const
{
    return g_refused;
}

} // namespace headscope
