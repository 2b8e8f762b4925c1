// Model folders with random numbers, to be written whole or broken on purpose.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace headscope {

struct ModelFolder {
    std::map<std::string, std::vector<std::int64_t>> tensors; ///< name → shape
    std::map<std::string, std::string> config; ///< field → JSON value
    std::map<std::string, std::string> dtypes; ///< other than F32, as safetensors spells them: "F16", "I64"
    std::map<std::string, std::map<std::int64_t, float>> numbers; ///< in place of the random ones: tensor → index → number; not of "I64"
    int words = 5; ///< entries of the tokenizer: w0, w1, …
    int headerPadding = 0; ///< spaces after the header, which move the data off its alignment

    /// A gpt2 of 2 layers, 2 heads of 4, width 8, inner 12, 7 entries, 6 positions.
    static ModelFolder gpt2(const std::string &prefix = "transformer.");
    /// A blackboard model of 1 layer, 2 heads of 3, width 6, inner 4, 7 entries, 9 positions, without norms and biases.
    static ModelFolder blackboard();
    /// A llama without biases, its output tied; numbers as F16.
    struct Sizes {
        int layers = 1;
        int heads = 2;
        int keyValueHeads = 2;
        int headWidth = 4;
        int width = 8;
        int inner = 12;
        int vocabulary = 7;
    };
    static ModelFolder llama(const Sizes &sizes);
    /// The fields and the tensors' shapes of a folder: what else differs is up to the test.
    static ModelFolder like(const std::filesystem::path &folder);

    /// The same names get the same numbers in every folder.
    void write(const std::filesystem::path &folder) const;
};

} // namespace headscope
