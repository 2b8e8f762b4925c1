// Rows of the table of mechanisms: how attention is told where tokens stand.
#include "src/attention/score_bias.h"
#include "src/mechanisms/positions.h"
#include "src/mechanisms/rows/recipes.h"
#include "src/mechanisms/rows/rows.h"
#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

using Input = MechanismInput;
using Chosen = Parameters;
using enum MechanismGroup;

constexpr double kLong = 1 << 20; // more tokens than anybody asks for
constexpr std::uint64_t kBucketStream = 24;

constexpr std::string_view kSides[] = {"earlier", "both"};
constexpr std::string_view kPairs[] = {"halves", "neighbours"};
constexpr std::string_view kAddedHere
    = "the paper adds positions to the embeddings; here queries and keys are at hand, and they are added to these";
constexpr std::string_view kTurnedHere = "nothing is learned; heads of a model that turns its own queries and keys are turned once more";

constexpr ParameterInfo kScale[] = {{"scale", "what positions are multiplied by before they are added", 1, 1, 0, 1000, false}};
constexpr ParameterInfo kDistance[] = {{"distance", "how far distances are told apart", 16, 4, 1, 1024}};
constexpr ParameterInfo kBuckets[] = {{"buckets", "numbers that distances share", 32, 8, 4, 1024},
    {"distance", "from here on all share the last bucket", 128, 16, 2, kLong},
    {"sides", "the keys that are looked at", 1, 1, 0, 1, true, kSides}};
constexpr ParameterInfo kSlope[] = {{"head", "which head's slope; 0: of the head that is looked at", 0, 0, 0, 1024},
    {"heads", "heads of the layer; 0: as many as there are", 0, 0, 0, 1024},
    {"sides", "the keys that are looked at", 0, 0, 0, 1, true, kSides}};
constexpr ParameterInfo kBase{
    "base", "the slowest pair of channels turns about once in 2π times as many tokens", 10000, 10000, 2, 1e9, false};
constexpr ParameterInfo kPairing{
    "pairs", "which channels turn together: as LLaMA's files have it, or as the paper", 1, 0, 0, 1, true, kPairs};
constexpr ParameterInfo kTurn[] = {kBase, kPairing};
constexpr ParameterInfo kLinear[]
    = {kBase, kPairing, {"factor", "how many times longer than in training texts are to be", 16, 2, 1, 1000, false}};
constexpr ParameterInfo kNtk[]
    = {kBase, kPairing, {"factor", "how many times longer than in training texts are to be", 8, 2, 1, 1000, false}};
constexpr ParameterInfo kYarn[]
    = {kBase, kPairing, {"factor", "how many times longer than in training texts are to be", 16, 2, 1, 1000, false},
        {"context", "tokens of the longest text in training", 4096, 16, 1, kLong}};

constexpr Paper kRaffel{"Raffel et al.", 2020, "arXiv:1910.10683"};
constexpr Paper kPeng{"Peng et al.", 2023, "arXiv:2309.00071"};

Sides sidesOf(const Chosen &chosen)
{
    return chosen.whole("sides") == 0 ? Sides::earlier : Sides::both;
}

/// With a softmax over the keys of these sides.
Recipe toSides(const Input &input, Sides sides, Recipe recipe)
{
    recipe = withSoftmax(std::move(recipe));
    if (sides == Sides::earlier)
        recipe.choose = earlierKeys(input.k.rows());
    return recipe;
}

Recipe alibi(const Input &input, const Chosen &chosen)
{
    const int shown = chosen.whole("head") == 0 ? input.head + 1 : chosen.whole("head");
    const int counted = chosen.whole("heads") == 0 ? std::max<int>(1, static_cast<int>(input.heads.size())) : chosen.whole("heads");
    const int heads = std::max(shown, counted);
    return toSides(input, sidesOf(chosen), slopePositions(input, alibiSlopes(heads)[static_cast<std::size_t>(shown - 1)], sidesOf(chosen)));
}

template <const std::string_view &name>
Recipe turnedAs(const Input &input, const Chosen &chosen)
{
    return withSoftmax(turnedPositions(input, *rotaryOf(name, input.q.cols(), chosen)));
}

constexpr std::string_view kRotary = "rotary";
constexpr std::string_view kRotaryLinear = "rotary-linear";
constexpr std::string_view kRotaryNtk = "rotary-ntk";
constexpr std::string_view kRotaryYarn = "rotary-yarn";

const std::array kRows = std::to_array<MechanismInfo>({
    {.name = "no-positions",
        .title = "No positions",
        .group = positions,
        .paper = {"Haviv et al.", 2022, "arXiv:2203.16634"},
        .idea = "A text is a bag of words: shuffled, each gives what it gave. A causal mask alone tells a model where it is.",
        .formula = kSoftmaxOf,
        .cost = "n² · d",
        .recipe = [](const Input &input, const Chosen &) { return withSoftmax(scaledDotProduct(input)); }},
    {.name = "sinusoidal",
        .title = "Sinusoidal",
        .group = positions,
        .paper = kVaswani,
        .idea = "A clock of many hands: sines and cosines, from fast to slow, whose products depend on the distance alone.",
        .formula = "q(t) + p(t), k(s) + p(s), p(t, 2i) = sin(t / 10000^(2i/d)), p(t, 2i + 1) = cos of the same",
        .cost = "n² · d",
        .memory = "3 · n · d",
        .parameters = kScale,
        .knob = "scale",
        .untrained = kAddedHere,
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return withSoftmax(addedPositions(input, sinusoidsFor(input), static_cast<float>(chosen.number("scale"))));
            }},
    {.name = "learned",
        .title = "Learned positions",
        .group = positions,
        .paper = {"Gehring et al.", 2017, "arXiv:1705.03122"},
        .idea
        = "A vector of its own for each place, found in training. There is none for a place beyond the longest text that was trained on.",
        .formula = "q(t) + p(t), k(s) + p(s), p a table",
        .cost = "n² · d",
        .memory = "3 · n · d",
        .parameters = kScale,
        .knob = "scale",
        .untrained = "the table is normal numbers of the seed, and is added to queries and keys instead of to the embeddings",
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return withSoftmax(addedPositions(input, seededPositionsFor(input), static_cast<float>(chosen.number("scale"))));
            }},
    {.name = "relative",
        .title = "Relative vectors",
        .group = positions,
        .paper = {"Shaw et al.", 2018, "arXiv:1803.02155"},
        .idea = "A vector for each distance is added to the key and another to the value; beyond a distance all is equally far.",
        .formula = "S(t, s) = q(t)·(k(s) + aK(s − t)) / √d, out(t) = Σ A(t, s) · (v(s) + aV(s − t))",
        .cost = "2 · n² · d",
        .memory = "n + 2 · k · d",
        .parameters = kDistance,
        .knob = "distance",
        .untrained = kSeeded,
        .handsOverValues = false,
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                return withSoftmax(relativePositions(input, seededRelativeVectors(input, chosen.whole("distance"))));
            }},
    {.name = "t5-buckets",
        .title = "Buckets of distances",
        .group = positions,
        .paper = kRaffel,
        .idea = "A learned number for each distance is added to the scores; far distances share one, as nobody counts exactly there.",
        .formula = "S(t, s) = q(t)·k(s) / √d + b(bucket(s − t))",
        .cost = "n² · d",
        .memory = "2 · n",
        .parameters = kBuckets,
        .untrained = "the buckets' numbers are normal numbers of the seed; T5 itself does not divide by √d",
        .recipe =
            [](const Input &input, const Chosen &chosen) {
                const Matrix biases = seededNormal(chosen.whole("buckets"), 1, input.seed, kBucketStream);
                return toSides(input, sidesOf(chosen), bucketPositions(input, biases, sidesOf(chosen), chosen.whole("distance")));
            }},
    {.name = kRotary,
        .title = "Rotary",
        .group = positions,
        .paper = {"Su et al.", 2021, "arXiv:2104.09864"},
        .idea = "Each pair of channels is turned by the token's place; in a product only the difference of two turns is left.",
        .formula = "S(t, s) = (R(t)·q(t))·(R(s)·k(s)) / √d, R(t) turns pair i by t · base^(−2i/d)",
        .cost = "n² · d",
        .memory = "3 · n · d",
        .parameters = kTurn,
        .knob = "base",
        .untrained = kTurnedHere,
        .recipe = turnedAs<kRotary>},
    {.name = kRotaryLinear,
        .title = "Rotary, stretched linearly",
        .group = positions,
        .paper = {"Chen et al.", 2023, "arXiv:2306.15595"},
        .idea = "A text twice as long is pressed into the turns that were trained: neighbours are then harder to tell apart.",
        .formula = "R(t) turns pair i by t / factor · base^(−2i/d)",
        .cost = "n² · d",
        .memory = "3 · n · d",
        .parameters = kLinear,
        .knob = "factor",
        .untrained = kTurnedHere,
        .recipe = turnedAs<kRotaryLinear>},
    {.name = kRotaryNtk,
        .title = "Rotary, NTK-aware",
        .group = positions,
        .paper = kPeng,
        .idea = "A larger base: fast pairs, which tell neighbours apart, stay, and slow ones are stretched. Found by bloc97.",
        .formula = "R(t) turns pair i by t · (base · factor^(d/(d − 2)))^(−2i/d)",
        .cost = "n² · d",
        .memory = "3 · n · d",
        .parameters = kNtk,
        .knob = "factor",
        .untrained = kTurnedHere,
        .recipe = turnedAs<kRotaryNtk>},
    {.name = kRotaryYarn,
        .title = "Rotary, YaRN",
        .group = positions,
        .paper = kPeng,
        .idea = "Pairs that turned often in training stay, those that never came around are stretched, and scores grow a little.",
        .formula = "R(t) turns pair i by t · ((1 − γ) · θ + γ · θ / factor), and lengthens by 0.1 · ln factor + 1",
        .cost = "n² · d",
        .memory = "3 · n · d",
        .parameters = kYarn,
        .knob = "factor",
        .untrained = kTurnedHere,
        .recipe = turnedAs<kRotaryYarn>},
    {.name = "alibi",
        .title = "ALiBi",
        .group = positions,
        .paper = {"Press et al.", 2022, "arXiv:2108.12409"},
        .idea = "Each token back costs a head the same: nothing is learned, and longer texts than in training do no harm.",
        .formula = "S(t, s) = q(t)·k(s) / √d − m · (t − s), m = 2^(−8h/H) of head h of H",
        .cost = "n² · d / 2",
        .memory = "2 · n",
        .parameters = kSlope,
        .recipe = alibi},
});

} // namespace

std::span<const MechanismInfo> positionsRows()
{
    return kRows;
}

} // namespace headscope
