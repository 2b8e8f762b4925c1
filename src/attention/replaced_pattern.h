// Attention that is not what the scores say: a pattern put in its place, to see what a head's choice of keys is worth.
#pragma once

#include "src/attention/masks.h"
#include "src/stages/edits.h"
#include "src/tensor/mutable_matrix_view.h"

namespace headscope {

/// Rows [firstRow, firstRow + weights.rows) that the edit (replacePattern) reaches := as its rule says. `weights` has every key that the
/// mask allows these rows; of a given pattern all keys.
void replacePattern(const Edit &edit, const Mask &mask, int firstRow, MutableMatrixView weights);

} // namespace headscope
