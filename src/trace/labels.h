// What the rows and columns of a stage are called.
#pragma once

#include "src/trace/trace.h"

#include <string>

namespace headscope {

/// The token's display: of a decoder's stages a token of the target text, of the keys of cross-attention one of the source text. A text's
/// pooled vector has the label of the token it is read from.
std::string rowLabel(const Trace &trace, const StageKey &key, int row);
/// Axis S: the key token. D and E: the feature's name, if the model has any. V: the vocabulary entry. C: the class. Joined heads: "2.3",
/// head and its column. A channel that is turned: "3↻7", itself and the channel it is turned with. All else: the number. Numbers count
/// from 1.
std::string columnLabel(const Trace &trace, const StageKey &key, int column);

} // namespace headscope
