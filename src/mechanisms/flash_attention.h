// FlashAttention, Dao et al. 2022 (arXiv:2205.14135), algorithm 1: the same numbers as full attention, computed tile by tile in fast
// memory, so that the table of scores is never written down.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

struct FlashTiles {
    int queries = 64; ///< rows of a tile, Br
    int keys = 64; ///< columns of a tile, Bc
};

/// Keys and values block by block; for each of them all queries block by block, with the running maximum m, sum l and output O of every
/// row. Tiles of which the mask lets nobody see a key are skipped. Its weights are those of full attention. work.bytesMoved is what goes
/// between slow and fast memory; the last step's sentence says beside it what the plain algorithm would move.
MechanismRun flashAttention(const MechanismInput &input, FlashTiles tiles, StepRecorder *steps);

/// Bytes between slow and fast memory of algorithm 0 of the paper, which writes scores and weights down and reads them again.
double plainBytesMoved(const MechanismInput &input);
/// Numbers that one visit of a tile holds in fast memory: its queries, keys, values, scores, output, m and l.
double fastMemoryNumbers(const MechanismInput &input, FlashTiles tiles);

} // namespace headscope
