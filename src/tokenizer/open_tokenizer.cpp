// Finds the tokenizer's files in a model's folder.
#include "src/error.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/tokenizer.h"
#include "src/tokenizer/tokenizer_json.h"

namespace headscope {

namespace {

std::unique_ptr<Tokenizer> gpt2Tokenizer(const std::filesystem::path &folder)
{
    BpeModel model = BpeModel::fromFiles(folder / "vocab.json", folder / "merges.txt");
    TokenizerParts parts;
    parts.where = model.vocabulary.where();
    parts.preTokenizer = PreTokenizer({{.kind = PreTokenizer::Kind::gpt2Words}});
    constexpr std::string_view endOfText = "<|endoftext|>";
    if (const std::optional<int> id = model.vocabulary.find(endOfText))
        parts.addedTokens.push_back({.id = *id, .content = std::string(endOfText), .special = true, .normalized = false});
    return std::make_unique<ByteLevelBpe>(std::move(model), std::move(parts));
}

} // namespace

std::unique_ptr<Tokenizer> openTokenizer(const std::filesystem::path &folder)
{
    const auto has = [&](const char *name) {
        std::error_code ignored; // a file that cannot be examined is treated as missing, and so reported
        return std::filesystem::exists(folder / name, ignored);
    };
    if (has("tokenizer.json"))
        return tokenizerFromJson(Json::read(folder / "tokenizer.json"));
    if (has("vocab.json") && has("merges.txt"))
        return gpt2Tokenizer(folder);
    throw Error("there is neither tokenizer.json nor vocab.json with merges.txt", folder.string(),
        has("tokenizer.model") || has("vocab.txt") ? "Load it once with AutoTokenizer and call save_pretrained, which writes tokenizer.json"
                                                   : "Fetch the model's tokenizer.json into this folder");
}

} // namespace headscope
