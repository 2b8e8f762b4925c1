// Rows of the table of mechanisms: how scores become weights.
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
});

} // namespace

std::span<const MechanismInfo> normalisingRows()
{
    return kRows;
}

} // namespace headscope
