// What a run keeps of its layers, decided before it starts: everything where that fits into a budget of bytes; else the inputs of some
// layers, from which any number is made again when somebody looks at it.
// The budget is that of everything of a run that is alive at once: what is kept, what running or making again takes, scratch rows of every
// thread among it, and what is being read beside that.
#pragma once

#include "src/models/transformer.h"
#include "src/ops/matmul.h"

#include <cstddef>

namespace headscope {

/// Rows of a layer that is only passed through are made this many at a time: a multiple of kTileRows.
inline constexpr int kPassedRows = 4 * kTileRows;

struct CapturePlan {
    bool all = true; ///< whole layers
    int every = 1; ///< not all: the inputs of every such layer of a stack are kept
    std::size_t kept = 0; ///< bytes of what is kept
    std::size_t working = 0; ///< not all: bytes that passing through a layer takes beside that
    std::size_t reading = 0; ///< not all: bytes of what the heads of a layer read

    bool keepsInput(const TransformerConfig &config, int layer) const;
    /// The most that is alive at once while one layer is looked at (the window holds it) and another is run or looked at, too (thumbnails
    /// are made).
    std::size_t mostAlive() const;
};

/// The plan that keeps most within `budget` bytes. A budget too small for any still gives one: it keeps the ends of the stacks alone.
CapturePlan planCapture(const Transformer &transformer, std::size_t budget);

} // namespace headscope
