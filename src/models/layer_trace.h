// What a run keeps of one layer: everything linear in the number of tokens that would cost a matrix product to make again.
// The norms and the inside of the MLP are made again on demand, from these and by the same functions, to the same bits.
#pragma once

#include "src/models/config.h"
#include "src/tensor/buffer_pool.h"
#include "src/tensor/matrix_view.h"
#include "src/tensor/mutable_matrix_view.h"

#include <cstddef>

namespace headscope {

/// Edits are already applied. Head h owns columns h·Dh … (h+1)·Dh − 1 of q, k, v, weightedSum and joinedHeads.
struct LayerTrace {
    Matrix residualBefore; ///< [T, D]
    Matrix q; ///< [T, H·Dh]
    Matrix k; ///< [T, H·Dh]
    Matrix v; ///< [T, H·Dh]
    Matrix weightedSum; ///< [T, H·Dh]
    Matrix joinedHeads; ///< [T, H·Dh]: the same memory as weightedSum unless an edit stands between them
    Matrix outputProjection; ///< [T, D]
    Matrix residualMiddle; ///< [T, D]; empty without MLP
    Matrix mlpOut; ///< [T, D]; empty without MLP
    Matrix residualAfter; ///< [T, D]
    std::size_t bytes = 0; ///< of the memory behind these
};

/// Memory for one layer in one pooled buffer, not filled. Without `ownStart` residualBefore stays empty, to be taken from the layer
/// before; without `ownJoined` joinedHeads is weightedSum.
LayerTrace allocateLayer(const TransformerConfig &config, int tokens, bool ownStart, bool ownJoined, BufferPool &pool);

/// For whoever makes the layer: until it is handed out its numbers may be written.
MutableMatrixView writable(const Matrix &matrix);

} // namespace headscope
