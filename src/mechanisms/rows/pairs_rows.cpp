// Rows of the table of mechanisms: which keys a query looks at.
#include "src/mechanisms/adaptive_span.h"
#include "src/mechanisms/key_rules.h"
#include "src/mechanisms/local_gaussian.h"
#include "src/mechanisms/lsh_attention.h"
#include "src/mechanisms/native_sparse.h"
#include "src/mechanisms/normalisers.h"
#include "src/mechanisms/prob_sparse.h"
#include "src/mechanisms/routing_attention.h"
#include "src/mechanisms/rows/recipes.h"
#include "src/mechanisms/rows/rows.h"

#include <array>
#include <cmath>

namespace headscope {

namespace {

/// `tokens`: whose keys and values are kept to go on.
Recipe keeping(double tokens, Recipe recipe)
{
    recipe.cachedTokens = tokens;
    return recipe;
}

/// A window to both sides is done with a token when its later keys have come: twice its reach is kept, without later keys once.
Recipe keepingWindow(const MechanismInput &input, double reach, KeyRule rule)
{
    return keeping(input.mask.causal ? reach : 2 * reach, among(input, std::move(rule)));
}

using Input = MechanismInput;
using Chosen = Parameters;
using enum MechanismGroup;

constexpr double kLong = 1 << 20; // more tokens than anybody asks for
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

constexpr std::string_view kRules[] = {"paper", "transformers"};
constexpr ParameterInfo kReformer[] = {{"rounds", "how often tokens are hashed anew", 4, 2, 1, 64},
    {"chunk", "tokens of a chunk, which looks at itself and the one before", 64, 4, 1, kLong},
    {"buckets", "where tokens may fall; 0: two for each chunk, 1: nothing is hashed", 0, 0, 0, 16384},
    {"factors", "hashes that a bucket's number is put together from; 0: one for each doubling, which takes n · log n", 1, 0, 0, 30},
    {"rules", "a bucket's own tokens, each once, as the paper has it; or whole chunks, as often as found, as transformers has it", 0, 0, 0,
        1, true, kRules}};
constexpr std::string_view kRoutedKeys[] = {"shared", "own"};
constexpr ParameterInfo kRouting[] = {{"clusters", "clusters of tokens; 0: √n", 0, 0, 0, kLong},
    {"window", "members of a cluster; 0: n divided by the clusters", 0, 0, 0, kLong},
    {"iterations", "rounds of k-means over this text, in place of training", 10, 10, 0, 1000},
    {"keys", "the queries themselves, as in the paper's causal layers, or the head's own keys", 0, 1, 0, 1, true, kRoutedKeys}};
constexpr ParameterInfo kInformer[] = {{"factor", "how much is sampled, and how many queries attend in full, by ln n", 5, 1, 1, kLong}};
constexpr ParameterInfo kNative[] = {{"block", "tokens that are summed up, and chosen, together", 64, 2, 1, kLong},
    {"count", "chosen blocks; the first, the own and the one before are among them", 16, 4, 3, kLong},
    {"window", "last keys in sight, the query's own included", 512, 3, 1, kLong}};

constexpr Paper kLuong{"Luong et al.", 2015, "arXiv:1508.04025"};
constexpr Paper kChild{"Child et al.", 2019, "arXiv:1904.10509"};
constexpr Paper kBeltagy{"Beltagy et al.", 2020, "arXiv:2004.05150"};

const std::array kRows = std::to_array<MechanismInfo>({
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
        .knob = "prefix",
        .recipe
        = [](const Input &input, const Chosen &chosen) { return among(input, prefixKeys(input.k.rows(), chosen.whole("prefix"))); }},
    {.name = "local-window",
        .title = "Local window",
        .group = pairs,
        .paper = {"Parmar et al.", 2018, "arXiv:1802.05751"},
        .idea = "Most of what matters is near. What is far is reached through the layers, a window at a time.",
        .formula = "|s − t| ≤ w",
        .cost = "n · (2w + 1) · d",
        .path = "n / w",
        .memory = "w",
        .state = "4 · w · d",
        .parameters = kReach,
        .knob = "reach",
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return keepingWindow(input, chosen.number("reach"), window(input.k.rows(), chosen.whole("reach")));
            }},
    {.name = "local-p",
        .title = "Local-p (predicted centre)",
        .group = pairs,
        .paper = kLuong,
        .idea = "The query foretells the place to look at, and a Gaussian favours what is near to it.",
        .formula = "A(t, s) = softmax(q(t)·k(s) / √d) · exp(−(s − p(t))² / 2σ²), |s − p(t)| ≤ D, p = n · σ(v·tanh(W·q)), σ = D / 2",
        .cost = "n · (2D + 1) · d + n · d²",
        .path = "1",
        .memory = "D",
        .parameters = kGaussianReach,
        .knob = "reach",
        .untrained = kSeeded,
        .recipe = [](const Input &input, const Chosen &chosen) { return localGaussian(input, chosen.whole("reach")); }},
    {.name = "strided",
        .title = "Strided",
        .group = pairs,
        .paper = kChild,
        .idea = "What is near, and every l-th token beyond: two steps reach everything.",
        .formula = "s ≤ t, and t − s ≤ l or a multiple of l",
        .cost = "n · √n · d with l ≈ √n",
        .path = "2",
        .memory = "2 · √n",
        .parameters = kStride,
        .knob = "stride",
        .recipe
        = [](const Input &input, const Chosen &chosen) { return among(input, stridedKeys(input.k.rows(), chosen.whole("stride"))); }},
    {.name = "fixed",
        .title = "Fixed",
        .group = pairs,
        .paper = kChild,
        .idea = "The own block, and the last places of all blocks before it, which pass on what theirs said.",
        .formula = "s ≤ t, and s div l = t div l or s mod l ≥ l − c",
        .cost = "n · √n · d with l ≈ √n",
        .path = "2",
        .memory = "2 · √n",
        .parameters = kFixed,
        .knob = "stride",
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
        .path = "n / (w · r)",
        .memory = "w",
        .state = "4 · w · r · d",
        .parameters = kDilated,
        .knob = "reach",
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return keepingWindow(input, chosen.number("reach") * chosen.number("step"),
                    dilatedWindow(input.k.rows(), chosen.whole("reach"), chosen.whole("step")));
            }},
    {.name = "adaptive-span",
        .title = "Adaptive span",
        .group = pairs,
        .paper = {"Sukhbaatar et al.", 2019, "arXiv:1905.07799"},
        .idea = "Each head learns how far back it has to look; the soft end is what lets it learn.",
        .formula
        = "A(t, s) = m(t − s) · exp(S(t, s)) / Σₛ m(t − s) · exp(S(t, s)), m(x) = clamp((R + z − x) / R, 0, 1), S = q·k / √d, s ≤ t",
        .cost = "n · (z + R) · d",
        .path = "n / (z + R)",
        .memory = "z + R",
        .state = "2 · (z + R) · d",
        .parameters = kSpan,
        .knob = "span",
        .untrained = "the span is the number that is chosen",
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return keeping(std::ceil(chosen.number("span") + chosen.number("ramp")),
                    adaptiveSpan(input, chosen.number("span"), chosen.number("ramp")));
            }},
    {.name = "longformer",
        .title = "Longformer",
        .group = pairs,
        .paper = kBeltagy,
        .idea = "A window for all, and a few tokens that see everything and are seen by everybody.",
        .formula = "|s − t| ≤ w, or s < g, or t < g",
        .cost = "n · (2w + 1 + 2g) · d",
        .path = "2",
        .parameters = kLongformer,
        .knob = "reach",
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
        .path = "2",
        .parameters = kBigBird,
        .knob = "block",
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
        .path = "never across blocks",
        .memory = "b",
        .state = "2 · b · d",
        .parameters = kBlock,
        .knob = "block",
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return keeping(chosen.number("block"), among(input, blockKeys(input.k.rows(), chosen.whole("block"))));
            }},
    {.name = "top-k",
        .title = "Top-k",
        .group = pairs,
        .paper = {"Gupta et al.", 2021, "arXiv:2106.06899"},
        .idea = "All are compared, the k best share the attention. It spares memory, not comparisons.",
        .formula = "A(t, s) = softmax over the k largest of q(t)·k(s) / √d",
        .cost = "n² · d",
        .parameters = kLargest,
        .knob = "k",
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
        .path = "n / w",
        .memory = "a + w",
        .state = "2 · (a + w) · d",
        .parameters = kStreaming,
        .knob = "reach",
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return keeping(chosen.number("sinks") + chosen.number("reach"),
                    among(input, sinksAndWindow(input.k.rows(), chosen.whole("sinks"), chosen.whole("reach"))));
            }},
    {.name = "reformer",
        .title = "Reformer (LSH)",
        .group = pairs,
        .paper = {"Kitaev et al.", 2020, "arXiv:2001.04451"},
        .idea = "Tokens that point the same way fall into the same bucket, and only those are compared. A softmax hardly sees the others.",
        .formula = "A(t, s) = softmax of q(t)·q(s) / ‖q(s)‖ over s with hash(s) = hash(t) in one of r rounds, s ≠ t",
        .cost = "r · n · (2c · d + log n · d)",
        .path = "1 within a bucket",
        .memory = "(3r + 2) · n",
        .state = "2 · n · d + r · n",
        .parameters = kReformer,
        .knob = "rounds",
        .untrained
        = "keys are the queries, as in the paper; the head's own keys, which it was trained with, are not looked at. Directions of the "
          "hashes are drawn from the seed",
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                const int chunk = chosen.whole("chunk");
                const LshChoices choices{.rounds = chosen.whole("rounds"),
                    .chunk = chunk,
                    .factors = lshFactors(input.q.rows(), chunk, chosen.whole("buckets"), chosen.whole("factors")),
                    .rules = chosen.whole("rules") == 0 ? LshRules::paper : LshRules::code};
                return lshAttention(input, choices, lshRotations(input.q.cols(), choices, input.seed), steps);
            }},
    {.name = "routing",
        .title = "Routing",
        .group = pairs,
        .paper = {"Roy et al.", 2020, "arXiv:2003.05997"},
        .idea = "Tokens are sorted into clusters of one size by what they say, and each looks at its own cluster.",
        .formula = "A(t, s) = softmax of q(t)·k(s) / √d over s of t's clusters, each the w nearest to its centroid",
        .cost = "2 · n · c · d + c · w² · d",
        .path = "1 within a cluster",
        .memory = "6 · n + c · d",
        .state = "2 · n · d + c · d",
        .parameters = kRouting,
        .knob = "clusters",
        .untrained
        = "centroids are found by k-means over this text, begun with tokens drawn from the seed, in place of learned ones; finding "
          "them takes time, and is no part of the counted work",
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                const bool sharesKeys = chosen.whole("keys") == 0;
                const Matrix centroids
                    = routingCentroids(input, chosen.whole("clusters"), chosen.whole("iterations"), sharesKeys, input.seed);
                const int even = (input.q.rows() + centroids.rows() - 1) / centroids.rows();
                const int window = chosen.whole("window");
                return routingAttention(input, centroids, {.window = window > 0 ? window : even, .sharesKeys = sharesKeys}, steps);
            }},
    {.name = "informer",
        .title = "Informer (ProbSparse)",
        .group = pairs,
        .paper = {"Zhou et al.", 2020, "arXiv:2012.07436"},
        .idea = "Most queries look at everything alike. The few that do not are found by a sample, and only these attend in full.",
        .formula = "u queries with the largest M = max q·k − Σ q·k / n over sampled k: softmax(q·k / √d); all others: 1 / n (causal: 1)",
        .cost = "2 · c · n · ln n · d",
        .memory = "n · d",
        .parameters = kInformer,
        .knob = "factor",
        .untrained = "which keys are sampled is drawn from the seed",
        .approximates = true,
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                return probSparse(input, probSparseDraw(input.q.rows(), input.k.rows(), chosen.whole("factor"), input.seed), steps);
            }},
    {.name = "native-sparse",
        .title = "Native sparse attention",
        .group = pairs,
        .paper = {"Yuan et al.", 2025, "arXiv:2502.11089"},
        .idea = "Everything in summaries, a few blocks word by word, and the last tokens: three views, and a gate for each.",
        .formula = "out = g1 · A(blocks' means) · V + g2 · A(chosen blocks) · V + g3 · A(window) · V, s ≤ t",
        .cost = "n² / b · d + n · 2 · (m · b + w) · d",
        .memory = "2 · n · d / b + 3 · n",
        .state = "2 · n · d · (1 + 1 / b)",
        .parameters = kNative,
        .knob = "count",
        .untrained
        = "means stand for learned summaries; gates are the queries of all heads by a matrix of the seed; the three branches share "
          "keys and values; each head chooses its blocks by itself; blocks do not overlap",
        .run =
            [](const Input &input, const Chosen &chosen, StepRecorder *steps) {
                return nativeSparse(input,
                    {.block = chosen.whole("block"), .count = chosen.whole("count"), .window = chosen.whole("window")},
                    nativeSparseGates(input), steps);
            }},
});

} // namespace

std::span<const MechanismInfo> pairsRows()
{
    return kRows;
}

} // namespace headscope
