// The numbers of the Logit lens view as one table, for a data file.
#pragma once

#include "ui/views/lens/lens_numbers.h"
#include "ui/views/view.h"

namespace headscope {

/// Columns: layer (from 1; 0: before the first), place (1: the likeliest), probability, logit, rank, head (from 1), contribution (to the
/// followed word's logit); NaN where a row has no such number. First the words after each layer, likeliest first, and the followed word
/// with its rank; then what each part adds, from the embedding to the output bias. A model whose logits are no sum has the words alone.
ViewTable lensTable(const LensNumbers &numbers);

} // namespace headscope
