// Queries and keys of one head in one plane: their first two principal components. After AttentionViz, Yeh et al. 2023, arXiv:2305.03210.
// Trap: a plane shows distance, a score is a product. Two changes that leave every weight as it is bring the two together: adding one
// vector to all keys adds the same number to a whole row of scores, and a factor taken from the queries and given to the keys cancels.
#pragma once

#include "src/trace/trace.h"

#include <array>
#include <vector>

namespace headscope {

struct QueryKeyOptions {
    bool centreSeparately = false; ///< all keys are moved by one vector, so that the means of queries and keys coincide
    bool equalLengths = false; ///< queries ÷ c, keys × c, so that both have the same root mean square length
    bool operator==(const QueryKeyOptions &) const = default;
};

struct QueryKeySpace {
    std::vector<std::array<double, 2>> queries; ///< [T]
    std::vector<std::array<double, 2>> keys; ///< [S]
    std::vector<double> queryLengths; ///< [T] ‖q‖ as the head has them, before centring and scaling
    std::vector<double> keyLengths; ///< [S]
    std::array<double, 2> shares{}; ///< of the variance of all queries and keys
    double factor = 1; ///< c; 1 unless the lengths are made equal
};

/// What attends: queries and keys behind norm and rotation. The mean that is taken off is that of queries and keys together. A head of one
/// channel has its second coordinate 0. Throws Error when layer or head are out of range or there are no tokens.
QueryKeySpace queryKeySpace(const Trace &trace, int layer, int head, const QueryKeyOptions &options);

} // namespace headscope
