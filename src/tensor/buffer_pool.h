// Memory for traces and work buffers that is used again by the next run. Fresh large allocations cost a page fault for every
// 4 KiB, on virtual machines more than the arithmetic that fills them.
#pragma once

#include "src/tensor/matrix_view.h"
#include "src/tensor/mutable_matrix_view.h"

#include <cstddef>
#include <limits>
#include <memory>

namespace headscope {

/// Float memory, 64-byte aligned, not zeroed. Goes back to its pool when the last copy of `owner` is gone.
struct Buffer {
    std::shared_ptr<float> owner;
    std::size_t size = 0; ///< floats that were asked for

    MutableMatrixView view(int rows, int cols) const { return {owner.get(), rows, cols, cols}; }
    Matrix matrix(int rows, int cols) const { return {view(rows, cols), owner}; }
};

/// Thread-safe. Buffers may outlive the pool object.
class BufferPool {
public:
    /// Keeps at most `idleBytes` of returned memory for later.
    explicit BufferPool(std::size_t idleBytes = kMostIdle);
    ~BufferPool();

    Buffer take(std::size_t floats);
    /// Another bound; what is idle beyond it goes at once.
    void setMostIdle(std::size_t bytes);
    /// Memory is idle only as far as it and what is out stay within this together; what is taken is not bounded.
    void setMostAlive(std::size_t bytes);
    std::size_t idleBytes() const;
    /// Of buffers that are out: now, and the most there ever were.
    std::size_t takenBytes() const;
    std::size_t mostTakenBytes() const;

    /// Enough for two runs of a small GPT-2 over a full context.
    static constexpr std::size_t kMostIdle = std::size_t{512} << 20;
    static constexpr std::size_t kUnbounded = std::numeric_limits<std::size_t>::max();

private:
    struct Store;
    std::shared_ptr<Store> m_store;
};

} // namespace headscope
