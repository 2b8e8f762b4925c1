// How the numbers of a mechanism's step come from those of the steps it names. A run keeps its numbers and not how it made them, so they
// are made again: a rule is said where it gives every number of the step, and no other is.
#pragma once

#include "src/mechanisms/steps.h"

#include <stop_token>
#include <string>
#include <vector>

namespace headscope {

enum class StepRuleKind {
    given, ///< made from nothing that was kept
    product, ///< factor · Σ a · b; of a source with a page for each row: that row's page
    softmax, ///< exp(s − maximum) ÷ what the row's exponentials add up to, and what may stand beside them
    sum, ///< number by number; by sign
    times, ///< number by number; the second may be one number for each row, or for each column
    over, ///< ÷ instead of ×
    same, ///< unchanged, or no longer looked at
    scaled, ///< factor · source
    rowSum, ///< one number: all of the source's row
    rows, ///< rows of a source, each whole
    open, ///< none of these: what goes in and what comes out is all that is known
};

struct StepRule {
    StepRuleKind kind = StepRuleKind::given;
    std::vector<int> from = {}; ///< steps, in the order of the rule
    double factor = 1;
    bool transposed = false; ///< of a product: the second factor's rows meet the first one's
    bool minus = false; ///< of a sum of two: the second is taken off
};

/// A rule for each step; where stopped, for fewer.
std::vector<StepRule> rulesOf(const std::vector<MechanismStep> &steps, const std::stop_token &stop = {});

/// Has `source` a row for each page of `step`, the states behind the tokens?
bool isOfTokens(const MechanismStep &source, const MechanismStep &step);

/// The page of `source` that makes a number of the step's `page` and `row`: of states behind the tokens that of the row. −1: it has pages
/// of another kind.
int pageFor(const MechanismStep &source, const MechanismStep &step, int page, int row);

} // namespace headscope
