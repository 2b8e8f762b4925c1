// Rows of the table of mechanisms: between two texts, and over graphs.
#include "src/error.h"
#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/graph_attention.h"
#include "src/mechanisms/rows/recipes.h"
#include "src/mechanisms/rows/rows.h"

#include <array>
#include <string>

namespace headscope {

namespace {

using Input = MechanismInput;
using Chosen = Parameters;
using enum MechanismGroup;

constexpr std::string_view kGraphs[] = {"chain", "tree", "complete", "drawn"};
constexpr ParameterInfo kGraph[]
    = {{"graph", "which tokens are joined", 1, 1, 0, 3, true, kGraphs}, {"slope", "LeakyReLU's slope below 0", 0.2, 0.2, 0, 1, false}};

/// The mask is one of the first text alone.
MechanismRun cross(const Input &input, const Chosen &, StepRecorder *steps)
{
    if (input.otherK.empty() || input.otherV.empty())
        throw Error("cross-attention looks at a second text, and there is none", {}, "Give a second text");
    if (input.otherK.cols() != input.q.cols() || input.otherK.rows() != input.otherV.rows())
        throw Error("queries are " + std::to_string(input.q.cols()) + " wide, the second text's keys " + std::to_string(input.otherK.cols())
            + "; it has " + std::to_string(input.otherK.rows()) + " keys and " + std::to_string(input.otherV.rows()) + " values");
    Input between = input;
    between.k = input.otherK;
    between.v = input.otherV;
    between.mask = {.causal = false};
    return attend(between, withSoftmax(scaledDotProduct(between)), "A(t, s) = softmax over the other text's s of q(t)·k(s) / √d", steps);
}

MechanismRun graph(const Input &input, const Chosen &chosen, StepRecorder *steps)
{
    const int tokens = input.v.rows();
    return graphAttention(input, seededGraphWeights(input.v.cols(), input.seed),
        graphKeys(static_cast<GraphKind>(chosen.whole("graph")), tokens, input.edges), static_cast<float>(chosen.number("slope")), steps);
}

const std::array kRows = std::to_array<MechanismInfo>({
    {.name = "cross",
        .title = "Cross-attention",
        .group = sequences,
        .paper = kVaswani,
        .idea = "One text asks, another answers: a translator looks at the sentence that it translates.",
        .formula = "A(t, s) = softmax over the other text's s of q(t)·k(s) / √d",
        .cost = "n · m · d",
        .memory = "m",
        .state = "2 · m · d",
        .readsOther = true,
        .run = cross},
    {.name = "graph",
        .title = "Graph attention",
        .group = sequences,
        .paper = {"Veličković et al.", 2018, "arXiv:1710.10903"},
        .idea = "A node looks at its neighbours in a graph. The text is then a chain, a tree, or whatever somebody draws.",
        .formula = "A(t, s) = softmax over neighbours s of LeakyReLU(a·[W·v(t) ‖ W·v(s)]), out(t) = Σ A(t, s) · W·v(s)",
        .cost = "n · d² + edges · d",
        .path = "n in a chain, 2 · log n in a tree, 1 where all are joined",
        .memory = "n · d",
        .parameters = kGraph,
        .untrained = "a node's vector is the token's value; W and a are normal numbers of the seed",
        .handsOverValues = false,
        .run = graph},
});

} // namespace

std::span<const MechanismInfo> sequencesRows()
{
    return kRows;
}

} // namespace headscope
