// Finds the tokenizer's files in a model's folder.
#include "src/error.h"
#include "src/formats/file_presence.h"
#include "src/formats/mapped_file.h"
#include "src/tokenizer/marian.h"
#include "src/tokenizer/sentencepiece_files.h"
#include "src/tokenizer/tokenizer.h"
#include "src/tokenizer/tokenizer_class.h"
#include "src/tokenizer/tokenizer_json.h"
#include "src/tokenizer/vocabulary_files.h"

namespace headscope {

namespace {

/// Opens a folder without tokenizer.json; nothing where the files that its class reads are missing.
class VocabularyFolder {
public:
    VocabularyFolder(const std::filesystem::path &folder, const TokenizerSettings &settings)
        : m_folder(folder)
        , m_settings(settings)
    {
    }

    bool has(std::string_view name) const { return isThere(m_folder / name); }

    std::unique_ptr<Tokenizer> open(TokenizerClass kind) const
    {
        if (kind == TokenizerClass::unsaid)
            return openAny();
        if (kind == TokenizerClass::marian)
            return has("source.spm") && has("target.spm") && has("vocab.json") ? Marian::open(m_folder, m_settings) : nullptr;
        if (kind == TokenizerClass::asWritten)
            return openSentencePiece("tokenizer.model", kind);
        const std::string_view file = vocabularyFileOf(kind);
        if (file == "vocab.json")
            return has(file) && has("merges.txt")
                ? tokenizerOfClass(kind, ingredientsFromMerges(m_folder / file, m_folder / "merges.txt"), m_settings)
                : nullptr;
        if (file == "vocab.txt")
            return has(file) ? tokenizerOfClass(kind, ingredientsFromLines(m_folder / file), m_settings) : nullptr;
        return openSentencePiece(has("tokenizer.model") ? "tokenizer.model" : file, kind);
    }

private:
    /// Nothing says whose files they are: then those of the first that had them.
    std::unique_ptr<Tokenizer> openAny() const
    {
        for (const TokenizerClass kind : {TokenizerClass::marian, TokenizerClass::gpt2, TokenizerClass::bert})
            if (std::unique_ptr<Tokenizer> tokenizer = open(kind))
                return tokenizer;
        for (const std::string_view name : {"spiece.model", "sentencepiece.bpe.model", "tokenizer.model"})
            if (has(name))
                return openSentencePiece(name, TokenizerClass::unsaid);
        return nullptr;
    }

    std::unique_ptr<Tokenizer> openSentencePiece(std::string_view name, TokenizerClass kind) const
    {
        return has(name) ? tokenizerFromSentencePiece(SentencePieceModel::read(m_folder / name), kind, m_settings) : nullptr;
    }

    const std::filesystem::path &m_folder;
    const TokenizerSettings &m_settings;
};

std::string filesOf(TokenizerClass kind)
{
    if (kind == TokenizerClass::unsaid)
        return "vocab.txt, vocab.json with merges.txt, spiece.model, tokenizer.model and sentencepiece.bpe.model do as well";
    if (kind == TokenizerClass::marian)
        return "source.spm, target.spm and vocab.json do as well";
    const std::string file(kind == TokenizerClass::asWritten ? "tokenizer.model" : vocabularyFileOf(kind));
    return (file == "vocab.json" ? "vocab.json with merges.txt does" : file + " does") + " as well, for its class ("
        + std::string(nameOf(kind)) + ")";
}

} // namespace

std::unique_ptr<Tokenizer> openTokenizer(const std::filesystem::path &folder)
{
    const TokenizerSettings settings = TokenizerSettings::read(folder);
    const VocabularyFolder files(folder, settings);
    const bool hasJson = files.has("tokenizer.json");
    const TokenizerClass kind = officialClass(settings,
        [&] { return hasJson && MappedFile::open(folder / "tokenizer.json")->text().find("\"ByteLevel\"") != std::string_view::npos; });
    const bool marians = kind == TokenizerClass::marian && files.has("source.spm");
    if (hasJson && !marians)
        return tokenizerFromJson(Json::read(folder / "tokenizer.json"), kind, settings);
    if (std::unique_ptr<Tokenizer> tokenizer = files.open(kind))
        return tokenizer;
    throw Error("there is no tokenizer in this folder", folder.string(), "Fetch the model's tokenizer.json; " + filesOf(kind));
}

} // namespace headscope
