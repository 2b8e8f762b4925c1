// What an attention mechanism is to Headscope: a row that says who proposed it, what it computes and what it costs, and a recipe that does
// it.
//
// Most mechanisms differ from Vaswani's in one of three places, and a recipe has just these: which keys a query looks at, how the two are
// compared, and how the scores become weights. What is left is the same for all and stands in explicit_attention. Others compute in a way
// of their own: they have a run.
//
// Axes: T query tokens, S key tokens, H heads of the layer, Dh width of a head, Dv width of its values.
#pragma once

#include "src/attention/masks.h"
#include "src/mechanisms/parameters.h"
#include "src/mechanisms/steps.h"
#include "src/mechanisms/work_meter.h"
#include "src/patterns/pattern.h"
#include "src/tensor/matrix_view.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace headscope {

struct HeadNumbers {
    Matrix q; ///< [T, Dh]
    Matrix k; ///< [S, Dh]
    Matrix v; ///< [S, Dv]
};

/// What every mechanism is given.
struct MechanismInput {
    Matrix q; ///< [T, Dh]
    Matrix k; ///< [S, Dh]
    Matrix v; ///< [S, Dv]
    Mask mask = {.causal = false}; ///< what no mechanism may look at: the model's own mask
    std::uint64_t seed = 1; ///< of numbers that a trained model would have learned, and of draws
    /// All heads of the layer, for mechanisms that join several; empty: q, k and v are all there is.
    std::vector<HeadNumbers> heads = {};
    int head = 0; ///< which of them q, k and v are
    /// Keys and values of a second text in the same head, for mechanisms between two texts; empty: there is none.
    Matrix otherK = {}; ///< [S', Dh]
    Matrix otherV = {}; ///< [S', Dv]
    /// Pairs of tokens that somebody joined by hand, for mechanisms over graphs.
    std::vector<std::array<int, 2>> edges = {};
};

/// How a mechanism goes from queries, keys and values to its output.
struct Recipe {
    /// Keys that a query may look at, ascending, each once; `keys` comes empty. The mask is applied behind it. Absent: all of them.
    std::function<void(int query, std::vector<int> &keys)> choose = {};
    /// scores[i]: how well keys[i] fits the query.
    std::function<void(int query, std::span<const int> keys, std::span<float> scores)> compare = {};
    /// Scores become weights in place. A row without keys is not asked for: its output is 0.
    std::function<void(int query, std::span<const int> keys, std::span<float> scores)> weigh = {};
    /// Adds to the query's output what its keys hand over besides their values. Absent: out = A · V.
    std::function<void(int query, std::span<const int> keys, std::span<const float> weights, std::span<float> out)> handOver = {};
    std::string outputFormula = "out = A · V";
    std::string outputName = "output"; ///< of the step; another one where more is done to it
    double multiplyAddsOfPair = 0; ///< of one comparison, and of what is handed over besides the values
    double specialsOfPair = 0; ///< exponentials, tanh, logarithms of one pair, compared and weighed
    double multiplyAddsBefore = 0; ///< done once: projections of queries and keys
    double specialsBefore = 0;
    double numbersBefore = 0; ///< held for the whole run: projected queries and keys, tables of positions
    bool rowsSumToOne = true; ///< every row that looks at anything hands out all of its attention
    /// For who walks through it. Steps 0 and 1 are queries and keys; `projections` follow, and scores are made from `scoresFrom`.
    std::string scoreFormula = "S(t, s)";
    std::vector<MechanismStep> projections = {};
    std::vector<int> scoresFrom = {0, 1};
    StepKind scoreKind = StepKind::mapped;
    double cachedTokens = -1; ///< keys and values that are kept to go on with the next token; −1: all
};

struct MechanismRun {
    Matrix output; ///< [T, Dv]
    /// Its weights, made again row by row when they are asked for: nothing of T × S is held. Null where it has none of its own.
    std::shared_ptr<const Pattern> weights;
    MechanismWork work;
};

/// What is compared with what when people look for a mechanism.
enum class MechanismGroup { scores, normalising, pairs, heads, cheaper, recurrent, positions, algorithm, sequences, beside };

struct MechanismGroupInfo {
    MechanismGroup id;
    std::string_view name; ///< on the command line
    std::string_view title; ///< a heading
};

/// Whether a mechanism has a matrix of attention.
enum class WeightsKind {
    given, ///< it computes them
    implied, ///< its output is linear in the values: fed with unit values it is the matrix that it amounts to
    none,
};

struct Paper {
    std::string_view authors;
    int year;
    std::string_view source; ///< "arXiv:1706.03762", or where it stands
};

struct MechanismInfo {
    std::string_view name; ///< on the command line: "local-window"
    std::string_view title; ///< "Local window"
    MechanismGroup group;
    Paper paper;
    std::string_view idea; ///< one line
    std::string_view formula; ///< plain Unicode
    std::string_view cost; ///< of the pairs: "n · w · d"
    std::string_view sequential = "1"; ///< steps that have to wait for one another: "n"
    std::string_view path = "1"; ///< steps, or layers, until two tokens at the ends have heard of each other: "n / w"
    std::string_view memory = "n"; ///< numbers held beside q, k, v and the output, with one thread
    std::string_view state = "2 · n · d"; ///< numbers kept to go on with the next token
    std::span<const ParameterInfo> parameters = {};
    std::string_view knob = {}; ///< the parameter over which its distance from full attention is drawn; empty: it has none
    /// Where numbers come from that queries, keys and values do not give; empty: it needs none.
    std::string_view untrained = {};
    bool approximates = false; ///< it wants to be full attention: what it differs by is an error
    WeightsKind weights = WeightsKind::given;
    bool handsOverValues = true; ///< its output is A · V; no: values are changed, added to or gated on the way
    bool readsOther = false; ///< keys and values are otherK and otherV: columns of its weights are tokens of the second text
    bool takesMask = true; ///< no: it knows only texts that are seen whole
    /// One of the two. Each throws Error where it cannot be had for this input.
    Recipe (*recipe)(const MechanismInput &input, const Parameters &parameters) = nullptr;
    /// `steps`: null, or it keeps what it makes on its way.
    MechanismRun (*run)(const MechanismInput &input, const Parameters &parameters, StepRecorder *steps) = nullptr;
};

} // namespace headscope
