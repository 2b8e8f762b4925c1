// Numbers stored in blocks with common scales, as GGUF files have them, to floats. Byte layouts and formulas are ggml's
// (https://github.com/ggml-org/ggml, ggml-common.h); dtype.h has the formulas in one line each.
// Trap: the numbers of a block are not stored in their order. The two halves of a byte belong to places 16 or 32 apart.
#pragma once

#include <cstddef>
#include <span>

namespace headscope {

// `bytes` must be whole blocks, and `values` as many numbers as they hold: toFloats checks that.
void floatsFromQ8_0(std::span<const std::byte> bytes, std::span<float> values);
void floatsFromQ4_0(std::span<const std::byte> bytes, std::span<float> values);
void floatsFromQ4K(std::span<const std::byte> bytes, std::span<float> values);
void floatsFromQ6K(std::span<const std::byte> bytes, std::span<float> values);

} // namespace headscope
