// From one row of logits to probabilities: of the next token (or the one in its place), or of the classes of a text.
#pragma once

#include "src/trace/trace.h"

#include <string>
#include <vector>

namespace headscope {

/// The `count` most probable entries, best first; equal logits in the order of their ids. logits [1, V]
std::vector<Prediction> mostProbable(const Tokenizer &tokenizer, MatrixView logits, int count);
/// One entry. Throws Error for an id outside the vocabulary.
Prediction probabilityOf(const Tokenizer &tokenizer, MatrixView logits, int id);
/// A vocabulary entry as people read it. Models pad their vocabulary to a round number; an entry that stands for no piece of text is
/// "⟨50300⟩".
std::string entryDisplay(const Tokenizer &tokenizer, int id);

struct ClassScore {
    int index = 0;
    std::string label; ///< the checkpoint's, or "1", "2", …
    float logit = 0;
    float probability = 0; ///< softmax over the classes; of a single class the sigmoid of its logit
};
/// Every class in the model's order, for a row of classLogits (0, unless each token has its own classes). Empty for a model without
/// classes and a text without tokens. Throws Error for a row out of range.
std::vector<ClassScore> classScores(const Trace &trace, int row);

} // namespace headscope
