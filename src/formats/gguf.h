// GGUF, the checkpoint format of llama.cpp, versions 2 and 3, read in place: typed metadata, then tensors, then their bytes.
// Specification: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
// Trap: GGUF lists a tensor's sizes with the fastest axis first; shapes here are in C order, the last axis fastest.
#pragma once

#include "src/formats/gguf_value.h"
#include "src/formats/mapped_file.h"
#include "src/formats/stored_tensor.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class ByteReader;

class GgufFile {
public:
    /// Maps the file and checks its whole header: known version, lengths and tensors within the file, no key and no tensor twice. Throws
    /// Error naming the file and the key or tensor; for one part of a model in several files, naming it as that.
    static std::shared_ptr<const GgufFile> open(const std::filesystem::path &path);
    /// The same for a file that is mapped already.
    static std::shared_ptr<const GgufFile> read(std::shared_ptr<const MappedFile> file);
    /// Whether the file begins as GGUF files do.
    static bool recognises(const MappedFile &file);

    /// nullptr if there is none.
    const GgufValue *find(std::string_view key) const;
    /// Throws Error naming the key.
    const GgufValue &at(std::string_view key) const;
    const std::map<std::string_view, GgufValue> &metadata() const { return m_metadata; }

    /// Sorted by name, under the names of the file.
    const std::vector<StoredTensor> &tensors() const { return m_tensors; }
    /// nullptr if there is none of that name.
    const StoredTensor *findTensor(std::string_view name) const;
    /// Those of a number type that is not supported, under the names of the file, in its order.
    const std::vector<UnreadTensor> &unread() const { return m_unread; }
    const std::filesystem::path &path() const { return m_file->path(); }

private:
    explicit GgufFile(std::shared_ptr<const MappedFile> file);
    void readMetadata(ByteReader &reader, std::uint64_t count);
    void requireWhole() const;
    void readTensors(ByteReader &reader, std::uint64_t count);

    std::shared_ptr<const MappedFile> m_file;
    std::string m_where;
    std::map<std::string_view, GgufValue> m_metadata;
    std::vector<StoredTensor> m_tensors;
    std::vector<UnreadTensor> m_unread;
};

} // namespace headscope
