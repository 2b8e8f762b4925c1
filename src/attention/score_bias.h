// Biases that are added to the scores and depend only on the distance between query and key.
// ALiBi: Press, Smith & Lewis 2022, arXiv:2108.12409. Buckets: Raffel et al. 2020 (T5), arXiv:1910.10683, section 2.1.
// Trap: BLOOM's code adds slope · s, the paper slope · (s − t). A row of scores then differs by one constant and its softmax not at all.
#pragma once

#include "src/tensor/matrix_view.h"

#include <vector>

namespace headscope {

/// ALiBi's slope of each head: 2^(−8/H), 2^(−16/H), …; where H is no power of two, those of the next lower power and, for the rest,
/// every other one of the next higher.
std::vector<float> alibiSlopes(int heads);

/// T5's bucket of a distance s − t. Without `bothSides` later keys (s > t) share bucket 0.
int distanceBucket(int distance, bool bothSides, int buckets, int maxDistance);

/// What is added for each distance: entry s − t + (queries − 1), for all s − t of a [queries, keys] pattern.
std::vector<float> slopeBiases(float slope, int queries, int keys);
/// The same from a table [buckets, H] and one of its columns.
std::vector<float> bucketBiases(MatrixView table, int head, bool bothSides, int maxDistance, int queries, int keys);

} // namespace headscope
