// What to say about a folder in which no weights are found: most often they are there, in another place or form.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace headscope {

/// "adapter_model.safetensors" or its like where the folder has an adapter (LoRA and its kin), beside whatever else; or nothing.
std::optional<std::string> adapterIn(const std::filesystem::path &folder);

/// Throws Error saying what is in the folder instead of weights and what to do: an unfinished download, shards without their index, an
/// adapter, a model in a folder inside, another format; or that there is nothing.
[[noreturn]] void refuseFolderWithoutWeights(const std::filesystem::path &folder);

} // namespace headscope
