// The weights or scores of one head, any part of them, from the run's queries and keys: a text of 16,384 tokens has 268 million weights
// (1 GB), of which a screen shows a million. What a softmax needs of a whole row, its largest score and its sum, is found once for each
// row and kept: 8 bytes a row. (The streaming softmax of Milakov & Gimelshein 2018, arXiv:1805.02867, the same that FlashAttention uses.)
// Trap: a product's last bits depend on the columns it is made of, so a part equals the same cells of Trace::rows to about 1e-5 of a
// weight and not to the bit. Edits of single scores or weights concern whole rows; such a head is read from the trace.
#pragma once

#include "src/patterns/pattern.h"
#include "src/trace/trace.h"

#include <memory>

namespace headscope {

/// key.stage: weights or maskedScores. Throws Error when layer or head is out of range.
std::shared_ptr<const Pattern> headPattern(std::shared_ptr<const Trace> trace, const StageKey &key);

} // namespace headscope
