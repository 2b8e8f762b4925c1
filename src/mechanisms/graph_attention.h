// Attention along the edges of a graph: Veličković et al. 2018, arXiv:1710.10903. A token's vector h is its value here; queries and keys
// are not used. The paper's last nonlinearity is left out, so that outputs can be compared.
#pragma once

#include "src/mechanisms/key_rules.h"
#include "src/mechanisms/mechanism.h"

#include <array>
#include <span>

namespace headscope {

enum class GraphKind {
    chain, ///< each token and its neighbours in the text
    tree, ///< balanced and binary: the middle token is the root, the middles of the halves its children
    complete,
    drawn, ///< the edges that were given, both ways
};

/// The neighbours of a token and itself. Throws Error where an edge ends beyond the text.
KeyRule graphKeys(GraphKind kind, int tokens, std::span<const std::array<int, 2>> edges);

struct GraphWeights {
    Matrix map; ///< W [Dv, Dv]
    Matrix ofQuery; ///< the half of a that meets W·h(t) [1, Dv]
    Matrix ofKey; ///< the half that meets W·h(s) [1, Dv]
};
GraphWeights seededGraphWeights(int width, std::uint64_t seed);

/// Σ A(t, s) · W·h(s) over the keys of the rule, A = softmax of LeakyReLU(a · [W·h(t) ‖ W·h(s)]); `slope` is LeakyReLU's below 0.
/// Throws Error where queries and keys are not of one text.
MechanismRun graphAttention(const MechanismInput &input, const GraphWeights &weights, KeyRule keys, float slope, StepRecorder *steps);

} // namespace headscope
