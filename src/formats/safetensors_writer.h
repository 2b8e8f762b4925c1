// Writes float tensors as a safetensors file, e.g. an edited model or the tensors of one run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace headscope {

/// What to write; `values` must stay alive until writeSafetensors returns.
struct FloatTensor {
    std::string name;
    std::vector<std::int64_t> shape; ///< empty: one number
    std::span<const float> values; ///< in C order, as many as the product of the shape
};

/// Writes the tensors in the given order, as F32, in one step (see AtomicFile). The data starts at a multiple of 8 bytes.
/// Throws Error for a name used twice, a shape that does not fit its values, a file that cannot be written, and when stopped.
void writeSafetensors(const std::filesystem::path &path, std::span<const FloatTensor> tensors,
    const std::map<std::string, std::string> &metadata = {}, const std::stop_token &stop = {});

} // namespace headscope
