// What an attention mechanism is to Headscope: a row that says who proposed it, what it computes and what it costs, and a recipe that does
// it.
//
// Most mechanisms differ from Vaswani's in one of three places, and a recipe has just these: which keys a query looks at, how the two are
// compared, and how the scores become weights. What is left is the same for all and stands in explicit_attention.
//
// Axes: T query tokens, S key tokens, Dh width of a head, Dv width of its values.
#pragma once

#include "src/attention/masks.h"
#include "src/mechanisms/parameters.h"
#include "src/patterns/pattern.h"
#include "src/tensor/matrix_view.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace headscope {

/// What every mechanism is given.
struct MechanismInput {
    Matrix q; ///< [T, Dh]
    Matrix k; ///< [S, Dh]
    Matrix v; ///< [S, Dv]
    Mask mask = {.causal = false}; ///< what no mechanism may look at: the model's own mask
    std::uint64_t seed = 1; ///< of numbers that a trained model would have learned, and of draws
};

/// How a mechanism goes from queries, keys and values to its output.
struct Recipe {
    /// Keys that a query may look at, ascending, each once; `keys` comes empty. The mask is applied behind it. Absent: all of them.
    std::function<void(int query, std::vector<int> &keys)> choose = {};
    /// scores[i]: how well keys[i] fits the query.
    std::function<void(int query, std::span<const int> keys, std::span<float> scores)> compare = {};
    /// Scores become weights in place. A row without keys is not asked for: its output is 0.
    std::function<void(int query, std::span<const int> keys, std::span<float> scores)> weigh = {};
    double multiplyAddsOfPair = 0; ///< of one comparison
    double specialsOfPair = 0; ///< exponentials, tanh, logarithms of one pair, compared and weighed
    double multiplyAddsBefore = 0; ///< done once: projections of queries and keys
    bool rowsSumToOne = true; ///< every row that looks at anything hands out all of its attention
};

/// What a run did, counted while it did it.
struct MechanismWork {
    double pairs = 0; ///< of a query and a key that were compared
    double multiplyAdds = 0;
    double specials = 0; ///< exponentials, tanh, logarithms
    double bytesMoved = 0; ///< rows of keys and values read, scores and weights written and read: 4 · pairs · (Dh + Dv + 4)
    double bytesHeld = 0; ///< at most at once, beside q, k, v and the output, with one thread
};

struct MechanismRun {
    Matrix output; ///< [T, Dv]
    /// Its weights, made again row by row when they are asked for: nothing of T × S is held.
    std::shared_ptr<const Pattern> weights;
    MechanismWork work;
};

/// What is compared with what when people look for a mechanism.
enum class MechanismGroup { scores, normalising, pairs };

struct MechanismGroupInfo {
    MechanismGroup id;
    std::string_view name; ///< on the command line
    std::string_view title; ///< a heading
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
    std::span<const ParameterInfo> parameters = {};
    /// Where numbers come from that queries, keys and values do not give; empty: it needs none.
    std::string_view untrained = {};
    /// Throws Error where it cannot be had for this input.
    Recipe (*recipe)(const MechanismInput &input, const Parameters &parameters);
};

} // namespace headscope
