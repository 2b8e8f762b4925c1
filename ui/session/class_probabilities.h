// From scores of classes to shares that sum to 1.
#pragma once

#include "src/trace/trace.h"

#include <vector>

namespace headscope {

/// Of one row of classLogits: softmax over the classes [C]. Empty for a model without classes.
std::vector<float> classProbabilities(const Trace &trace, int row);

} // namespace headscope
