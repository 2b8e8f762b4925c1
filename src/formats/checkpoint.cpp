#include "src/formats/checkpoint.h"

#include "src/error.h"
#include "src/formats/json.h"

#include <algorithm>

namespace headscope {

namespace {

bool staysInFolder(std::string_view name)
{
    return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("/\\\0", 3)) == name.npos;
}

[[noreturn]] void failWithoutWeights(const std::filesystem::path &folder)
{
    const auto has = [&](const char *name) { return std::filesystem::exists(folder / name); };
    if (has("pytorch_model.bin") || has("pytorch_model.bin.index.json"))
        throw Error("the weights are only there as pytorch_model.bin, which can run code when it is read", folder.string(),
            "Fetch the model's safetensors files, or convert it with save_pretrained(…, safe_serialization=True)");
    throw Error("there is neither model.safetensors nor model.safetensors.index.json", folder.string(),
        "Choose the folder of a model in the Hugging Face layout");
}

} // namespace

Checkpoint Checkpoint::open(const std::filesystem::path &folder)
{
    Checkpoint checkpoint;
    checkpoint.m_path = folder;
    const std::filesystem::path single = folder / "model.safetensors";
    const std::filesystem::path index = folder / "model.safetensors.index.json";
    std::error_code ignored; // a path that cannot be examined is treated as missing, and so reported
    if (!std::filesystem::exists(folder, ignored))
        throw Error("there is no such folder", folder.string(), "Check the path");
    if (!std::filesystem::is_directory(folder, ignored))
        checkpoint.m_files = {SafetensorsFile::open(folder)};
    else if (std::filesystem::exists(single, ignored))
        checkpoint.m_files = {SafetensorsFile::open(single)};
    else if (std::filesystem::exists(index, ignored))
        checkpoint.openShards(folder, index);
    else
        failWithoutWeights(folder);
    if (checkpoint.m_tensors.empty())
        checkpoint.m_tensors = checkpoint.m_files.front()->tensors();
    return checkpoint;
}

void Checkpoint::openShards(const std::filesystem::path &folder, const std::filesystem::path &index)
{
    const Json weightMap = Json::read(index).at("weight_map");
    std::map<std::string, std::shared_ptr<const SafetensorsFile>, std::less<>> shards;
    for (const auto &[name, value] : weightMap.members()) {
        const auto shardName = value.get<std::string>();
        if (!staysInFolder(shardName))
            throw Error("“" + shardName + "” is not a plain file name", value.where(), "Shards must lie beside the index");
        std::shared_ptr<const SafetensorsFile> &shard = shards[shardName];
        if (!shard) {
            shard = SafetensorsFile::open(folder / shardName);
            m_files.push_back(shard);
        }
        const StoredTensor *tensor = shard->find(name);
        if (!tensor)
            throw Error("the tensor “" + std::string(name) + "” should be in " + shardName + " and is not there", index.string(),
                "Index and shards may come from different versions; fetch all of them again");
        m_tensors.push_back(*tensor);
    }
    if (m_tensors.empty())
        throw Error("the index lists no tensors", index.string(), "Fetch the model again");
    std::sort(m_tensors.begin(), m_tensors.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    const auto twin = std::adjacent_find(m_tensors.begin(), m_tensors.end(), [](const auto &a, const auto &b) { return a.name == b.name; });
    if (twin != m_tensors.end())
        throw Error("the index lists “" + twin->name + "” twice", index.string(), "Fetch the model again");
}

const StoredTensor *Checkpoint::find(std::string_view name) const
{
    const auto found
        = std::lower_bound(m_tensors.begin(), m_tensors.end(), name, [](const auto &tensor, auto wanted) { return tensor.name < wanted; });
    return found != m_tensors.end() && found->name == name ? &*found : nullptr;
}

const StoredTensor &Checkpoint::at(std::string_view name) const
{
    if (const StoredTensor *tensor = find(name))
        return *tensor;
    throw Error("the tensor “" + std::string(name) + "” is missing among " + std::to_string(m_tensors.size())
            + (m_tensors.empty() ? std::string() : ", e.g. “" + m_tensors.front().name + "”"),
        m_path.string(), "The weights may belong to another kind of model than config.json says");
}

std::size_t Checkpoint::bytes() const
{
    std::size_t sum = 0;
    for (const StoredTensor &tensor : m_tensors)
        sum += tensor.bytes.size();
    return sum;
}

} // namespace headscope
