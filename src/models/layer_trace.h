// What a run keeps of one layer: everything linear in the number of tokens that would cost a matrix product to make again.
// The norms and the inside of the MLP are made again on demand, from these and by the same functions, to the same bits.
#pragma once

#include "src/models/config.h"
#include "src/tensor/buffer_pool.h"
#include "src/tensor/matrix_view.h"
#include "src/tensor/mutable_matrix_view.h"

#include <cstddef>

namespace headscope {

/// Edits are already applied. Head h owns columns h·Dh … (h+1)·Dh − 1 of q, queries, weightedSum and joinedHeads; of the others those
/// of its group.
struct LayerTrace {
    Matrix residualBefore; ///< [T, D]
    Matrix q; ///< [T, H·Dh]
    Matrix k; ///< [S, G·Dh]
    Matrix v; ///< [S, G·Dh]
    Matrix queries; ///< [T, H·Dh] what attends: q, normalised and turned where the layer does that; else the same memory as q
    Matrix keys; ///< [S, G·Dh]
    Matrix globalK; ///< [S, G·Dh]; empty in most models
    Matrix globalV; ///< [S, G·Dh]
    Matrix weightedSum; ///< [T, H·Dh]
    Matrix joinedHeads; ///< [T, H·Dh]: the same memory as weightedSum unless an edit stands between them
    Matrix outputProjection; ///< [T, D]
    Matrix residualMiddle; ///< [T, D]; empty without MLP and in parallel layers
    Matrix mlpOut; ///< [T, D]; empty without MLP
    Matrix residualAfter; ///< [T, D]
    std::size_t bytes = 0; ///< of the memory behind these
};

/// How large, and which matrices have memory of their own.
struct LayerShape {
    int queries = 0; ///< T
    int keys = 0; ///< S
    bool ownStart = false; ///< else residualBefore stays empty, to be taken from the layer before
    bool ownJoined = false; ///< else joinedHeads is weightedSum
};

/// Memory for one layer in one pooled buffer, not filled.
LayerTrace allocateLayer(const TransformerConfig &config, int layer, const LayerShape &shape, BufferPool &pool);

/// For whoever makes the layer: until it is handed out its numbers may be written.
MutableMatrixView writable(const Matrix &matrix);

} // namespace headscope
