// The safetensors file format, read in place: 8 bytes of header length, a JSON header, then the tensors' bytes.
// Specification: https://github.com/huggingface/safetensors
// Trap: the header's length is arbitrary, so a tensor's bytes may start at any address.
#pragma once

#include "src/formats/mapped_file.h"
#include "src/formats/stored_tensor.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class SafetensorsFile {
public:
    /// Maps the file and checks its whole header: lengths within the file, shapes that agree with the byte ranges, no range missing,
    /// overlapping or outside, no name twice. Throws Error naming the file and the tensor.
    static std::shared_ptr<const SafetensorsFile> open(const std::filesystem::path &path);

    /// The same for a file that is mapped already.
    static std::shared_ptr<const SafetensorsFile> read(std::shared_ptr<const MappedFile> file);

    /// Sorted by name.
    const std::vector<StoredTensor> &tensors() const { return m_tensors; }
    /// nullptr if there is none of that name.
    const StoredTensor *find(std::string_view name) const;
    /// Those of a number type that is not known here, in the order of the header.
    const std::vector<UnreadTensor> &unread() const { return m_unread; }
    const std::map<std::string, std::string> &metadata() const { return m_metadata; }
    const std::filesystem::path &path() const { return m_file->path(); }

private:
    explicit SafetensorsFile(std::shared_ptr<const MappedFile> file);

    std::shared_ptr<const MappedFile> m_file;
    std::vector<StoredTensor> m_tensors;
    std::vector<UnreadTensor> m_unread;
    std::map<std::string, std::string> m_metadata;
};

} // namespace headscope
