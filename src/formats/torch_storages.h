// The runs of numbers in a file that torch.save wrote, by key: what its tensors are views of.
#pragma once

#include "src/formats/pickle.h"
#include "src/tensor/dtype.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

/// A type of numbers that torch.save stores.
struct TorchStorageType {
    std::string_view name; ///< PyTorch's class: "HalfStorage"
    std::size_t bytes = 0; ///< of one number
    std::optional<DType> dtype; ///< nothing: recognised, so that others beside it can be read
};

/// Numbers of one type in a row, in the file.
struct TorchStorage {
    const TorchStorageType *type = nullptr;
    std::span<const std::byte> bytes;

    std::size_t count() const { return bytes.size() / type->bytes; }
};

/// Finds pickle and storages in either container.
class TorchStorages {
public:
    /// `bytes` and `where` must outlive this. Throws Error for what is neither container, or a broken one.
    TorchStorages(std::span<const std::byte> bytes, const std::string &where);

    /// The pickle that describes the tensors.
    const Pickle &description() const { return *m_description; }
    /// What a persistent value of the description stands for. Throws Error if it names no storage of this file.
    TorchStorage storageOf(const PickleValue &persistent) const;

private:
    void readZip(std::span<const std::byte> bytes);
    void readRun(std::span<const std::byte> bytes);

    const std::string &m_where;
    std::unique_ptr<const Pickle> m_description;
    std::map<std::string_view, TorchStorage> m_storages;
};

} // namespace headscope
