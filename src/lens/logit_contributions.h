// Direct contributions to one word's logit (direct logit attribution): a pre-norm transformer adds every head's and every MLP's vector to
// one stream, and a logit is that stream, normalised, times a column of W_U. With the norm's scale taken from the run, that is a sum, one
// term for each part. Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits".
// The terms are what a part adds by itself, not what it causes through later layers: switch it off (head_sweep.h) to see that.
// All norms on the way (of outputs, behind sums) are taken as linear with the run's own mean and scale, so the terms add up to the logit.
#pragma once

#include "src/trace/trace.h"

#include <optional>
#include <string>
#include <vector>

namespace headscope {

struct Contribution {
    enum class Part {
        embedding, ///< the token's vector; with everything else before the layers, where a norm or a projection follows their sum
        position, ///< the position's
        tokenType,
        head, ///< one head's columns of joined heads · W_O
        mlp, ///< · W_out + b_out of a layer
        bias, ///< of a layer: b_O and the shifts of its norms
        outputBias, ///< behind the layers: shift of the final norm, biases of the prediction head
        edits, ///< numbers of the stream that were set by hand
    };
    Part part = Part::head;
    int layer = -1; ///< of head, mlp, bias
    int head = -1; ///< of head
    double value = 0; ///< added to the logit
};

struct LogitContributions {
    int row = 0;
    int id = 0;
    std::vector<Contribution> parts; ///< from the embedding to the output bias
    /// What the parts add up to, as the run computed it: the logit; before the cap, in a model that caps its logits.
    double logit = 0;
    bool beforeCap = false;
    bool severalNorms = false; ///< other norms than the final one were taken as linear
};

/// Why a logit of this model is no sum of its parts, in words; nothing when it is one.
std::optional<std::string> contributionsRefusal(const TransformerConfig &config);

/// `row` is a token of the last stack, `id` a vocabulary entry. In double precision; the sum differs from the run's logit by the run's
/// rounding alone. Throws Error where contributionsRefusal has a reason, for an empty text, and for a row or id out of range.
LogitContributions logitContributions(const Trace &trace, int row, int id);

} // namespace headscope
