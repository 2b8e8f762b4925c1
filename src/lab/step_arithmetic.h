// How one number of a mechanism's step was made, term by term: for the panel beneath the picture. Numbers are those of the run; what is
// said of them are the rules that hold for all of the step (step_rules.h).
#pragma once

#include "src/lab/step_rules.h"

#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// What rows and columns of steps are called.
struct StepNames {
    std::vector<std::string> queries; ///< the tokens
    std::vector<std::string> keys;
};
/// A token where the axis has as many as there are names, else the step's own name or a number from 1.
std::string rowName(const MechanismStep &step, const StepNames &names, int row);
std::string columnName(const MechanismStep &step, const StepNames &names, int column);
/// "after cat": the state behind a token; else the page's own name.
std::string pageName(const MechanismStep &step, const StepNames &names, int page);

/// Of a product a · b = value. Of a softmax a: the score, b: less the maximum, value: its exponential. Else a = value.
struct StepTerm {
    std::string label;
    double a = 0;
    double b = 0;
    double value = 0;
    int source = 0; ///< of StepArithmetic::sources
};

/// Which numbers of a source go in.
struct StepSource {
    std::string name; ///< of the step
    std::string place; ///< "cat": its row, or column; empty: the number at the same place, or all of it
    bool isWhole = false; ///< all of its numbers go in, too many to be listed
};

struct StepArithmetic {
    StepRuleKind kind = StepRuleKind::given;
    std::string step; ///< its name
    std::string formula;
    std::string row;
    std::string column;
    std::string page; ///< empty: there is but one
    bool isPair = false; ///< the column is a token that the row's token looks at
    bool sumsOverTokens = false; ///< a product whose terms are keys, as A · V
    bool isLooked = true; ///< false: −∞, the pair is not looked at
    std::vector<StepSource> sources;
    std::vector<StepTerm> terms;
    bool minus = false; ///< of a sum of two
    double factor = 1;
    double maximum = 0; ///< of a softmax: the row's largest score
    double sum = 0; ///< of all terms
    double beside = 0; ///< of a softmax: what the weights are divided by beside that sum; 0: nothing
    int current = -1; ///< of a softmax: the term of this number; −1: it is not among them
    std::string taken; ///< of rows: which of the source it is
    std::optional<double> before; ///< of a state: the same number a token earlier
    double made = 0; ///< by the rule; of given and open steps what the run has
    float stored = 0; ///< what the run has

    /// Several lines, every term.
    std::string toText() const;
};

/// Throws Error where there is no such number.
StepArithmetic explainStep(const std::vector<MechanismStep> &steps, const std::vector<StepRule> &rules, const StepNames &names, int step,
    int page, int row, int column);

} // namespace headscope
