#include "src/models/packed_weights.h"

#include "src/error.h"
#include "src/formats/file_presence.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace headscope {

namespace {

constexpr const char *kHint = "Open the model's original weights, or a GGUF file of it";

struct Sign {
    std::string_view ending; ///< of a tensor's name
    std::string_view file; ///< beside the weights that says it too, and comes first; or nothing
    std::string_view tool;
};

// The first that fits is told. GPTQ and AWQ use the same names.
constexpr std::array<Sign, 12> kSigns{{
    {".qweight", "quant_config.json", "AWQ"},
    {".qweight", "quantize_config.json", "GPTQ"},
    {".g_idx", "", "GPTQ"},
    {".qweight", "", "GPTQ or AWQ"},
    {".absmax", "", "bitsandbytes, 4 bits"},
    {".SCB", "", "bitsandbytes, 8 bits"},
    {".weight_packed", "", "compressed-tensors"},
    {".W_q", "", "HQQ"},
    {".codebooks", "", "AQLM"},
    {"._data", "", "Quanto"},
    {".weight_scale_inv", "", "8-bit floats with scales"},
    {".weight_scale", "", "8-bit numbers with scales"},
}};

} // namespace

void refusePackedConfig(const ConfigReader &reader)
{
    constexpr std::string_view field = "quantization_config";
    if (const std::optional<ConfigReader> packing = reader.part(field))
        reader.refuse(field, "there: the weights are quantised by " + packing->text("quant_method", "another tool"), kHint);
}

void refusePackedTensors(const Checkpoint &checkpoint)
{
    const std::filesystem::path &path = checkpoint.path();
    const std::filesystem::path folder = std::filesystem::is_directory(path) ? path : path.parent_path();
    for (const Sign &sign : kSigns) {
        if (!sign.file.empty() && !isThere(folder / sign.file))
            continue;
        const auto found = std::ranges::find_if(
            checkpoint.tensors(), [&](const StoredTensor &tensor) { return tensor.name.ends_with(sign.ending); });
        if (found != checkpoint.tensors().end())
            throw Error("the weights are quantised by " + std::string(sign.tool) + " (" + (sign.file.empty() ? "" : std::string(sign.file) + ", ")
                    + found->name + ")",
                path.string(), kHint);
    }
}

} // namespace headscope
