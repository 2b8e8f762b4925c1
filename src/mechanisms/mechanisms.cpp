#include "src/mechanisms/mechanisms.h"

#include "src/enum_rows.h"
#include "src/error.h"
#include "src/mechanisms/adaptive_span.h"
#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/key_rules.h"
#include "src/mechanisms/local_gaussian.h"
#include "src/mechanisms/normalisers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {

namespace {

using Input = MechanismInput;
using Chosen = Parameters;

constexpr std::array<MechanismGroupInfo, countOf<MechanismGroup>()> kGroups{{
    {MechanismGroup::scores, "scores", "How a query and a key are compared"},
    {MechanismGroup::normalising, "normalising", "How scores become weights"},
    {MechanismGroup::pairs, "pairs", "Which keys a query looks at"},
}};
static_assert(hasRowForEach(kGroups));

constexpr std::string_view kSeeded = "the matrices and vectors that training would find are normal numbers of the seed";

/// The usual end: a softmax over what was compared.
Recipe withSoftmax(Recipe recipe, float temperature = 1)
{
    recipe.weigh = [temperature](int, std::span<const int>, std::span<float> scores) { softmax(scores, temperature); };
    recipe.specialsOfPair += 1;
    return recipe;
}

/// The usual comparison and another end.
template <typename Weigh>
Recipe weighedBy(const Input &input, bool sumsToOne, const Weigh &weigh, double specials = 1)
{
    Recipe recipe = scaledDotProduct(input);
    recipe.weigh = [weigh](int query, std::span<const int>, std::span<float> scores) { weigh(query, scores); };
    recipe.specialsOfPair = specials;
    recipe.rowsSumToOne = sumsToOne;
    return recipe;
}

/// The usual comparison and end over these keys.
Recipe among(const Input &input, KeyRule rule)
{
    Recipe recipe = withSoftmax(scaledDotProduct(input));
    recipe.choose = std::move(rule);
    return recipe;
}

constexpr double kLong = 1 << 20; // more tokens than anybody asks for

constexpr ParameterInfo kWidth[] = {{"width", "width of the hidden layer that compares", 1000, 16, 1, 4096}};
constexpr ParameterInfo kSharpness[] = {{"sharpness", "what cosines are multiplied by: the key strength β", 1, 4, 0, 1000, false}};
constexpr ParameterInfo kTemperature[] = {{"temperature", "what scores are divided by besides √d", 1, 1, 0.001, 1000, false}};
constexpr ParameterInfo kSink[] = {{"sink", "the score of a key that takes its share and has nothing to say", 0, 0, -1000, 1000, false}};
constexpr ParameterInfo kPadding[] = {{"padding", "tokens at the end that only fill the batch up", 0, 2, 0, kLong}};
constexpr ParameterInfo kPrefix[] = {{"prefix", "first tokens that all see", 512, 4, 0, kLong}};
constexpr ParameterInfo kReach[] = {{"reach", "keys to each side", 10, 2, 0, kLong}};
constexpr ParameterInfo kGaussianReach[] = {{"reach", "keys to each side of the place foretold", 10, 2, 1, kLong}};
constexpr ParameterInfo kDilated[]
    = {{"reach", "keys to each side", 256, 2, 0, kLong}, {"step", "distance from one key to the next", 3, 2, 1, kLong}};
constexpr ParameterInfo kStride[] = {{"stride", "how far back, and the step of what is looked at beyond", 128, 3, 1, kLong}};
constexpr ParameterInfo kFixed[]
    = {{"stride", "tokens of a block", 128, 4, 1, kLong}, {"summary", "last places of a block that all later ones see", 8, 1, 1, kLong}};
constexpr ParameterInfo kSpan[] = {{"span", "keys back that are seen in full", 128, 3, 0, kLong, false},
    {"ramp", "keys beyond over which the sight fades", 32, 3, 1, kLong, false}};
constexpr ParameterInfo kLongformer[]
    = {{"reach", "keys to each side", 256, 2, 0, kLong}, {"global", "first tokens that see all and are seen by all", 1, 1, 0, kLong}};
constexpr ParameterInfo kBigBird[]
    = {{"block", "tokens of a block", 64, 2, 1, kLong}, {"random", "drawn blocks a block sees besides its neighbours", 3, 1, 0, kLong}};
constexpr ParameterInfo kBlock[] = {{"block", "tokens that see each other", 256, 4, 1, kLong}};
constexpr ParameterInfo kLargest[] = {{"k", "keys that share the attention", 64, 3, 1, kLong}};
constexpr ParameterInfo kStreaming[] = {{"sinks", "first tokens that stay in sight", 4, 1, 0, kLong},
    {"reach", "last keys in sight, the query's own included", 1020, 3, 1, kLong}};

constexpr Paper kVaswani{"Vaswani et al.", 2017, "arXiv:1706.03762"};
constexpr Paper kLuong{"Luong et al.", 2015, "arXiv:1508.04025"};
constexpr Paper kXu{"Xu et al.", 2015, "arXiv:1502.03044"};
constexpr Paper kChild{"Child et al.", 2019, "arXiv:1904.10509"};
constexpr Paper kBeltagy{"Beltagy et al.", 2020, "arXiv:2004.05150"};
constexpr std::string_view kSoftmaxOf = "A(t, s) = softmax over s of q(t)·k(s) / √d";

using enum MechanismGroup;

const std::array kMechanisms = std::to_array<MechanismInfo>({
    {.name = "dot",
        .title = "Dot product",
        .group = scores,
        .paper = kLuong,
        .idea = "A key fits a query as far as they point the same way and are long.",
        .formula = "A(t, s) = softmax over s of q(t)·k(s)",
        .cost = "n² · d",
        .recipe = [](const Input &input, const Chosen &) { return withSoftmax(dotProduct(input, 1)); }},
    {.name = "full",
        .title = "Scaled dot product",
        .group = scores,
        .paper = kVaswani,
        .idea = "Divided by √d, so that scores do not grow with the width and the softmax keeps its slope.",
        .formula = kSoftmaxOf,
        .cost = "n² · d",
        .recipe = [](const Input &input, const Chosen &) { return withSoftmax(scaledDotProduct(input)); }},
    {.name = "general",
        .title = "General (bilinear)",
        .group = scores,
        .paper = kLuong,
        .idea = "A learned matrix between them says which parts of a query ask for which parts of a key.",
        .formula = "A(t, s) = softmax over s of q(t)·W·k(s)",
        .cost = "n² · d + n · d²",
        .untrained = kSeeded,
        .recipe = [](const Input &input, const Chosen &) { return withSoftmax(generalProduct(input)); }},
    {.name = "concat",
        .title = "Concat",
        .group = scores,
        .paper = kLuong,
        .idea = "Query and key side by side through one small layer, as wide as they are.",
        .formula = "A(t, s) = softmax over s of v·tanh(W·[q(t); k(s)])",
        .cost = "n² · d",
        .untrained = kSeeded,
        .recipe = [](const Input &input, const Chosen &) { return withSoftmax(additiveScore(input, input.q.cols())); }},
    {.name = "additive",
        .title = "Additive",
        .group = scores,
        .paper = {"Bahdanau et al.", 2014, "arXiv:1409.0473"},
        .idea = "The first attention: a small network of its own compares, and costs a tanh for each of its neurons and pairs.",
        .formula = "A(t, s) = softmax over s of v·tanh(W·q(t) + U·k(s))",
        .cost = "n² · a",
        .parameters = kWidth,
        .untrained = kSeeded,
        .recipe = [](const Input &input, const Chosen &chosen) { return withSoftmax(additiveScore(input, chosen.whole("width"))); }},
    {.name = "cosine",
        .title = "Cosine",
        .group = scores,
        .paper = {"Graves et al.", 2014, "arXiv:1410.5401"},
        .idea = "Only the direction counts: no key can win by being long.",
        .formula = "A(t, s) = softmax over s of β · q(t)·k(s) / (‖q(t)‖ · ‖k(s)‖)",
        .cost = "n² · d",
        .parameters = kSharpness,
        .recipe = [](const Input &input,
                      const Chosen &chosen) { return withSoftmax(cosineScore(input, static_cast<float>(chosen.number("sharpness")))); }},

    {.name = "softmax",
        .title = "Softmax with temperature",
        .group = normalising,
        .paper = {"Hinton et al.", 2015, "arXiv:1503.02531"},
        .idea = "Colder, and one key takes all; hotter, and all get the same.",
        .formula = "A(t, s) = softmax over s of q(t)·k(s) / (T · √d)",
        .cost = "n² · d",
        .parameters = kTemperature,
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

    {.name = "causal",
        .title = "Causal",
        .group = pairs,
        .paper = kVaswani,
        .idea = "Nobody sees what comes later, so that each token can be foretold from those before it.",
        .formula = "s ≤ t",
        .cost = "n² · d / 2",
        .recipe = [](const Input &input, const Chosen &) { return among(input, earlierKeys(input.k.rows())); }},
    {.name = "padding",
        .title = "Padding hidden",
        .group = pairs,
        .paper = kVaswani,
        .idea = "Tokens that only fill a batch up are seen by nobody.",
        .formula = "s < n − p",
        .cost = "n · (n − p) · d",
        .parameters = kPadding,
        .recipe
        = [](const Input &input, const Chosen &chosen) { return among(input, withoutPadding(input.k.rows(), chosen.whole("padding"))); }},
    {.name = "prefix",
        .title = "Prefix",
        .group = pairs,
        .paper = {"Raffel et al.", 2019, "arXiv:1910.10683"},
        .idea = "The question is read both ways, the answer is written one way.",
        .formula = "s < p or s ≤ t",
        .cost = "n² · d / 2 + p² · d / 2",
        .parameters = kPrefix,
        .recipe
        = [](const Input &input, const Chosen &chosen) { return among(input, prefixKeys(input.k.rows(), chosen.whole("prefix"))); }},
    {.name = "local-window",
        .title = "Local window",
        .group = pairs,
        .paper = {"Parmar et al.", 2018, "arXiv:1802.05751"},
        .idea = "Most of what matters is near. What is far is reached through the layers, a window at a time.",
        .formula = "|s − t| ≤ w",
        .cost = "n · (2w + 1) · d",
        .parameters = kReach,
        .recipe = [](const Input &input, const Chosen &chosen) { return among(input, window(input.k.rows(), chosen.whole("reach"))); }},
    {.name = "local-p",
        .title = "Local-p (predicted centre)",
        .group = pairs,
        .paper = kLuong,
        .idea = "The query foretells the place to look at, and a Gaussian favours what is near to it.",
        .formula = "A(t, s) = softmax(q(t)·k(s) / √d) · exp(−(s − p(t))² / 2σ²), |s − p(t)| ≤ D, p = n · σ(v·tanh(W·q)), σ = D / 2",
        .cost = "n · (2D + 1) · d + n · d²",
        .parameters = kGaussianReach,
        .untrained = kSeeded,
        .recipe = [](const Input &input, const Chosen &chosen) { return localGaussian(input, chosen.whole("reach")); }},
    {.name = "strided",
        .title = "Strided",
        .group = pairs,
        .paper = kChild,
        .idea = "What is near, and every l-th token beyond: two steps reach everything.",
        .formula = "s ≤ t, and t − s ≤ l or a multiple of l",
        .cost = "n · √n · d with l ≈ √n",
        .parameters = kStride,
        .recipe
        = [](const Input &input, const Chosen &chosen) { return among(input, stridedKeys(input.k.rows(), chosen.whole("stride"))); }},
    {.name = "fixed",
        .title = "Fixed",
        .group = pairs,
        .paper = kChild,
        .idea = "The own block, and the last places of all blocks before it, which pass on what theirs said.",
        .formula = "s ≤ t, and s div l = t div l or s mod l ≥ l − c",
        .cost = "n · √n · d with l ≈ √n",
        .parameters = kFixed,
        .recipe
        = [](const Input &input,
              const Chosen &chosen) { return among(input, fixedKeys(input.k.rows(), chosen.whole("stride"), chosen.whole("summary"))); }},
    {.name = "dilated",
        .title = "Dilated window",
        .group = pairs,
        .paper = kBeltagy,
        .idea = "A window with gaps reaches farther for the same price.",
        .formula = "s = t + j · r, |j| ≤ w",
        .cost = "n · (2w + 1) · d",
        .parameters = kDilated,
        .recipe
        = [](const Input &input,
              const Chosen &chosen) { return among(input, dilatedWindow(input.k.rows(), chosen.whole("reach"), chosen.whole("step"))); }},
    {.name = "adaptive-span",
        .title = "Adaptive span",
        .group = pairs,
        .paper = {"Sukhbaatar et al.", 2019, "arXiv:1905.07799"},
        .idea = "Each head learns how far back it has to look; the soft end is what lets it learn.",
        .formula
        = "A(t, s) = m(t − s) · exp(S(t, s)) / Σₛ m(t − s) · exp(S(t, s)), m(x) = clamp((R + z − x) / R, 0, 1), S = q·k / √d, s ≤ t",
        .cost = "n · (z + R) · d",
        .parameters = kSpan,
        .untrained = "the span is the number that is chosen",
        .recipe
        = [](const Input &input, const Chosen &chosen) { return adaptiveSpan(input, chosen.number("span"), chosen.number("ramp")); }},
    {.name = "longformer",
        .title = "Longformer",
        .group = pairs,
        .paper = kBeltagy,
        .idea = "A window for all, and a few tokens that see everything and are seen by everybody.",
        .formula = "|s − t| ≤ w, or s < g, or t < g",
        .cost = "n · (2w + 1 + 2g) · d",
        .parameters = kLongformer,
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return among(input, windowAndGlobal(input.k.rows(), chosen.whole("reach"), chosen.whole("global")));
            }},
    {.name = "bigbird",
        .title = "BigBird",
        .group = pairs,
        .paper = {"Zaheer et al.", 2020, "arXiv:2007.14062"},
        .idea = "Window, global tokens and a few drawn links: a random graph has short ways.",
        .formula = "blocks: |block(s) − block(t)| ≤ 1, or the first or last block, or a drawn one",
        .cost = "n · (5 + r) · b · d",
        .parameters = kBigBird,
        .untrained = "the drawn blocks are of the seed",
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return among(input, bigBirdKeys(input.k.rows(), chosen.whole("block"), chosen.whole("random"), input.seed));
            }},
    {.name = "block-local",
        .title = "Block local",
        .group = pairs,
        .paper = {"Qiu et al.", 2019, "arXiv:1911.02972"},
        .idea = "Blocks that do not see each other: cheap, and blind across their borders.",
        .formula = "s div b = t div b",
        .cost = "n · b · d",
        .parameters = kBlock,
        .recipe = [](const Input &input, const Chosen &chosen) { return among(input, blockKeys(input.k.rows(), chosen.whole("block"))); }},
    {.name = "top-k",
        .title = "Top-k",
        .group = pairs,
        .paper = {"Gupta et al.", 2021, "arXiv:2106.06899"},
        .idea = "All are compared, the k best share the attention. It spares memory, not comparisons.",
        .formula = "A(t, s) = softmax over the k largest of q(t)·k(s) / √d",
        .cost = "n² · d",
        .parameters = kLargest,
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return weighedBy(input, true, [k = chosen.whole("k")](int, std::span<float> row) { softmaxOfLargest(row, k); });
            }},
    {.name = "streaming",
        .title = "Sinks and window",
        .group = pairs,
        .paper = {"Xiao et al.", 2023, "arXiv:2309.17453"},
        .idea = "The first tokens, on which trained heads park what they do not need, and the last ones: endless text in a fixed cache.",
        .formula = "s ≤ t, and s < a or t − s < w",
        .cost = "n · (a + w) · d",
        .parameters = kStreaming,
        .recipe
        = [](const Input &input,
              const Chosen &chosen) { return among(input, sinksAndWindow(input.k.rows(), chosen.whole("sinks"), chosen.whole("reach"))); }},
});

} // namespace

std::span<const MechanismInfo> allMechanisms()
{
    return kMechanisms;
}

std::span<const MechanismGroupInfo> allMechanismGroups()
{
    return kGroups;
}

const MechanismInfo &mechanismNamed(std::string_view name)
{
    const auto found = std::ranges::find(kMechanisms, name, &MechanismInfo::name);
    if (found != kMechanisms.end())
        return *found;
    std::string names;
    for (const MechanismInfo &mechanism : kMechanisms)
        names += (names.empty() ? "" : ", ") + std::string(mechanism.name);
    throw Error("there is no mechanism “" + std::string(name) + "”", {}, "There are " + names);
}

const MechanismInfo &fullAttention()
{
    return mechanismNamed("full");
}

MechanismRun runMechanism(const MechanismInfo &mechanism, const MechanismInput &input, const Parameters &parameters)
{
    return attend(input, mechanism.recipe(input, parameters), mechanism.formula);
}

double relativeDifference(const Matrix &a, const Matrix &b)
{
    double difference = 0;
    double size = 0;
    for (int r = 0; r < b.rows(); ++r) {
        for (int c = 0; c < b.cols(); ++c) {
            difference += (double(a(r, c)) - b(r, c)) * (double(a(r, c)) - b(r, c));
            size += double(b(r, c)) * b(r, c);
        }
    }
    return difference == 0 ? 0 : std::sqrt(difference / size);
}

} // namespace headscope
