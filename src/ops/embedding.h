// Rows of a table, one for each token.
#pragma once

#include "src/tensor/mutable_matrix_view.h"
#include "src/tensor/stored_matrix.h"

#include <span>

namespace headscope {

/// out(t, ·) = table(ids[t], ·). table [V, D], out [T, D]. Throws Error for an id outside the table.
void lookUp(const StoredMatrix &table, std::span<const int> ids, MutableMatrixView out);

} // namespace headscope
