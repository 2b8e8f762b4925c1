// A tensor as it lies in a checkpoint file, and lists of them.
#pragma once

#include "src/tensor/dtype.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// `bytes` points into the opened file, or into memory that it keeps: numbers in little-endian, C order (last axis fastest),
/// those of block types in whole blocks along the last axis.
/// Trap: the bytes may start at any address; check the alignment before looking at them as numbers, or convert with toFloats.
struct StoredTensor {
    std::string name;
    DType dtype = DType::f32;
    std::vector<std::int64_t> shape; ///< empty: one number
    std::span<const std::byte> bytes;

    /// Product of the shape.
    std::size_t count() const { return bytes.size() / blockBytes(dtype) * blockNumbers(dtype); }
};

/// A tensor of a file that cannot be read here. It does no harm until somebody needs it: then an Error says what stands here.
struct UnreadTensor {
    std::string name;
    std::string problem; ///< "its numbers are of type C64, which is not supported"
    std::string hint;
};

/// Product of the shape. Throws Error naming `where` for a negative size and for a product that no memory can hold.
std::size_t countOf(std::span<const std::int64_t> shape, const std::string &where);

/// Sorts by name. Throws Error naming `where` if two have the same name.
void sortByName(std::vector<StoredTensor> &tensors, const std::string &where);

/// In a list sorted by name; nullptr if there is none of that name.
const StoredTensor *findTensor(std::span<const StoredTensor> sorted, std::string_view name);

} // namespace headscope
