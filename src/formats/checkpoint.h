// The weights of a model folder by name, whether they lie in one safetensors file or in several (shards).
// Trap: shard names come from a downloaded file. They may not lead out of the folder.
#pragma once

#include "src/formats/safetensors.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class Checkpoint {
public:
    /// Opens `folder`/model.safetensors, else the shards that `folder`/model.safetensors.index.json lists; or, given a path to
    /// one .safetensors file, that file. Nothing is copied: tensors stay in the mapped files until they are looked at.
    /// Throws Error for a missing or broken file, and for a tensor that its shard lacks.
    static Checkpoint open(const std::filesystem::path &folder);

    /// Sorted by name. They stay valid as long as this checkpoint or a copy of it lives.
    const std::vector<StoredTensor> &tensors() const { return m_tensors; }
    /// nullptr if there is none of that name.
    const StoredTensor *find(std::string_view name) const;
    bool contains(std::string_view name) const { return find(name) != nullptr; }
    /// Throws Error naming the tensor and the closest thing to look at.
    const StoredTensor &at(std::string_view name) const;

    /// The single file's metadata, or the first shard's.
    const std::map<std::string, std::string> &metadata() const { return m_files.front()->metadata(); }
    /// Bytes of all tensors together, as stored.
    std::size_t bytes() const;
    /// What was opened: the folder or file.
    const std::filesystem::path &path() const { return m_path; }

private:
    Checkpoint() = default;
    void openShards(const std::filesystem::path &folder, const std::filesystem::path &index);

    std::filesystem::path m_path;
    std::vector<std::shared_ptr<const SafetensorsFile>> m_files;
    std::vector<StoredTensor> m_tensors;
};

} // namespace headscope
