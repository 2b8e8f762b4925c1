// The names of what a classifier tells apart.
#pragma once

#include "src/models/config_reader.h"
#include "src/models/tensor_binder.h"

#include <string>
#include <vector>

namespace headscope {

/// Most classes that are believed.
inline constexpr int kMostClasses = 1 << 16;

/// Rows of the tensor `name`.weight, which say how many classes there are; 0 when there is no such matrix, or too many rows.
int classCount(const TensorBinder &binder, const std::string &name);
/// "id2label"; LABEL_0, LABEL_1 … for those without a name, as Hugging Face calls them.
std::vector<std::string> classLabels(const ConfigReader &reader, int count);

} // namespace headscope
