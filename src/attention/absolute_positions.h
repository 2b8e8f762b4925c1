// Position vectors that are added to the embedding. Sinusoidal: Vaswani et al. 2017, arXiv:1706.03762, section 3.5.
// Trap: the paper interleaves sine and cosine (channel 2i and 2i + 1); some libraries put all sines first.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

namespace headscope {

/// out(r, 2i) = sin(t / 10000^(2i/D)), out(r, 2i + 1) = cos of the same, with t = firstRow + r. out [R, D].
void sinusoidalPositions(int firstRow, MutableMatrixView out);
/// out(r, i) = sin(t / 10000^(2i/D)) for i < ⌈D/2⌉, then the cosines of the same angles. out [R, D].
void sinusoidalHalves(int firstRow, MutableMatrixView out);

} // namespace headscope
