// What a run keeps of one layer: everything linear in the number of tokens that would cost a matrix product to make again.
// The norms and the inside of the MLP are made again on demand, from these and by the same functions, to the same bits.
#pragma once

#include "src/models/config.h"
#include "src/tensor/buffer_pool.h"
#include "src/tensor/matrix_view.h"
#include "src/tensor/mutable_matrix_view.h"

#include <cstddef>

namespace headscope {

/// Of a whole layer, or a part of it: some rows, or only what the heads read. A matrix that the part has not is empty.
/// Edits are already applied. Head h owns columns h·Dh … (h+1)·Dh − 1 of q, queries, weightedSum and joinedHeads; of the others those
/// of its group.
struct LayerTrace {
    int firstRow = 0; ///< the token of the first row of those with T rows; a multiple of kTileRows
    int firstKey = 0; ///< of those with S rows
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
    std::size_t bytes = 0; ///< of the memory behind these, without residualBefore
};

/// How large, and which matrices a part of a layer has. residualBefore is the caller's.
struct LayerShape {
    int queries = 0; ///< T, or the rows of a part; 0: nothing with rows of queries
    int keys = 0; ///< S; 0: nothing with rows of keys
    bool ownJoined = false; ///< else joinedHeads is weightedSum
    bool unturned = true; ///< q and k beside queries and keys, where these are others
    bool behindHeads = true; ///< weightedSum … residualAfter
};

/// What allocateLayer would take.
std::size_t layerBytes(const TransformerConfig &config, int layer, const LayerShape &shape);
/// Memory for a layer or a part of it in one pooled buffer, not filled.
LayerTrace allocateLayer(const TransformerConfig &config, int layer, const LayerShape &shape, BufferPool &pool);

/// For whoever makes the layer: until it is handed out its numbers may be written.
MutableMatrixView writable(const Matrix &matrix);

} // namespace headscope
