// How surprised a model is by its own text.
#pragma once

#include "src/trace/trace.h"

#include <optional>

namespace headscope {

/// Mean of −ln p(next token) over the last stack's tokens but the last, natural logarithm, in double precision. Nothing for a model that
/// does not foretell the next token, and for fewer than two tokens.
std::optional<double> textLoss(const Trace &trace);

} // namespace headscope
