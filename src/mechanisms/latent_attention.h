// Multi-head latent attention: what is kept of a token is one short vector, from which the keys and values of all heads are made.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

/// The map that training would have found. c(t) = down · (k and v of all heads); keys and values are up · c.
struct LatentMap {
    Matrix latents; ///< c, [S, r]
    std::vector<Matrix> keys; ///< of each head, [r, Dh]: K ≈ c · keys
    std::vector<Matrix> values; ///< of each head, [r, Dv]
};

/// The best map to r numbers for this text: truncated singular value decomposition of the keys and values of all heads side by side
/// (Eckart and Young 1936). Of fewer independent numbers than r the last latents are 0.
LatentMap bestLatents(const std::vector<HeadNumbers> &heads, int rank);

/// DeepSeek-AI 2024 (DeepSeek-V2), section 2.1.2, equations 9 to 11, as it is run: the maps are absorbed into queries and outputs, so that
/// keys and values are never made. Scores are divided by √Dh. Work is counted over all heads; finding the map is not.
MechanismRun latentAttention(const MechanismInput &input, const LatentMap &map, StepRecorder *steps);

} // namespace headscope
