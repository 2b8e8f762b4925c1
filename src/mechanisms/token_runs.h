// A text cut into runs of tokens, as equal as can be, for mechanisms that look at a few summaries in the place of all keys.
#pragma once

#include "src/tensor/matrix_view.h"

namespace headscope {

/// First token of run `run` of `count`: run · n / count, rounded down. No run is empty where count ≤ n, and lengths differ by one at most.
int runStart(int run, int count, int tokens);

/// Row i has 1 / length at the tokens of run i, so that its product with keys is the mean of each run. [count, n]
Matrix runMeans(int count, int tokens);

} // namespace headscope
