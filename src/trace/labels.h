// What the rows and columns of a stage are called.
#pragma once

#include "src/trace/trace.h"

#include <string>

namespace headscope {

/// The token's display.
std::string rowLabel(const Trace &trace, int row);
/// Axis S: the key token. D: the feature's name, if the model has any. V: the vocabulary entry. Joined heads: "2.3", head and its column.
/// All else: the number. Numbers count from 1.
std::string columnLabel(const Trace &trace, Stage stage, int column);

} // namespace headscope
