// Which token the prediction views look at.
#pragma once

#include "src/trace/trace.h"
#include "ui/session/selection.h"

#include <QString>

namespace headscope {

/// The pinned token of the last stack; without one the first hidden word ([MASK]), else the last token. −1: there is none, or the model
/// foretells nothing.
int predictionRow(const Trace &trace, const Selection &selection);
/// "after “tired”", or "in the place of “[MASK]”".
QString predictionPlace(const Trace &trace, int row);

} // namespace headscope
