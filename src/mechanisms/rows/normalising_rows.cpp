// Rows of the table of mechanisms: how scores become weights.
#include "src/mechanisms/differential.h"
#include "src/mechanisms/gated_output.h"
#include "src/mechanisms/heads.h"
#include "src/mechanisms/key_rules.h"
#include "src/mechanisms/normalisers.h"
#include "src/mechanisms/rows/recipes.h"
#include "src/mechanisms/rows/rows.h"

#include <array>

namespace headscope {

namespace {

using Input = MechanismInput;
using Chosen = Parameters;
using enum MechanismGroup;

constexpr ParameterInfo kTemperature[] = {{"temperature", "what scores are divided by besides √d", 1, 1, 0.001, 1000, false}};
constexpr ParameterInfo kSink[] = {{"sink", "the score of a key that takes its share and has nothing to say", 0, 0, -1000, 1000, false}};

constexpr ParameterInfo kDifferential[]
    = {{"layer", "depth of the layer, 1 the first: how much is subtracted to begin with", 1, 1, 1, 1000},
        {"step", "how many heads further on the second queries, keys and values are found", 1, 1, 1, 1000}};
constexpr std::string_view kGates[] = {"channels", "head"};
constexpr ParameterInfo kGated[] = {{"gates", "one for each channel, or one for the whole head", 0, 0, 0, 1, true, kGates}};

constexpr Paper kXu{"Xu et al.", 2015, "arXiv:1502.03044"};

const std::array kRows = std::to_array<MechanismInfo>({
    {.name = "softmax",
        .title = "Softmax with temperature",
        .group = normalising,
        .paper = {"Hinton et al.", 2015, "arXiv:1503.02531"},
        .idea = "Colder, and one key takes all; hotter, and all get the same.",
        .formula = "A(t, s) = softmax over s of q(t)·k(s) / (T · √d)",
        .cost = "n² · d",
        .parameters = kTemperature,
        .knob = "temperature",
        .recipe
        = [](const Input &input,
              const Chosen &chosen) { return withSoftmax(scaledDotProduct(input), static_cast<float>(chosen.number("temperature"))); }},
    {.name = "hard",
        .title = "Hard (argmax)",
        .group = normalising,
        .paper = kXu,
        .idea = "One key gets everything. No small change of a score changes anything, so there is nothing to learn from.",
        .formula = "A(t, s) = 1 for the s with the largest q(t)·k(s), else 0",
        .cost = "n² · d",
        .recipe =
            [](const Input &input, const Chosen &) {
                return weighedBy(
                    input, true, [](int, std::span<float> row) { argmax(row); }, 0);
            }},
    {.name = "hard-sampled",
        .title = "Hard (drawn)",
        .group = normalising,
        .paper = kXu,
        .idea = "One key gets everything, drawn with the softmax's probabilities: the mean over many draws is soft attention.",
        .formula = "A(t, s) = 1 for one s, drawn with probability softmax(q(t)·k(s) / √d)",
        .cost = "n² · d",
        .recipe =
            [](const Input &input, const Chosen &) {
                return weighedBy(input, true, [seed = input.seed](int query, std::span<float> row) { drawnKey(row, seed, query); });
            }},
    {.name = "sparsemax",
        .title = "Sparsemax",
        .group = normalising,
        .paper = {"Martins and Astudillo", 2016, "arXiv:1602.02068"},
        .idea = "The nearest row of shares to the scores themselves: keys that fit badly get exactly 0.",
        .formula = "A(t, s) = max(q(t)·k(s) / √d − τ(t), 0), τ(t) such that the row sums to 1",
        .cost = "n² · (d + log n)",
        .recipe =
            [](const Input &input, const Chosen &) {
                return weighedBy(
                    input, true, [](int, std::span<float> row) { sparsemax(row); }, 0);
            }},
    {.name = "entmax-1.5",
        .title = "Entmax 1.5",
        .group = normalising,
        .paper = {"Peters et al.", 2019, "arXiv:1905.05702"},
        .idea = "Half way between softmax and sparsemax: exact zeros, and a curve that bends gently into them.",
        .formula = "A(t, s) = max(q(t)·k(s) / 2√d − τ(t), 0)²",
        .cost = "n² · (d + log n)",
        .recipe =
            [](const Input &input, const Chosen &) {
                return weighedBy(
                    input, true, [](int, std::span<float> row) { entmax15(row); }, 0);
            }},
    {.name = "sigmoid",
        .title = "Sigmoid",
        .group = normalising,
        .paper = {"Ramapuram et al.", 2024, "arXiv:2409.04431"},
        .idea = "Each key is judged by itself: no competition, and no sum over the row to wait for.",
        .formula = "A(t, s) = σ(q(t)·k(s) / √d − log n)",
        .cost = "n² · d",
        .recipe = [](const Input &input,
                      const Chosen &) { return weighedBy(input, false, [](int, std::span<float> row) { sigmoidWeights(row); }); }},
    {.name = "off-by-one",
        .title = "Softmax off by one",
        .group = normalising,
        .paper = {"Miller", 2023, "evanmiller.org/attention-is-off-by-one.html"},
        .idea = "A 1 below the line lets a head with nothing to say give little to all.",
        .formula = "A(t, s) = exp(S(t, s)) / (1 + Σₛ exp(S(t, s))), S = q·k / √d",
        .cost = "n² · d",
        .recipe = [](const Input &input,
                      const Chosen &) { return weighedBy(input, false, [](int, std::span<float> row) { softmaxWithSink(row, 0); }); }},
    {.name = "sink",
        .title = "Softmax with a sink",
        .group = normalising,
        .paper = {"OpenAI", 2025, "arXiv:2508.10925"},
        .idea = "Each head of gpt-oss learned the score of a key that takes its share and hands nothing over.",
        .formula = "A(t, s) = exp(S(t, s)) / (exp(sink) + Σₛ exp(S(t, s))), S = q·k / √d",
        .cost = "n² · d",
        .parameters = kSink,
        .untrained = "the sink is the number that is chosen",
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return weighedBy(input, false,
                    [sink = static_cast<float>(chosen.number("sink"))](int, std::span<float> row) { softmaxWithSink(row, sink); });
            }},
    {.name = "stick-breaking",
        .title = "Stick-breaking",
        .group = normalising,
        .paper = {"Tan et al.", 2024, "arXiv:2410.17980"},
        .idea = "From the nearest key backwards each breaks its share off what is left: nearness counts without any positions.",
        .formula = "A(t, s) = β(t, s) · Π (1 − β(t, r)) over s < r < t, β = σ(q·k / √d), s < t",
        .cost = "n² · d / 2",
        .recipe =
            [](const Input &input, const Chosen &) {
                Recipe recipe = weighedBy(
                    input, false, [](int, std::span<float> row) { stickBreaking(row); }, 2);
                recipe.choose = [earlier = earlierKeys(input.k.rows())](int query, std::vector<int> &keys) { earlier(query - 1, keys); };
                return recipe;
            }},
    {.name = "differential",
        .title = "Differential",
        .group = normalising,
        .paper = {"Ye et al.", 2024, "arXiv:2410.05258"},
        .idea = "Two attentions are subtracted, as noise is in headphones: what both give to keys that do not matter cancels out.",
        .formula
        = "out = (1 − λ₀) · norm((softmax(q1·k1 / √d) − λ · softmax(q2·k2 / √d)) · [v1, v2]), λ₀ = 0.8 − 0.6 · exp(−0.3 · (layer − 1))",
        .cost = "2 · n² · 2d",
        .memory = "8 · n · d",
        .state = "4 · n · d",
        .parameters = kDifferential,
        .untrained
        = "q2, k2 and v2 are those of another head (of a layer with one head q2 and k2 are seeded, and there is no v2); λ is what "
          "it is before training: λ₀ and vectors of the seed; norm divides a row by its root mean square, without learned factors",
        .handsOverValues = false,
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                return differentialAttention(input, differentialPart(input, chosen.whole("layer"), chosen.whole("step")), steps);
            }},
    {.name = "gated-output",
        .title = "Gated output",
        .group = normalising,
        .paper = {"Qiu et al.", 2025, "arXiv:2505.06708"},
        .idea = "A gate behind the sum lets a head say nothing, so it need not park its attention on the first token.",
        .formula = "out = (A · V) · σ(x · Wᵀ), A(t, s) = softmax over s of q(t)·k(s) / √d",
        .cost = "n² · d + n · H · d²",
        .memory = "(H + 3) · n · d",
        .parameters = kGated,
        .untrained
        = "W is normal numbers of the seed; x, the token's vector, is not at hand: the queries of all heads side by side, which are "
          "a map of it, stand for it",
        .handsOverValues = false,
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                const Matrix x = joinedQueries(input);
                const int gates = chosen.whole("gates") == 0 ? input.v.cols() : 1;
                return gatedOutput(input, x, seededGate(gates, x.cols(), input.seed), steps);
            }},
});

} // namespace

std::span<const MechanismInfo> normalisingRows()
{
    return kRows;
}

} // namespace headscope
