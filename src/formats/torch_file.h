// Checkpoints that torch.save wrote (pytorch_model.bin): a pickle that describes the tensors, and the tensors' bytes. Both of its
// containers are read: the zip archive (PyTorch 1.6 and newer) and the run of pickles and storages before it.
// Nothing in the file is executed and only tensors are taken (pickle.h). Source: torch/serialization.py, torch/_utils.py.
// Trap: a tensor is a view into a storage, with an offset and strides; several tensors may share one, and some are transposed.
#pragma once

#include "src/formats/mapped_file.h"
#include "src/formats/stored_tensor.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

struct PickleValue;
class TorchStorages;

class TorchFile {
public:
    /// Reads the description of a dictionary of tensors, also of one inside {"state_dict": …} or {"model": …}. Tensors whose bytes
    /// lie in order stay in the file; others are copied, up to some times the size of the file. Throws Error naming the file and the tensor, or what the file asks to run.
    static std::shared_ptr<const TorchFile> open(const std::filesystem::path &path);
    /// The same for a file that is mapped already.
    static std::shared_ptr<const TorchFile> read(std::shared_ptr<const MappedFile> file);
    /// Whether the file begins as a zip archive or a pickle does.
    static bool recognises(const MappedFile &file);

    /// Sorted by name.
    const std::vector<StoredTensor> &tensors() const { return m_tensors; }
    /// Those of a number type or of a build (sparse, quantised) that is not known here, and those that repeat numbers without measure.
    const std::vector<UnreadTensor> &unread() const { return m_unread; }
    /// "left out": entries of the dictionary that are no tensors, such as "epoch".
    const std::map<std::string, std::string> &metadata() const { return m_metadata; }
    const std::filesystem::path &path() const { return m_file->path(); }

private:
    explicit TorchFile(std::shared_ptr<const MappedFile> file);
    void addTensor(std::string_view name, const PickleValue &call, const TorchStorages &storages);

    std::shared_ptr<const MappedFile> m_file;
    std::vector<std::unique_ptr<std::byte[]>> m_copies; ///< of tensors whose bytes do not lie in order
    std::size_t m_copiedBytes = 0;
    std::vector<StoredTensor> m_tensors;
    std::vector<UnreadTensor> m_unread;
    std::map<std::string, std::string> m_metadata;
};

} // namespace headscope
