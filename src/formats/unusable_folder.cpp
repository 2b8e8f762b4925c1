#include "src/formats/unusable_folder.h"

#include "src/error.h"
#include "src/formats/file_presence.h"
#include "src/formats/json.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace headscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostEntries = 10'000; // of a folder that are looked at
constexpr std::size_t kToldNames = 5;

struct Contents {
    std::vector<std::string> files;
    std::vector<std::string> folders;
};

/// Names, sorted. Links that lead nowhere are files.
Contents contentsOf(const fs::path &folder)
{
    Contents contents;
    std::error_code ignored;
    std::size_t seen = 0;
    for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end && seen < kMostEntries; entry.increment(ignored)) {
        std::error_code unknown;
        (entry->is_directory(unknown) ? contents.folders : contents.files).push_back(entry->path().filename().string());
        ++seen;
    }
    std::sort(contents.files.begin(), contents.files.end());
    std::sort(contents.folders.begin(), contents.folders.end());
    return contents;
}

std::string listOf(const std::vector<std::string> &names)
{
    std::string list;
    for (std::size_t i = 0; i < names.size() && i < kToldNames; ++i)
        list.append(list.empty() ? "" : ", ").append(names[i]);
    return list.append(names.size() > kToldNames ? " …" : "");
}

bool endsWithOneOf(std::string_view name, std::initializer_list<std::string_view> endings)
{
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

/// Names that programs give a file that is not completely there yet.
std::optional<std::string> unfinishedIn(const fs::path &folder, const Contents &contents)
{
    const auto isUnfinished
        = [](const std::string &name) { return endsWithOneOf(name, {".incomplete", ".part", ".partial", ".crdownload", ".download", ".aria2"}); };
    if (const auto found = std::find_if(contents.files.begin(), contents.files.end(), isUnfinished); found != contents.files.end())
        return *found;
    // Where huggingface_hub keeps them: of downloads into a folder of one's own, and of a snapshot in its cache.
    for (const fs::path &kept : {fs::path(".cache") / "huggingface" / "download", fs::path("..") / ".." / "blobs"}) {
        if (kept.begin()->string() == ".." && folder.parent_path().filename() != "snapshots")
            continue;
        const Contents downloads = contentsOf(folder / kept);
        const auto found = std::find_if(downloads.files.begin(), downloads.files.end(), isUnfinished);
        if (found != downloads.files.end())
            return (kept / *found).string();
    }
    return std::nullopt;
}

/// "model-00001-of-00002.safetensors" → "model.safetensors.index.json"
std::optional<std::string> indexOfShard(const std::string &name)
{
    for (const std::string_view ending : {".safetensors", ".bin"}) {
        const std::size_t of = name.rfind("-of-");
        const std::size_t number = of == name.npos || of == 0 ? name.npos : name.rfind('-', of - 1);
        if (number != name.npos && name.ends_with(ending))
            return name.substr(0, number).append(ending).append(".index.json");
    }
    return std::nullopt;
}

bool hasModel(const fs::path &folder)
{
    try { // also parts of a sentence-transformers model have a config.json, and weights
        if (!Json::read(folder / "config.json").contains("model_type"))
            return false;
    } catch (const Error &) {
        return false;
    }
    const Contents contents = contentsOf(folder);
    return std::any_of(contents.files.begin(), contents.files.end(), [](const std::string &name) {
        return name.starts_with("pytorch_model") || (endsWithOneOf(name, {".safetensors", ".gguf"}) && !name.starts_with("adapter_"));
    });
}

std::string_view formatOf(std::string_view name)
{
    struct Format {
        std::string_view ending;
        std::string_view name;
    };
    constexpr std::array<Format, 16> formats{{{".onnx", "ONNX"}, {".h5", "TensorFlow"}, {".pb", "TensorFlow"}, {".ckpt.index", "TensorFlow"},
        {".msgpack", "Flax"}, {".ot", "Rust"}, {".tflite", "TensorFlow Lite"}, {".mlmodel", "Core ML"}, {".mlpackage", "Core ML"},
        {".nemo", "NeMo"}, {".llamafile", "llamafile"}, {".ggml", "GGML"}, {".engine", "TensorRT"}, {".pth", "a training program's"},
        {".ckpt", "a training program's"}, {".pt", "a training program's"}}};
    name.remove_prefix(name.rfind('/') + 1); // npos + 1 is 0
    if (name.starts_with("consolidated."))
        return "its maker's own";
    if (name.starts_with("openvino_model"))
        return "OpenVINO";
    if (name.starts_with("ggml-") && name.ends_with(".bin"))
        return "GGML";
    const auto found = std::find_if(formats.begin(), formats.end(), [&](const Format &format) { return name.ends_with(format.ending); });
    return found != formats.end() ? found->name : std::string_view();
}

/// In the folder itself or one folder below, as "onnx/model.onnx".
std::optional<std::string> otherFormatIn(const fs::path &folder, const Contents &contents)
{
    const auto foreign = [](const std::string &name) { return !formatOf(name).empty(); };
    if (const auto found = std::find_if(contents.files.begin(), contents.files.end(), foreign); found != contents.files.end())
        return *found;
    for (const std::string &inner : contents.folders) {
        if (foreign(inner))
            return inner;
        const Contents below = contentsOf(folder / inner);
        if (const auto found = std::find_if(below.files.begin(), below.files.end(), foreign); found != below.files.end())
            return inner + "/" + *found;
    }
    return std::nullopt;
}

/// Of an adapter's own configuration: "a LORA adapter for org/base"
std::string describeAdapter(const fs::path &folder)
{
    std::string kind = "an adapter";
    std::string base = "another model";
    try {
        const Json config = Json::read(folder / "adapter_config.json");
        kind = "a " + config.get("peft_type", std::string("PEFT")) + " adapter";
        base = config.get("base_model_name_or_path", base);
    } catch (const Error &) { // says less, but still what it is
    }
    return kind + " for " + base;
}

} // namespace

std::optional<std::string> adapterIn(const fs::path &folder)
{
    for (const char *name : {"adapter_model.safetensors", "adapter_model.bin", "adapter_config.json"})
        if (isThere(folder / name))
            return name;
    return std::nullopt;
}

void refuseFolderWithoutWeights(const fs::path &folder)
{
    const std::string where = folder.string();
    const Contents contents = contentsOf(folder);
    if (const auto unfinished = unfinishedIn(folder, contents))
        throw Error("no weights were found, but an unfinished download: " + *unfinished, where, "Fetch the model again, or let the download end");
    for (const std::string &name : contents.files)
        if (const auto index = indexOfShard(name))
            throw Error("the weights lie in several files, such as " + name + ", and their list " + *index + " is missing", where,
                "Fetch the list too");
    if (adapterIn(folder))
        throw Error("this is " + describeAdapter(folder) + ": changes to a model's weights, not a model", where,
            "Merge it into its base (model.merge_and_unload(), then save_pretrained) and open the folder that this makes");

    std::vector<std::string> models;
    for (const std::string &inner : contents.folders)
        if (hasModel(folder / inner))
            models.push_back(inner);
    if (models.size() == 1)
        throw Error("no weights were found here: the model is in the folder " + models.front(), where, "Open that folder");
    if (!models.empty())
        throw Error("no weights were found here: there are models in the folders " + listOf(models), where, "Open one of them");

    if (const auto other = otherFormatIn(folder, contents))
        throw Error("no weights were found that can be read: " + *other + " is there, but that format is not supported ("
                + std::string(formatOf(*other)) + ")",
            where, "Fetch the model's safetensors files");
    std::vector<std::string> named;
    std::copy_if(contents.files.begin(), contents.files.end(), std::back_inserter(named),
        [](const std::string &name) { return endsWithOneOf(name, {".safetensors", ".bin"}) && name != "training_args.bin"; });
    if (!named.empty())
        throw Error("no weights were found under their usual names; there is " + listOf(named), where,
            "Open that file instead of the folder, or fetch the model's model.safetensors");
    throw Error("no weights were found: looked for model.safetensors, model.safetensors.index.json, pytorch_model.bin, "
                "pytorch_model.bin.index.json and *.gguf",
        where,
        isThere(folder / "config.json") ? "Only the rest of a model is here; fetch its weights too"
                                        : "Choose the folder of a model in the Hugging Face layout");
}

} // namespace headscope
