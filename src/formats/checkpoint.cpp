#include "src/formats/checkpoint.h"

#include "src/error.h"
#include "src/formats/download_check.h"
#include "src/formats/gguf_layout.h"
#include "src/formats/safetensors.h"
#include "src/formats/torch_file.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

namespace fs = std::filesystem;

// A path that cannot be examined is treated as missing, and so reported.
bool isThere(const fs::path &path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

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

[[noreturn]] void failWithoutWeights(const fs::path &folder)
{
    constexpr std::array<const char *, 6> others{
        "tf_model.h5", "flax_model.msgpack", "rust_model.ot", "adapter_model.safetensors", "adapter_model.bin", "consolidated.safetensors"};
    const auto other = std::find_if(others.begin(), others.end(), [&](const char *name) { return isThere(folder / name); });
    throw Error("no weights were found: looked for model.safetensors, model.safetensors.index.json, pytorch_model.bin, "
                "pytorch_model.bin.index.json and *.gguf",
        folder.string(),
        other != others.end() ? std::string(*other) + " is there, but that format is not supported: fetch the model's safetensors files"
                              : "Choose the folder of a model in the Hugging Face layout");
}

struct LoadedFile {
    CheckpointFormat format = CheckpointFormat::safetensors;
    std::shared_ptr<const void> owner;
    const std::vector<StoredTensor> *tensors = nullptr;
    std::map<std::string, std::string> metadata;
};

/// By what is in the file; its name only says what is expected of one that is neither.
LoadedFile load(const std::shared_ptr<const MappedFile> &mapped)
{
    if (TorchFile::recognises(*mapped) || mapped->path().extension() == ".bin") {
        const auto file = TorchFile::read(mapped);
        return {CheckpointFormat::pytorch, file, &file->tensors(), file->metadata()};
    }
    const auto file = SafetensorsFile::read(mapped);
    return {CheckpointFormat::safetensors, file, &file->tensors(), file->metadata()};
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
    for (const char *name : {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"}) {
        if (!isThere(m_path / name))
            continue;
        return std::string_view(name).ends_with(".json") ? openShards(m_path / name) : openFile(m_path / name);
    }
    const std::vector<fs::path> ggufFiles = ggufFilesIn(m_path);
    if (ggufFiles.size() > 1)
        throw Error("there are " + std::to_string(ggufFiles.size()) + " GGUF files: " + namesOf(ggufFiles), m_path.string(),
            "Open one of them instead of the folder");
    if (ggufFiles.empty())
        failWithoutWeights(m_path);
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
    std::map<std::string, LoadedFile, std::less<>> shards;
    for (const auto &[name, value] : weightMap.members()) {
        const auto shardName = value.get<std::string>();
        if (!staysInFolder(shardName))
            throw Error("“" + shardName + "” is not a plain file name", value.where(), "Shards must lie beside the index");
        LoadedFile &shard = shards[shardName];
        if (!shard.owner) {
            m_mapped.push_back(MappedFile::open(index.parent_path() / shardName));
            shard = load(m_mapped.back());
            if (m_files.empty())
                m_metadata = shard.metadata;
            m_format = shard.format;
            m_files.push_back(shard.owner);
        }
        const StoredTensor *tensor = findTensor(*shard.tensors, name);
        if (!tensor)
            throw Error("the tensor “" + std::string(name) + "” should be in " + shardName + " and is not there", index.string(),
                "Index and shards may come from different versions; fetch all of them again");
        m_tensors.push_back(*tensor);
    }
    if (m_tensors.empty())
        throw Error("the index lists no tensors", index.string(), "Fetch the model again");
    sortByName(m_tensors, index.string());
}

const StoredTensor &Checkpoint::at(std::string_view name) const
{
    if (const StoredTensor *tensor = find(name))
        return *tensor;
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
