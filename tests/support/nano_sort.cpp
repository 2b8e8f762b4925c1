#include "tests/support/nano_sort.h"

#include "src/error.h"
#include "src/formats/json.h"
#include "src/formats/safetensors_writer.h"

#include <cstring>
#include <fstream>
#include <string_view>

namespace headscope {

namespace {

std::vector<float> floatsFromBase64(std::string_view text)
{
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (char c : text) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos)
            break; // padding
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xff);
        }
    }
    std::vector<float> values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
    return values;
}

// PyTorch's Linear stores [out, in], GPT-2 files [in, out].
RecordedTensor transposed(const RecordedTensor &tensor)
{
    const auto rows = static_cast<std::size_t>(tensor.shape[0]);
    const auto cols = static_cast<std::size_t>(tensor.shape[1]);
    RecordedTensor result{{tensor.shape[1], tensor.shape[0]}, std::vector<float>(tensor.values.size())};
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c)
            result.values[c * rows + r] = tensor.values[r * cols + c];
    return result;
}

void write(const std::filesystem::path &path, const std::string &text)
{
    std::ofstream(path) << text;
}

} // namespace

std::map<std::string, RecordedTensor> readNanoSort(const std::filesystem::path &json)
{
    std::map<std::string, RecordedTensor> tensors;
    const Json document = Json::read(json);
    for (const auto [name, value] : document.members()) {
        if (!value.contains("data"))
            continue;
        RecordedTensor tensor;
        std::int64_t count = 1;
        for (const Json size : value.at("shape").elements()) {
            tensor.shape.push_back(size.get<std::int64_t>());
            count *= tensor.shape.back();
        }
        tensor.values = floatsFromBase64(value.at("data").get<std::string_view>());
        if (static_cast<std::int64_t>(tensor.values.size()) != count)
            throw Error("another number of values than the shape says", std::string(name));
        tensors[std::string(name)] = std::move(tensor);
    }
    return tensors;
}

void convertNanoSort(const std::filesystem::path &modelJson, const std::filesystem::path &target)
{
    std::map<std::string, RecordedTensor> tensors = readNanoSort(modelJson);
    std::vector<FloatTensor> stored;
    for (auto &[name, tensor] : tensors) {
        const bool linear = name.find(".c_") != std::string::npos && tensor.shape.size() == 2;
        if (linear)
            tensor = transposed(tensor);
        stored.push_back({name, tensor.shape, tensor.values});
    }
    writeSafetensors(target / "model.safetensors", stored);
    write(target / "config.json",
        R"({"model_type": "gpt2", "n_layer": 3, "n_head": 3, "n_embd": 48, "vocab_size": 3, "n_positions": 11,
            "activation_function": "gelu_new", "layer_norm_epsilon": 1e-05, "tie_word_embeddings": false})");
    write(target / "tokenizer_config.json", R"({"tokenizer_class": "PreTrainedTokenizerFast"})"); // not what GPT-2's own class would make
    write(target / "tokenizer.json",
        R"({"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": {"type": "WhitespaceSplit"},
            "post_processor": null, "decoder": null,
            "model": {"type": "WordLevel", "vocab": {"A": 0, "B": 1, "C": 2}, "unk_token": "A"}})");
}

} // namespace headscope
