// How one number was made: rebuilds it term by term from the stages before it, in double precision, for the arithmetic panel.
// A test asserts for every stage that the rebuilt number equals the stored one.
#pragma once

#include "src/trace/trace.h"

#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// One term. For a product: a · b = value. For a plain sum: a = value, b unused. For softmax: a = score, b = score − maximum, value =
/// exp(b). For a norm: every number of the row, a = x, b = x − mean, value = b²; for an RMS norm b = x. For scale, mask, activation and
/// copy: one term, what goes in as a and what comes out as value.
struct Term {
    std::string label; ///< what the term belongs to: a token's display, a feature's name or number, "bias"
    double a = 0;
    double b = 0;
    double value = 0;
};

struct Explanation {
    enum class Kind {
        lookup, ///< taken from a table or a formula of the place (embedding, position, token id); terms empty
        copy, ///< same as another stage's cell (joined heads)
        dotProduct, ///< Σ a·b (+ bias, the last term, with hasBias)
        sum, ///< Σ value (residual streams: what was added to what)
        scale, ///< a · factor: scaled scores; a is the raw score, steps show √Dh and temperature
        mask, ///< allowed: the scaled score; not allowed: −∞
        softmax, ///< exp(a − max) / Σ; terms: every key of the row
        norm, ///< (x − mean) / √(variance + ε) · gain + shift
        activation, ///< f(a)
    };
    struct Step {
        std::string
            name; ///< "mean", "variance", "mean square", "ε", "maximum", "sum of exponentials", "√dₖ", "temperature", "gain", "shift", …
        double value = 0;
    };

    Kind kind = Kind::lookup;
    StageKey key;
    int row = 0;
    int column = 0;
    std::string rowLabel; ///< the token
    std::string columnLabel; ///< the key token, the feature's name, or a number counted from 1
    std::vector<Term> terms;
    std::vector<Step> steps;
    bool hasBias = false;
    bool edited = false; ///< an edit touches this very cell: rebuilt is the number before it, stored the number after
    double rebuilt = 0; ///< from terms and steps
    float stored = 0; ///< as the run has it
    std::string formula; ///< "r = q · k", plain Unicode
    std::string latexFormula; ///< the same with indices, counted from 1: "r_{3,2} &= \sum_{i=1}^{4} q_{3,i} \, k_{2,i}"
    std::string
        expression; ///< the arithmetic with rounded numbers in one line: "−1.64 × −1.38 + … = 2.58"; long sums say how many terms they have

    /// Nothing when there is no step of this name.
    const Step *step(std::string_view name) const;
    /// Its value, or 0.
    double stepValue(std::string_view name) const;
    std::string toText() const; ///< several lines, every term, every digit of the run's single precision
    std::string toLatex() const; ///< an align* body; long sums are shortened as in `expression`
};

/// Numbers come from the stages before this one, edits included. Throws Error when the cell is out of range or the stage is not of this
/// model.
Explanation explain(const Trace &trace, const StageKey &key, int row, int column);

} // namespace headscope
