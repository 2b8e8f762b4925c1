// The names of what a classifier tells apart.
#pragma once

#include "src/models/config_reader.h"
#include "src/models/tensor_binder.h"

#include <string>
#include <vector>

namespace headscope {

/// Most classes that are believed.
inline constexpr int kMostClasses = 1 << 16;

/// As many as "id2label" names; where it names none, rows of the tensor `name`.weight. At least 1, so that a matrix that is not there, or
/// of another size, is missed by its name.
int classCount(const ConfigReader &reader, const TensorBinder &binder, const std::string &name);
/// "id2label"; LABEL_0, LABEL_1 … for those without a name, as Hugging Face calls them.
std::vector<std::string> classLabels(const ConfigReader &reader, int count);

} // namespace headscope
