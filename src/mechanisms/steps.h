// What a mechanism makes on its way from queries, keys and values to its output: the stages that one walks through. A run keeps them only
// for who asks; they are the numbers it computed with.
#pragma once

#include "src/tensor/matrix_view.h"

#include <string>
#include <vector>

namespace headscope {

/// What runs along a side of a step's matrix.
enum class StepAxis { query, key, channel, other };

/// How a step comes from those it names: what a walk draws between them.
enum class StepKind {
    given, ///< queries, keys, values, seeded numbers
    product, ///< from[0] · from[1]
    productTransposed, ///< from[0] · from[1]ᵀ, by factor
    mapped, ///< each number or row by itself
    chosen, ///< some of them, or their order: sorting, hashing, selecting
};

struct MechanismStep {
    std::string name; ///< "scores": short, unique within the run
    std::string formula; ///< "S = Q · Kᵀ / √8"
    std::string sentence; ///< what happens here and why, for who sees it for the first time
    StepKind kind = StepKind::given;
    std::vector<int> from = {}; ///< earlier steps it is made from
    StepAxis rows = StepAxis::query;
    StepAxis columns = StepAxis::channel;
    std::vector<std::string> rowNames = {}; ///< of StepAxis::other; empty: numbered
    std::vector<std::string> columnNames = {};
    /// One matrix, or one for each of `pageNames`: the state after each token. −∞: a pair that is not looked at.
    std::vector<Matrix> pages;
    std::vector<std::string> pageNames = {}; ///< empty: the tokens, where there are several pages
    bool isWeights = false; ///< shares of attention: 0 is nothing, 1 all
    bool isWhole = false; ///< whole numbers: hashes, buckets, indices
};

/// Handed to a run by who wants its steps.
class StepRecorder {
public:
    /// Returns the step's index, for `from` of later ones.
    int add(MechanismStep step)
    {
        m_steps.push_back(std::move(step));
        return static_cast<int>(m_steps.size()) - 1;
    }
    const std::vector<MechanismStep> &steps() const { return m_steps; }

private:
    std::vector<MechanismStep> m_steps;
};

} // namespace headscope
