// Finds the tokenizer's files in a model's folder.
#include "src/error.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/tokenizer.h"
#include "src/tokenizer/tokenizer_json.h"

namespace headscope {

std::unique_ptr<Tokenizer> openTokenizer(const std::filesystem::path &folder)
{
    const auto has = [&](const char *name) {
        std::error_code ignored; // a file that cannot be examined is treated as missing, and so reported
        return std::filesystem::exists(folder / name, ignored);
    };
    if (has("tokenizer.json"))
        return tokenizerFromJson(Json::read(folder / "tokenizer.json"));
    if (has("vocab.json") && has("merges.txt"))
        return ByteLevelBpe::fromFiles(folder / "vocab.json", folder / "merges.txt");
    throw Error("there is neither tokenizer.json nor vocab.json with merges.txt", folder.string(),
        has("tokenizer.model") || has("vocab.txt") ? "Load it once with AutoTokenizer and call save_pretrained, which writes tokenizer.json"
                                                   : "Fetch the model's tokenizer.json into this folder");
}

} // namespace headscope
