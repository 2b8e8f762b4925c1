#include "tests/fuzz/tokenizer_targets.h"

#include "src/formats/json_writer.h"
#include "src/formats/mapped_file.h"
#include "src/tokenizer/byte_alphabet.h"
#include "src/tokenizer/gguf_tokenizer.h"
#include "src/tokenizer/tokenizer_json.h"
#include "tests/fuzz/catching_errors.h"
#include "tests/fuzz/scratch_folder.h"
#include "tests/src/formats/raw_bytes.h"
#include "tests/support/source_path.h"

#include <filesystem>
#include <initializer_list>
#include <memory>
#include <stdexcept>

namespace headscope {

namespace {

const std::filesystem::path kReference = sourcePath("tests/reference");

constexpr std::string_view kVocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\nsat\n##s\n##ing\na\nb\n##a\n##b\n.\n,\n";
constexpr std::string_view kMerges = "#version: 0.2\nt h\nth e\nĠ the\ni n\nin g\nĠ t\n";

/// The 256 bytes and what kMerges makes of them.
std::string piecesOfMerges()
{
    JsonWriter pieces;
    pieces.beginObject();
    int id = 0;
    for (int byte = 0; byte < 256; ++byte)
        pieces.key(byteCharacter(static_cast<unsigned char>(byte))).value(id++);
    for (const char *piece : {"th", "the", "Ġthe", "in", "ing", "Ġt", "<|endoftext|>"})
        pieces.key(piece).value(id++);
    pieces.endObject();
    return std::string(pieces.text());
}

void check(bool holds, const char *what)
{
    if (!holds)
        throw std::logic_error(what);
}

void encodeAndDecode(const Tokenizer &tokenizer, std::string_view text)
{
    std::vector<int> ids;
    for (const Token &token : tokenizer.encode(text)) {
        check(token.begin <= token.end && token.end <= text.size(), "a token lies outside the text");
        check(!token.display.empty(), "a token shows nothing");
        check(token.id >= 0 && token.id < tokenizer.vocabularySize(), "a token's id is not in the vocabulary");
        ids.push_back(token.id);
    }
    static_cast<void>(tokenizer.decode(ids));
}

/// A few texts there and back.
void use(const Tokenizer &tokenizer)
{
    for (const std::string_view text : {"", "The cat's 1234 naïve  水\n\xff <s></s>[MASK]", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
        catchingErrors([&] { encodeAndDecode(tokenizer, text); });
    for (const int id : {0, tokenizer.vocabularySize() - 1})
        catchingErrors([&] { static_cast<void>(tokenizer.display(id)); });
}

/// A folder with files made here, to which one is added that changes.
class TokenizerFolder {
public:
    explicit TokenizerFolder(std::initializer_list<std::pair<const char *, std::string_view>> files)
    {
        for (const auto &[name, content] : files)
            m_folder.write(name, std::as_bytes(std::span(content)));
    }

    bool open(const char *name, std::span<const std::byte> bytes)
    {
        m_folder.write(name, bytes);
        const bool went = catchingErrors([&] { use(*openTokenizer(m_folder.path())); });
        std::filesystem::remove(m_folder.path() / name);
        return went;
    }

private:
    ScratchFolder m_folder;
};

std::vector<std::unique_ptr<Tokenizer>> tokenizersOfEveryKind()
{
    std::vector<std::unique_ptr<Tokenizer>> all;
    for (const char *folder : {"tokenizers/wordpiece", "tokenizers/llama3", "tokenizers/unigram", "tokenizers/byte_fallback",
             "tokenizers/wordlevel", "tokenizers/end_of_word", "tokenizers/bloom", "families/t5"})
        all.push_back(openTokenizer(kReference / folder));
    return all;
}

} // namespace

bool tryTokenizer(std::span<const std::byte> bytes)
{
    return catchingErrors([&] { use(*tokenizerFromJson(Json::parse(textOf(bytes), "tokenizer.json"))); });
}

bool trySentencePiece(std::span<const std::byte> bytes)
{
    static TokenizerFolder folder({});
    return folder.open("tokenizer.model", bytes);
}

bool tryGgufTokenizer(std::span<const std::byte> bytes)
{
    return catchingErrors([&] { use(*ggufTokenizer(*GgufFile::read(MappedFile::holding(bytes, "model.gguf")))); });
}

bool tryVocab(std::span<const std::byte> bytes)
{
    static TokenizerFolder folder({{"config.json", R"({"model_type":"bert"})"}});
    return folder.open("vocab.txt", bytes);
}

bool tryMerges(std::span<const std::byte> bytes)
{
    static const std::string pieces = piecesOfMerges();
    static TokenizerFolder folder({{"config.json", R"({"model_type":"gpt2"})"}, {"vocab.json", pieces}});
    return folder.open("merges.txt", bytes);
}

bool tryTokenizerSettings(std::span<const std::byte> bytes)
{
    static const std::string pieces = piecesOfMerges();
    static const auto json = MappedFile::open(kReference / "families/llama/tokenizer.json");
    static TokenizerFolder bert({{"config.json", R"({"model_type":"bert"})"}, {"vocab.txt", kVocabulary}});
    static TokenizerFolder gpt2({{"config.json", R"({"model_type":"gpt2"})"}, {"vocab.json", pieces}, {"merges.txt", kMerges}});
    static TokenizerFolder llama({{"tokenizer.json", json->text()}});
    bool accepted = false;
    for (TokenizerFolder *folder : {&bert, &gpt2, &llama})
        for (const char *name : {"tokenizer_config.json", "special_tokens_map.json", "added_tokens.json"})
            accepted = folder->open(name, bytes) || accepted;
    return accepted;
}

bool tryText(std::span<const std::byte> bytes)
{
    static const std::vector<std::unique_ptr<Tokenizer>> all = tokenizersOfEveryKind();
    bool accepted = true;
    for (const std::unique_ptr<Tokenizer> &tokenizer : all)
        accepted = catchingErrors([&] { encodeAndDecode(*tokenizer, textOf(bytes)); }) && accepted;
    return accepted;
}

void appendTokenizerTargets(std::vector<FuzzTarget> &list)
{
    constexpr std::size_t forManyIds = std::size_t{80} << 20; // ids up to 4 million are allowed, with few pieces too
    const auto words
        = [&](std::initializer_list<const char *> more) { list.back().words.insert(list.back().words.end(), more.begin(), more.end()); };
    list.push_back({.name = "tokenizer",
        .run = tryTokenizer,
        .seeds = {"gpt2_tiny/tokenizer.json", "families/llama/tokenizer.json", "families/bert/tokenizer.json", "families/t5/tokenizer.json",
            "families/llama3/tokenizer.json", "tokenizers/wordlevel/tokenizer.json"},
        .words = wordsOfJson(),
        .freeBytes = forManyIds,
        .rounds = 70000});
    words({"\"Regex\"", "(a+)+$", "(?=a*b)", "{1,100}", "\\\\g<0>", "\"Replace\"", "\"Split\"", "(?i)"});
    list.push_back({.name = "sentencepiece",
        .run = trySentencePiece,
        .seeds = {"tokenizers/sentencepiece/bpe.model", "tokenizers/sentencepiece/unigram.model", "tokenizers/sentencepiece/xlmr.model"},
        .words = {rawBytes("\x0a\x00"), rawBytes("\x12\x00"), "\x1a\x02", rawBytes("\x15\x00\x00\xc0\x7f"), "\x18\x02", "\x18\x06", "▁",
            "<0x41>", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"},
        .rounds = 18000});
    list.push_back({.name = "gguftokenizer",
        .run = tryGgufTokenizer,
        .seeds = {"checkpoints/llama.gguf", "checkpoints/gpt2.gguf", "checkpoints/llama3.gguf"},
        .words = {"tokenizer.ggml.pre", "tokenizer.ggml.precompiled_charsmap", "tokenizer.ggml.remove_extra_whitespaces",
            "tokenizer.ggml.add_space_prefix", "qwen2", "llama-bpe", "smollm", "gpt2", rawBytes("\x00\x00\xc0\x7f"), "\xff\xff\xff\xff", "▁", "<0x41>"},
        .freeBytes = forManyIds,
        .rounds = 6000});
    list.push_back({.name = "vocab",
        .run = tryVocab,
        .seeds = {},
        .words = {"\n", "\r\n", "##", "[UNK]", "[CLS]", "\n\n", " ", "\xef\xbb\xbf", rawBytes("\0")},
        .made = {std::string(kVocabulary)},
        .rounds = 22000});
    list.push_back({.name = "merges",
        .run = tryMerges,
        .seeds = {},
        .words = {"\n", "\r\n", " ", "Ġ", "t h", "a b c", "#version", "\xef\xbb\xbf", rawBytes("\0")},
        .made = {std::string(kMerges)},
        .rounds = 26000});
    list.push_back({.name = "tokenizersettings",
        .run = tryTokenizerSettings,
        .seeds = {"families/bert/tokenizer_config.json", "families/llama/tokenizer_config.json"},
        .words = wordsOfJson(),
        .made = {R"({"unk_token":"[UNK]","cls_token":{"content":"[CLS]","lstrip":true},"additional_special_tokens":["<x>","<y>"]})",
            R"({"added_tokens_decoder":{"5":{"content":"<new>","special":true}},"do_lower_case":false,"model_max_length":1e30})",
            R"({"<new>":270,"<other>":271})"},
        .freeBytes = forManyIds,
        .rounds = 8000});
    words({"\"tokenizer_class\"", "\"add_bos_token\":true", "\"bos_token\"", "\"LlamaTokenizer\"", "\"legacy\":false"});
    list.push_back({.name = "text",
        .run = tryText,
        .seeds = {},
        .words = {" ", "  ", "\n", "\r\n", "\t", "<s>", "</s>", "[MASK]", "<|begin_of_text|>", "▁", "\u0301", "é", "漢", "😀", "\u200d", "İ",
            "ß", "\xff", "\xf0\x9f", "'ll", "123", "¼", "가", rawBytes("\0"), "\u2028"},
        .made = {"The quick brown fox's 1,234 jumps\n  over the lazy dog.",
            "naïve café 漢字かな 👩‍👩‍👧 <s>İstanbul</s> \xff\xfe"},
        .refuses = false,
        .freeBytes = std::size_t{32} << 20, // a token takes some 200 bytes
        .rounds = 5000});
}

} // namespace headscope
