#include "src/tensor/buffer_pool.h"

#include "src/platform/memory_pages.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <map>
#include <mutex>
#include <new>

namespace headscope {

namespace {

constexpr std::align_val_t kAlignment{64};

// Blocks from here on are pages of their own. In malloc's heap a long run's blocks of changing sizes would leave holes that stay the
// process's: 300 MB where 100 are in use.
constexpr std::size_t kOwnPages = std::size_t{4} << 20;

void *allocateBytes(std::size_t bytes)
{
    if (bytes < kOwnPages)
        return ::operator new(bytes, kAlignment);
    void *pages = takePages(bytes);
    if (!pages)
        throw std::bad_alloc();
    return pages;
}

void freeBytes(void *data, std::size_t bytes)
{
    if (bytes < kOwnPages)
        ::operator delete(data, kAlignment);
    else
        freePages(data, bytes);
}

// Sizes are rounded up to a quarter of a power of two, so that a text one token longer finds its predecessor's memory.
std::size_t roundedUp(std::size_t floats)
{
    const std::size_t least = std::max<std::size_t>(floats, 64);
    const std::size_t step = std::bit_floor(least) / 4;
    return (least + step - 1) / step * step;
}

} // namespace

struct BufferPool::Store {
    std::mutex mutex;
    std::multimap<std::size_t, float *> idle; // by capacity in floats
    std::size_t idleFloats = 0;
    std::size_t mostFloats = 0;
    std::size_t mostAliveFloats = BufferPool::kUnbounded;
    std::size_t takenFloats = 0;
    std::size_t mostTakenFloats = 0;

    ~Store() { dropAll(); }

    float *take(std::size_t capacity)
    {
        if (float *data = find(capacity))
            return data;
        try {
            return allocate(capacity);
        } catch (const std::bad_alloc &) {
            const std::lock_guard lock(mutex);
            takenFloats -= capacity;
            throw;
        }
    }

    float *allocate(std::size_t capacity)
    {
        try {
            return static_cast<float *>(allocateBytes(capacity * sizeof(float)));
        } catch (const std::bad_alloc &) {
            dropAll(); // it may be enough
            return static_cast<float *>(allocateBytes(capacity * sizeof(float)));
        }
    }

    float *find(std::size_t capacity)
    {
        const std::lock_guard lock(mutex);
        takenFloats += capacity;
        mostTakenFloats = std::max(mostTakenFloats, takenFloats);
        const auto found = idle.find(capacity);
        if (found == idle.end()) {
            dropIdle();
            return nullptr;
        }
        float *data = found->second;
        idle.erase(found);
        idleFloats -= capacity;
        return data;
    }

    /// What is idle beyond the bounds, the largest first.
    void dropIdle()
    {
        while (idleFloats > 0 && (idleFloats > mostFloats || idleFloats + takenFloats > mostAliveFloats)) {
            const auto largest = std::prev(idle.end());
            freeBytes(largest->second, largest->first * sizeof(float));
            idleFloats -= largest->first;
            idle.erase(largest);
        }
    }

    void dropAll()
    {
        const std::lock_guard lock(mutex);
        for (const auto &[capacity, data] : idle)
            freeBytes(data, capacity * sizeof(float));
        idle.clear();
        idleFloats = 0;
    }

    void giveBack(float *data, std::size_t capacity)
    {
        {
            const std::lock_guard lock(mutex);
            takenFloats -= capacity;
            if (keep(data, capacity))
                return;
        }
        freeBytes(data, capacity * sizeof(float));
    }

    /// False beyond the bounds, and where there is no memory to note it: whoever gives back cannot be told. The mutex is held.
    bool keep(float *data, std::size_t capacity)
    {
        if (idleFloats + capacity > mostFloats || takenFloats + idleFloats + capacity > mostAliveFloats)
            return false;
        try {
            idle.emplace(capacity, data);
        } catch (const std::bad_alloc &) {
            return false;
        }
        idleFloats += capacity;
        return true;
    }
};

BufferPool::BufferPool(std::size_t idleBytes)
    : m_store(std::make_shared<Store>())
{
    m_store->mostFloats = idleBytes / sizeof(float);
}

BufferPool::~BufferPool() = default;

Buffer BufferPool::take(std::size_t floats)
{
    const std::size_t capacity = roundedUp(floats);
    float *data = m_store->take(capacity);
    return {std::shared_ptr<float>(data, [store = m_store, capacity](float *memory) { store->giveBack(memory, capacity); }), floats};
}

std::size_t BufferPool::takenBytes() const
{
    const std::lock_guard lock(m_store->mutex);
    return m_store->takenFloats * sizeof(float);
}

std::size_t BufferPool::mostTakenBytes() const
{
    const std::lock_guard lock(m_store->mutex);
    return m_store->mostTakenFloats * sizeof(float);
}

void BufferPool::setMostIdle(std::size_t bytes)
{
    const std::lock_guard lock(m_store->mutex);
    m_store->mostFloats = bytes / sizeof(float);
    m_store->dropIdle();
}

void BufferPool::setMostAlive(std::size_t bytes)
{
    const std::lock_guard lock(m_store->mutex);
    m_store->mostAliveFloats = bytes / sizeof(float);
    m_store->dropIdle();
}

std::size_t BufferPool::idleBytes() const
{
    const std::lock_guard lock(m_store->mutex);
    return m_store->idleFloats * sizeof(float);
}

} // namespace headscope
