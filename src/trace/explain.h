// How one number was made: rebuilds it term by term from the stages before it, in double precision, for the arithmetic panel.
// A test asserts for every stage that the rebuilt number equals the stored one.
#pragma once

#include "src/models/config.h"
#include "src/trace/trace.h"

#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// One term. For a product: a · b = value. For a plain sum: a = value, b unused. For a rotation: a = a channel's number, b = the cosine
/// or the sine with its sign, value = a · b. For softmax: a = score, b = score − maximum, value = exp(b). For a norm: every number of the
/// row, a = x, b = x − mean, value = b²; for an RMS norm b = x. For a gate: what comes in as a and f(a) as value, then the other factor
/// as a and value. For scale, cap, mask, activation and copy: one term, what goes in as a and what comes out as value.
struct Term {
    std::string label; ///< what the term belongs to: a token's display, a feature's name or number, "bias"
    double a = 0;
    double b = 0;
    double value = 0;
};

struct Explanation {
    enum class Kind {
        lookup, ///< taken from a table or a formula of the place (embedding, position, token type, token id); terms empty
        copy, ///< same as another stage's cell (joined heads, a channel that is not turned)
        dotProduct, ///< Σ a·b (+ bias, the last term, with hasBias)
        sum, ///< Σ value (residual streams, sum of embeddings: what was added to what)
        rotation, ///< two terms: a pair of channels turned, first · cos ∓ second · sin
        scale, ///< a × "factor" ÷ every other step: scaled scores by √Dh and temperature, embeddings and logits by a constant
        cap, ///< cap · tanh(a × "factor" ÷ cap)
        bias, ///< two terms: the score and what is added for the distance
        mask, ///< allowed: the score; not allowed: −∞, and `reason` says why
        softmax, ///< exp(a − max) / Σ; terms: every key of the row
        norm, ///< (x − mean) / √(variance + ε) · gain + shift
        activation, ///< f(a), f = function
        gate, ///< f(a) · b of two terms, f = function
    };
    /// Which names a kind has: position and lookups "id", "type", "position", "angle"; rotation "position", "frequency" (radians per
    /// token), "angle", "cos", "sin" and, where both are multiplied by one, "factor"; scale "√dₖ", "√200" or "divisor",
    /// "temperature", "factor"; cap "cap", "factor", "tanh"; bias "distance" (key − query) and "slope" or "bucket"; mask "allowed" (0 or 1)
    /// and "window"; softmax "maximum", "sum of exponentials"; norm "mean", "variance" or "mean square", "ε", "gain" (what multiplies),
    /// "stored gain" (where the checkpoint has it less 1), "shift"; activation and gate the share of a that comes through:
    /// "Φ(u)", "σ(u)", "σ(1.702 u)" with the symbol of the stage before.
    struct Step {
        std::string name;
        double value = 0;
    };

    Kind kind = Kind::lookup;
    StageKey key;
    int row = 0;
    int column = 0;
    std::string place; ///< "Raw scores, layer 1, head 2": stage, layer and head in words
    std::string rowLabel; ///< the token
    std::string columnLabel; ///< the key token, the feature's name, or a number counted from 1
    std::vector<Term> terms;
    std::vector<Step> steps;
    Activation function = Activation::identity; ///< of activation and gate
    std::string
        reason; ///< of a mask that forbids: "later token", "outside the window of 32", "hidden token"; allowed out of turn: "global token"
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

/// Numbers come from the stages before this one, edits included. Costs one row of those, however large a weight is. Throws Error when
/// the cell is out of range or the stage is not of this model.
Explanation explain(const Trace &trace, const StageKey &key, int row, int column);

} // namespace headscope
