// A small GPT that sorts the letters A, B and C, with PyTorch's own value of every intermediate tensor for three texts
// (from bbycroft/llm-viz, MIT; not part of this repository). Its JSON is converted to an ordinary gpt2 folder here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace headscope {

struct RecordedTensor {
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

/// All tensors of model.json or partials.json by name. Throws Error when the file is broken.
std::map<std::string, RecordedTensor> readNanoSort(const std::filesystem::path &json);

/// Writes config.json, model.safetensors and tokenizer.json into `target`.
void convertNanoSort(const std::filesystem::path &modelJson, const std::filesystem::path &target);

} // namespace headscope
