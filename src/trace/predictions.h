// From one row of logits to probabilities of the next token.
#pragma once

#include "src/trace/trace.h"

#include <vector>

namespace headscope {

/// The `count` most probable entries, best first; equal logits in the order of their ids. logits [1, V]
std::vector<Prediction> mostProbable(const Tokenizer &tokenizer, MatrixView logits, int count);
/// One entry. Throws Error for an id outside the vocabulary.
Prediction probabilityOf(const Tokenizer &tokenizer, MatrixView logits, int id);

} // namespace headscope
