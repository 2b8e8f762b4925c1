// What a run keeps of its layers, decided before it starts: everything where that fits into a budget of bytes; else the inputs of some
// layers, from which any number is made again when somebody looks at it.
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
    std::size_t working = 0; ///< not all: bytes that running a layer takes beside what is kept

    bool keepsInput(const TransformerConfig &config, int layer) const;
};

/// The plan that keeps most within `budget` bytes. A budget too small for any still gives one: it keeps the ends of the stacks alone.
CapturePlan planCapture(const Transformer &transformer, std::size_t budget);

} // namespace headscope
