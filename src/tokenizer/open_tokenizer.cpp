// Finds the tokenizer's files in a model's folder.
#include "src/error.h"
#include "src/tokenizer/marian.h"
#include "src/tokenizer/sentencepiece_files.h"
#include "src/tokenizer/tokenizer.h"
#include "src/tokenizer/tokenizer_json.h"
#include "src/tokenizer/vocabulary_files.h"

namespace headscope {

std::unique_ptr<Tokenizer> openTokenizer(const std::filesystem::path &folder)
{
    const auto has = [&](const char *name) {
        std::error_code ignored; // a file that cannot be examined is treated as missing, and so reported
        return std::filesystem::exists(folder / name, ignored);
    };
    const TokenizerSettings settings = TokenizerSettings::read(folder);
    if (has("tokenizer.json"))
        return tokenizerFromJson(Json::read(folder / "tokenizer.json"), settings);
    if (has("source.spm") && has("target.spm") && has("vocab.json"))
        return Marian::open(folder, settings);
    if (has("vocab.json") && has("merges.txt"))
        return tokenizerFromVocabularyAndMerges(folder / "vocab.json", folder / "merges.txt", settings);
    if (has("vocab.txt"))
        return tokenizerFromVocabularyText(folder / "vocab.txt", settings);
    for (const char *name : {"spiece.model", "sentencepiece.bpe.model", "tokenizer.model"})
        if (has(name))
            return tokenizerFromSentencePiece(SentencePieceModel::read(folder / name), settings);
    throw Error("there is no tokenizer in this folder", folder.string(),
        "Fetch the model's tokenizer.json; vocab.txt, vocab.json with merges.txt, spiece.model, tokenizer.model and "
        "sentencepiece.bpe.model do as well");
}

} // namespace headscope
