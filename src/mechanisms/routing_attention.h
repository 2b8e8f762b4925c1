// Routing Transformer: tokens of the same cluster are compared, and the clusters are as many as they have members.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

struct RoutingChoices {
    int window = 1; ///< members of a cluster
    bool sharesKeys = false; ///< keys are the queries, brought to length 1; a token looks at itself only where it sees nothing else
};

/// As many as √n rounded where `clusters` is 0. k-means over directions (the queries', and the keys' where they are not shared), begun with
/// seeded tokens: in place of centroids that training moves along. A cluster without members stays where it is. [clusters, Dh]
Matrix routingCentroids(const MechanismInput &input, int clusters, int iterations, bool sharesKeys, std::uint64_t seed);

/// Roy et al. 2020, section 4.1, as the package routing-transformer has it: each centroid takes the `window` queries and the `window` keys
/// that point most its way; these attend to each other by q·k / √d. A query that several took gets the mean of what it found, one that
/// none took gets 0. Throws Error where keys are shared and are not of the same tokens.
MechanismRun routingAttention(const MechanismInput &input, const Matrix &centroids, const RoutingChoices &choices, StepRecorder *steps);

} // namespace headscope
