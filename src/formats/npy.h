// NumPy's .npy files: float32, C order, any number of axes.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
#pragma once

#include "src/formats/atomic_file.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace headscope {

/// Format 1.0. `values` in C order, as many as the product of `shape`; an empty shape is one number. Throws Error for a shape that does not
/// fit, and as AtomicFile::write does.
void writeNpy(AtomicFile &file, std::span<const std::int64_t> shape, std::span<const float> values);

struct NpyArray {
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

/// Reads what writeNpy or numpy.save wrote: little-endian float32 in C order, format 1.0 to 3.0. Throws Error for all else.
NpyArray readNpy(const std::filesystem::path &path);

} // namespace headscope
