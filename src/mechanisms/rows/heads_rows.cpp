// Rows of the table of mechanisms: what the heads of a layer share.
#include "src/mechanisms/heads.h"
#include "src/mechanisms/latent_attention.h"
#include "src/mechanisms/rows/recipes.h"
#include "src/mechanisms/rows/rows.h"
#include "src/mechanisms/talking_heads.h"

#include <array>

namespace headscope {

namespace {

using Input = MechanismInput;
using Chosen = Parameters;
using enum MechanismGroup;

constexpr ParameterInfo kGroups[]
    = {{"groups", "keys and values that the heads share; as many as heads or more: each has its own", 8, 2, 1, 1024}};
constexpr ParameterInfo kRank[] = {{"rank", "numbers kept of a token", 512, 8, 1, 65536}};
constexpr ParameterInfo kMixing[]
    = {{"mixing", "how far the matrices between heads are from the identity; 0: heads do not talk", 0.5, 0.5, 0, 10, false}};

constexpr std::string_view kMeans = "keys and values are the means of the heads' own, as one begins when a trained model is converted "
                                    "(Ainslie et al. 2023); it would be trained on";

const std::array kRows = std::to_array<MechanismInfo>({
    {.name = "multi-head",
        .title = "Multi-head",
        .group = heads,
        .paper = kVaswani,
        .idea = "Several narrow heads look for different things at once. Each keeps keys and values of its own.",
        .formula = "out of head h = softmax(Q(h) · K(h)ᵀ / √d) · V(h)",
        .cost = "H · n² · d",
        .memory = "H · n · d",
        .state = "2 · H · n · d",
        .run = [](const Input &input, const Chosen &,
                   StepRecorder *steps) { return groupedHeads(input, static_cast<int>(headsOf(input).size()), steps); }},
    {.name = "multi-query",
        .title = "Multi-query",
        .group = heads,
        .paper = {"Shazeer", 2019, "arXiv:1911.02150"},
        .idea = "All heads ask their own question of the same keys and values: the cache is as small as that of one head.",
        .formula = "out of head h = softmax(Q(h) · Kᵀ / √d) · V, K and V shared by all heads",
        .cost = "H · n² · d",
        .memory = "(H + 2) · n · d",
        .untrained = kMeans,
        .handsOverValues = false,
        .run = [](const Input &input, const Chosen &, StepRecorder *steps) { return groupedHeads(input, 1, steps); }},
    {.name = "grouped",
        .title = "Grouped-query",
        .group = heads,
        .paper = {"Ainslie et al.", 2023, "arXiv:2305.13245"},
        .idea = "Between the two: a few heads share keys and values. Most of what many heads can say, at a fraction of the cache.",
        .formula = "out of head h = softmax(Q(h) · K(g)ᵀ / √d) · V(g), g = h div (H / G)",
        .cost = "H · n² · d",
        .memory = "(H + 2 · G) · n · d",
        .state = "2 · G · n · d",
        .parameters = kGroups,
        .knob = "groups",
        .untrained = kMeans,
        .handsOverValues = false,
        .run
        = [](const Input &input, const Chosen &chosen, StepRecorder *steps) { return groupedHeads(input, chosen.whole("groups"), steps); }},
    {.name = "latent",
        .title = "Latent (MLA)",
        .group = heads,
        .paper = {"DeepSeek-AI", 2024, "arXiv:2405.04434"},
        .idea = "One short vector is kept of each token, and the keys and values of all heads are made from it.",
        .formula = "c = [k, v of all heads] · W; out of head h = softmax(Q(h) · U(h)ᵀ · cᵀ / √d) · c · U'(h)",
        .cost = "H · n² · r + H · n · r · d",
        .memory = "(2 · H + 1) · n · r + H · n · d",
        .state = "r · n",
        .parameters = kRank,
        .knob = "rank",
        .untrained
        = "W and U are the best of rank r for the keys and values of this text (singular value decomposition), in place of learned "
          "ones; finding them takes time, and is no part of the counted work. The decoupled rotary key of the paper is left out: "
          "positions are in the keys as the model made them",
        .approximates = true,
        .handsOverValues = false,
        .run = [](const Input &input, const Chosen &chosen,
                   StepRecorder *steps) { return latentAttention(input, bestLatents(headsOf(input), chosen.whole("rank")), steps); }},
    {.name = "talking-heads",
        .title = "Talking heads",
        .group = heads,
        .paper = {"Shazeer et al.", 2020, "arXiv:2003.02436"},
        .idea = "Heads hear each other: scores are mixed across them before the softmax, and weights behind it.",
        .formula = "A(h') = Σ over h of softmax(Σ over g of P(g, h) · Q(g) · K(g)ᵀ / √d) · P'(h, h')",
        .cost = "H · n² · d + 2 · H² · n²",
        .memory = "3 · H · n + (H − 1) · n · d",
        .state = "2 · H · n · d",
        .parameters = kMixing,
        .knob = "mixing",
        .untrained = "P and P' are the identity and normal numbers of the seed",
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                const int count = static_cast<int>(headsOf(input).size());
                const double mixing = chosen.number("mixing");
                return talkingHeads(
                    input, nearIdentity(count, mixing, input.seed, false), nearIdentity(count, mixing, input.seed, true), steps);
            }},
    {.name = "wide-head",
        .title = "One wide head",
        .group = heads,
        .paper = kVaswani,
        .idea = "The same width in one head: its score is the sum of all heads' scores, so it can follow only one pattern at a time.",
        .formula = "A = softmax(Σ over h of Q(h) · K(h)ᵀ / √(H · d)), out = A · V",
        .cost = "n² · H · d",
        .memory = "4 · H · n · d",
        .state = "2 · H · n · d",
        .run = [](const Input &input, const Chosen &, StepRecorder *steps) { return wideHead(input, steps); }},
});

} // namespace

std::span<const MechanismInfo> headsRows()
{
    return kRows;
}

} // namespace headscope
