// The weights of a model by name, whichever files hold them: safetensors, pytorch_model.bin, either of them whole or in
// several files (shards), or GGUF.
// Trap: shard names come from a downloaded file. They may not lead out of the folder.
#pragma once

#include "src/formats/gguf.h"
#include "src/formats/json.h"
#include "src/formats/mapped_file.h"
#include "src/formats/stored_tensor.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

enum class CheckpointFormat { safetensors, pytorch, gguf };

/// "safetensors", "PyTorch", "GGUF"
std::string_view nameOf(CheckpointFormat format);

class Checkpoint {
public:
    /// Given a folder, opens the first of these that it has: model.safetensors, model.safetensors.index.json and the shards it
    /// lists, pytorch_model.bin, pytorch_model.bin.index.json and its shards, the only file named *.gguf. Given a file, opens it by
    /// what is in it; given config.json or an index, the folder it lies in. Nothing but headers is read: tensors stay in the mapped files
    /// until they are looked at. Of shards all tensors count, as in the official library, whatever the index says of each; of a name that
    /// is in several, the one in the last. Throws Error for a missing or broken file, and for a folder without weights, saying what is there.
    static Checkpoint open(const std::filesystem::path &path);

    /// The same with names that lose `prefix` where they have it. Nothing where none has it, or where two would become the same.
    std::optional<Checkpoint> withoutPrefix(std::string_view prefix) const;

    /// Sorted by name; a GGUF file's under the names of Hugging Face (gguf_layout.h). They stay valid as long as this checkpoint
    /// or a copy of it lives.
    const std::vector<StoredTensor> &tensors() const { return m_tensors; }
    /// nullptr if there is none of that name.
    const StoredTensor *find(std::string_view name) const { return findTensor(m_tensors, name); }
    /// Also for one that cannot be read: it must not be taken for one that the model does not have.
    bool contains(std::string_view name) const { return find(name) || findUnread(name); }
    /// Throws Error naming the tensor and the closest thing to look at.
    const StoredTensor &at(std::string_view name) const;
    /// Throws Error for a tensor that is there and cannot be read, saying why.
    void requireReadable(std::string_view name) const;
    /// Those, sorted by name.
    const std::vector<UnreadTensor> &unread() const { return m_unread; }
    /// The shard that should have a tensor and lacks it, by the index; nothing for any other name.
    std::optional<std::string> shardThatLacks(std::string_view name) const;

    /// config.json, of the folder or beside the file; of a GGUF file, the same made from its metadata (gguf_layout.h).
    /// Throws Error if there is none.
    const Json &config() const;
    /// The GGUF file, which has the tokenizer in its metadata; nullptr for the other formats.
    const std::shared_ptr<const GgufFile> &gguf() const { return m_gguf; }
    CheckpointFormat format() const { return m_format; }
    /// Texts that the writer put beside the tensors, of the single file or the first shard.
    const std::map<std::string, std::string> &metadata() const { return m_metadata; }
    /// Those that the tensors lie in.
    const std::vector<std::shared_ptr<const MappedFile>> &files() const { return m_mapped; }
    /// Bytes of all tensors together, as stored.
    std::size_t bytes() const;
    /// What was opened: the folder or file.
    const std::filesystem::path &path() const { return m_path; }

private:
    Checkpoint() = default;
    void openFolder();
    void openFile(const std::filesystem::path &file);
    void openShards(const std::filesystem::path &index);
    void openGguf(std::shared_ptr<const GgufFile> file);
    const UnreadTensor *findUnread(std::string_view name) const;

    std::filesystem::path m_path;
    CheckpointFormat m_format = CheckpointFormat::safetensors;
    std::vector<std::shared_ptr<const void>> m_files; ///< keep the tensors' bytes
    std::vector<std::shared_ptr<const MappedFile>> m_mapped;
    std::vector<StoredTensor> m_tensors;
    std::vector<UnreadTensor> m_unread;
    std::map<std::string, std::string, std::less<>> m_lacking; ///< shards by tensor
    std::map<std::string, std::string> m_metadata;
    std::optional<Json> m_config;
    std::shared_ptr<const GgufFile> m_gguf;
};

} // namespace headscope
