// How one number was made: rebuilds it term by term from the stages before it, in double precision, for the arithmetic panel.
// A test asserts for every stage that the rebuilt number equals the stored one.
#pragma once

#include "src/trace/trace.h"

#include <string>
#include <vector>

namespace headscope {

/// One term. For a product: a · b = value. For a plain sum: a = value, b unused. For softmax: a = score, b = score − maximum, value = exp(b).
struct Term {
    std::string label; ///< what the term belongs to: a token's display, a feature's name or number, "bias"
    double a = 0;
    double b = 0;
    double value = 0;
};

struct Explanation {
    enum class Kind {
        lookup,     ///< taken from a table (embedding, position, token id); terms empty
        copy,       ///< same as another stage's cell (joined heads)
        dotProduct, ///< Σ a·b (+ bias, the last term, with hasBias)
        sum,        ///< Σ value (residual streams: what was added to what)
        scale,      ///< a · factor: scaled scores; a is the raw score, steps show √Dh and temperature
        mask,       ///< allowed: the scaled score; not allowed: −∞
        softmax,    ///< exp(a − max) / Σ; terms: every key of the row
        norm,       ///< (x − mean) / √(variance + ε) · gain + shift
        activation, ///< f(a)
    };
    struct Step {
        std::string name; ///< "mean", "variance", "ε", "maximum", "sum of exponentials", "√dₖ", "temperature", "gain", "shift", …
        double value = 0;
    };

    Kind kind = Kind::lookup;
    StageKey key;
    int row = 0;
    int column = 0;
    std::vector<Term> terms;
    std::vector<Step> steps;
    bool hasBias = false;
    bool edited = false;    ///< an edit touches this very cell: rebuilt is the number before it, stored the number after
    double rebuilt = 0;     ///< from terms and steps
    float stored = 0;       ///< as the run has it
    std::string formula;    ///< "s = q · k", plain Unicode
    std::string expression; ///< the arithmetic with numbers in one line: "−1.64 × −1.38 + … = 2.58"

    std::string toText() const;  ///< several lines, every term
    std::string toLatex() const; ///< an align* body
};

/// Throws Error when the cell is out of range or the stage is not of this model.
Explanation explain(const Trace &trace, const StageKey &key, int row, int column);

} // namespace headscope
