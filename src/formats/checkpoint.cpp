#include "src/formats/checkpoint.h"

#include "src/error.h"
#include "src/formats/download_check.h"
#include "src/formats/file_presence.h"
#include "src/formats/gguf_layout.h"
#include "src/formats/safetensors.h"
#include "src/formats/torch_file.h"
#include "src/formats/unusable_folder.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace headscope {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char *, 4> kWeightFiles{
    "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"};

bool isFolder(const fs::path &path)
{
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}

bool staysInFolder(std::string_view name)
{
    return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("/\\\0", 3)) == name.npos;
}

std::vector<fs::path> ggufFilesIn(const fs::path &folder)
{
    std::vector<fs::path> files;
    std::error_code ignored;
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored))
        if (entry->path().extension() == ".gguf")
            files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string namesOf(const std::vector<fs::path> &files)
{
    std::string names;
    for (std::size_t i = 0; i < files.size() && i < 5; ++i)
        names.append(names.empty() ? "" : ", ").append(files[i].filename().string());
    return names.append(files.size() > 5 ? " …" : "");
}

struct LoadedFile {
    CheckpointFormat format = CheckpointFormat::safetensors;
    std::shared_ptr<const void> owner;
    const std::vector<StoredTensor> *tensors = nullptr;
    const std::vector<UnreadTensor> *unread = nullptr;
    std::map<std::string, std::string> metadata;
};

/// By what is in the file; its name only says what is expected of one that is neither.
LoadedFile load(const std::shared_ptr<const MappedFile> &mapped)
{
    if (TorchFile::recognises(*mapped) || mapped->path().extension() == ".bin") {
        const auto file = TorchFile::read(mapped);
        return {CheckpointFormat::pytorch, file, &file->tensors(), &file->unread(), file->metadata()};
    }
    const auto file = SafetensorsFile::read(mapped);
    return {CheckpointFormat::safetensors, file, &file->tensors(), &file->unread(), file->metadata()};
}

/// Sorts by name.
void keepLastOfEachName(std::vector<StoredTensor> &tensors)
{
    std::stable_sort(tensors.begin(), tensors.end(), [](const StoredTensor &a, const StoredTensor &b) { return a.name < b.name; });
    const auto sameName = [](const StoredTensor &a, const StoredTensor &b) { return a.name == b.name; };
    tensors.erase(tensors.begin(), std::unique(tensors.rbegin(), tensors.rend(), sameName).base());
}

void sortUnread(std::vector<UnreadTensor> &unread)
{
    std::sort(unread.begin(), unread.end(), [](const UnreadTensor &a, const UnreadTensor &b) { return a.name < b.name; });
}

} // namespace

std::string_view nameOf(CheckpointFormat format)
{
    switch (format) {
    case CheckpointFormat::safetensors: return "safetensors";
    case CheckpointFormat::pytorch: return "PyTorch";
    case CheckpointFormat::gguf: return "GGUF";
    }
    return {};
}

Checkpoint Checkpoint::open(const fs::path &path)
{
    if (!isThere(path))
        throw Error("there is no such file or folder", path.string(), "Check the path");
    const fs::path folder = isFolder(path) ? path : path.has_parent_path() ? path.parent_path() : fs::path(".");
    Checkpoint checkpoint;
    checkpoint.m_path = path.extension() == ".json" ? folder : path;
    if (isFolder(checkpoint.m_path))
        checkpoint.openFolder();
    else
        checkpoint.openFile(path);
    const fs::path config = folder / "config.json";
    if (!checkpoint.m_config && isThere(config))
        checkpoint.m_config = Json::read(config);
    return checkpoint;
}

void Checkpoint::openFolder()
{
    std::error_code ignored;
    const auto isWhole = [&](const char *name) { return fs::is_regular_file(m_path / name, ignored); };
    const auto isNamed = [&](const char *name) { return isThere(m_path / name); };
    auto file = std::find_if(kWeightFiles.begin(), kWeightFiles.end(), isWhole);
    if (file == kWeightFiles.end()) // a link that leads nowhere, a pipe: opening it says so
        file = std::find_if(kWeightFiles.begin(), kWeightFiles.end(), isNamed);
    if (file != kWeightFiles.end())
        return std::string_view(*file).ends_with(".json") ? openShards(m_path / *file) : openFile(m_path / *file);
    const std::vector<fs::path> ggufFiles = ggufFilesIn(m_path);
    const bool areParts = !ggufFiles.empty() && ggufFiles.front().filename().string().find("-of-") != std::string::npos;
    if (ggufFiles.size() > 1 && !areParts) // opening a part says that it is one
        throw Error("there are " + std::to_string(ggufFiles.size()) + " GGUF files: " + namesOf(ggufFiles), m_path.string(),
            "Open one of them instead of the folder");
    if (ggufFiles.empty())
        refuseFolderWithoutWeights(m_path);
    openFile(ggufFiles.front());
}

void Checkpoint::openFile(const fs::path &path)
{
    const std::shared_ptr<const MappedFile> file = MappedFile::open(path);
    m_mapped = {file};
    if (GgufFile::recognises(*file))
        return openGguf(GgufFile::read(file));
    LoadedFile loaded = load(file);
    m_format = loaded.format;
    m_files = {loaded.owner};
    m_tensors = *loaded.tensors;
    m_unread = *loaded.unread;
    sortUnread(m_unread);
    m_metadata = std::move(loaded.metadata);
}

void Checkpoint::openGguf(std::shared_ptr<const GgufFile> file)
{
    m_format = CheckpointFormat::gguf;
    m_config = ggufConfig(*file);
    m_tensors = file->tensors();
    for (StoredTensor &tensor : m_tensors)
        tensor.name = ggufTensorName(*file, tensor.name);
    sortByName(m_tensors, m_path.string());
    m_unread = file->unread();
    for (UnreadTensor &tensor : m_unread)
        tensor.name = ggufTensorName(*file, tensor.name);
    sortUnread(m_unread);
    constexpr std::size_t longest = 1000; // a name, a licence's name; not a licence's text
    for (const auto &[key, value] : file->metadata())
        if (key.starts_with("general.") && value.isText() && value.text().size() <= longest)
            m_metadata.emplace(key, value.text());
    m_files = {file};
    m_gguf = std::move(file);
}

void Checkpoint::openShards(const fs::path &index)
{
    const Json weightMap = Json::read(index).at("weight_map");
    std::set<std::string, std::less<>> shards;
    for (const auto &[name, value] : weightMap.members()) {
        const auto shard = value.get<std::string_view>();
        if (shards.contains(shard))
            continue;
        if (!staysInFolder(shard))
            throw Error("“" + std::string(shard) + "” is not a plain file name", value.where(), "Shards must lie beside the index");
        shards.emplace(shard);
    }
    if (shards.empty())
        throw Error("the index lists no tensors", index.string(), "Fetch the model again");
    for (const std::string &name : shards) {
        m_mapped.push_back(MappedFile::open(index.parent_path() / name));
        LoadedFile shard = load(m_mapped.back());
        if (m_files.empty())
            m_metadata = std::move(shard.metadata);
        m_format = shard.format;
        m_files.push_back(shard.owner);
        m_tensors.insert(m_tensors.end(), shard.tensors->begin(), shard.tensors->end());
        m_unread.insert(m_unread.end(), shard.unread->begin(), shard.unread->end());
    }
    keepLastOfEachName(m_tensors);
    sortUnread(m_unread);
    for (const auto &[name, value] : weightMap.members())
        if (!contains(name))
            m_lacking.insert_or_assign(std::string(name), value.get<std::string>());
}

std::optional<Checkpoint> Checkpoint::withoutPrefix(std::string_view prefix) const
{
    Checkpoint renamed = *this;
    bool any = false;
    const auto rename = [&](std::string &name) {
        if (name.starts_with(prefix)) {
            name.erase(0, prefix.size());
            any = true;
        }
    };
    for (StoredTensor &tensor : renamed.m_tensors)
        rename(tensor.name);
    for (UnreadTensor &tensor : renamed.m_unread)
        rename(tensor.name);
    const std::size_t count = renamed.m_tensors.size();
    keepLastOfEachName(renamed.m_tensors);
    sortUnread(renamed.m_unread);
    return any && renamed.m_tensors.size() == count ? std::optional(std::move(renamed)) : std::nullopt;
}

const UnreadTensor *Checkpoint::findUnread(std::string_view name) const
{
    const auto found = std::lower_bound(
        m_unread.begin(), m_unread.end(), name, [](const UnreadTensor &tensor, std::string_view wanted) { return tensor.name < wanted; });
    return found != m_unread.end() && found->name == name ? &*found : nullptr;
}

void Checkpoint::requireReadable(std::string_view name) const
{
    if (const UnreadTensor *tensor = findUnread(name))
        throw Error(tensor->problem, m_path.string() + ", " + tensor->name, tensor->hint);
}

std::optional<std::string> Checkpoint::shardThatLacks(std::string_view name) const
{
    const auto found = m_lacking.find(name);
    return found != m_lacking.end() ? std::optional(found->second) : std::nullopt;
}

const StoredTensor &Checkpoint::at(std::string_view name) const
{
    if (const StoredTensor *tensor = find(name))
        return *tensor;
    requireReadable(name);
    throw Error("the tensor “" + std::string(name) + "” is missing among " + std::to_string(m_tensors.size())
            + (m_tensors.empty() ? std::string() : ", e.g. “" + m_tensors.front().name + "”"),
        m_path.string(), "The weights may belong to another kind of model than config.json says");
}

const Json &Checkpoint::config() const
{
    if (m_config)
        return *m_config;
    throw Error("there is no config.json", m_path.string(), "Fetch the model's config.json into the folder of its weights");
}

std::size_t Checkpoint::bytes() const
{
    std::size_t sum = 0;
    for (const StoredTensor &tensor : m_tensors)
        sum += tensor.bytes.size();
    return sum;
}

} // namespace headscope
