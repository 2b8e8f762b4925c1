#include "src/tokenizer/gguf_tokenizer.h"

#include "src/error.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/sentencepiece_files.h"
#include "src/tokenizer/word_patterns.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

using Piece = SentencePieceModel::Piece;
using PieceType = SentencePieceModel::PieceType;

std::string key(const char *name)
{
    return std::string("tokenizer.ggml.") + name;
}

bool flag(const GgufFile &file, const char *name, bool fallback)
{
    const GgufValue *value = file.find(key(name));
    return value ? value->flag() : fallback;
}

std::optional<int> id(const GgufFile &file, const char *name, std::size_t pieces)
{
    const GgufValue *value = file.find(key(name));
    if (!value || value->isUnsetId())
        return std::nullopt;
    const std::int64_t number = value->integer();
    if (number < 0 || number >= static_cast<std::int64_t>(pieces))
        throw Error("the value of “" + key(name) + "” is " + std::to_string(number), file.path().string(),
            "There are " + std::to_string(pieces) + " tokens");
    return static_cast<int>(number);
}

void requireSize(const GgufFile &file, const char *name, std::size_t size, std::size_t pieces)
{
    if (size != pieces)
        throw Error(
            "“" + key(name) + "” has " + std::to_string(size) + " entries for " + std::to_string(pieces) + " tokens", file.path().string());
}

/// Tokens with their scores and types, which may be missing.
std::vector<Piece> readPieces(const GgufFile &file)
{
    std::vector<Piece> pieces;
    for (const std::string_view text : file.at(key("tokens")).texts())
        pieces.push_back({.text = std::string(text)});
    if (pieces.empty())
        throw Error("“" + key("tokens") + "” is empty", file.path().string());
    if (const GgufValue *value = file.find(key("scores"))) {
        const std::vector<float> scores = value->numbers();
        requireSize(file, "scores", scores.size(), pieces.size());
        for (std::size_t i = 0; i < pieces.size(); ++i)
            pieces[i].score = scores[i];
    }
    if (const GgufValue *value = file.find(key("token_type"))) {
        const std::vector<std::int64_t> types = value->integers();
        requireSize(file, "token_type", types.size(), pieces.size());
        for (std::size_t i = 0; i < pieces.size(); ++i)
            pieces[i].type = static_cast<PieceType>(std::clamp<std::int64_t>(types[i], 1, 6));
    }
    return pieces;
}

/// Tokens before and after every text, and the mask.
void setRoles(const GgufFile &file, const std::vector<Piece> &pieces, bool usuallyBefore, TokenizerParts &parts)
{
    const auto wanted = [&](const char *name, const char *switchName, bool usually) {
        return flag(file, switchName, usually) ? id(file, name, pieces.size()) : std::nullopt;
    };
    parts.postProcessor
        = PostProcessor::framed(wanted("bos_token_id", "add_bos_token", usuallyBefore), wanted("eos_token_id", "add_eos_token", false));
    if (const std::optional<int> mask = id(file, "mask_token_id", pieces.size()))
        parts.mask = pieces[static_cast<std::size_t>(*mask)].text;
}

std::unique_ptr<Tokenizer> llamaTokenizer(const GgufFile &file)
{
    SentencePieceModel model;
    model.where = file.path().string();
    model.kind = SentencePieceModel::Kind::bpe;
    model.pieces = readPieces(file);
    model.byteFallback = true;
    model.addsDummyPrefix = flag(file, "add_space_prefix", true);
    model.removesExtraSpaces = flag(file, "remove_extra_whitespaces", false);
    if (const std::optional<int> unknown = id(file, "unknown_token_id", model.pieces.size()))
        model.pieces[static_cast<std::size_t>(*unknown)].type = PieceType::unknown;
    TokenizerParts parts = partsOfSentencePiece(model, true);
    addOwnTokens(model, parts);
    setRoles(file, model.pieces, true, parts);
    return pipelineFromSentencePiece(model, std::move(parts));
}

/// How a file's "pre" cuts words, and what else follows from it in llama.cpp.
struct WordsWay {
    std::string_view pre;
    std::string_view expression; ///< empty: GPT-2's words
    bool eachDigit = false; ///< first of all, digits stand alone
    bool before = false; ///< the token for the beginning is put before every text, unless the file says otherwise
    bool wholeWords = false;
};
constexpr std::array<WordsWay, 12> kWays{
    {{"gpt-2", {}}, {"phi-2", {}}, {"olmo", {}}, {"mpt", {}}, {"llama-bpe", kLlama3Words, false, true, true},
        {"llama3", kLlama3Words, false, true, true}, {"llama-v3", kLlama3Words, false, true, true}, {"qwen2", kQwen2Words},
        {"stablelm2", kQwen2Words}, {"smollm", {}, true}, {"starcoder", {}, true}, {"refact", {}, true}}};

const WordsWay &wayOf(const GgufFile &file)
{
    const GgufValue *value = file.find(key("pre"));
    if (!value)
        return kWays.front();
    const auto way = std::ranges::find(kWays, value->text(), &WordsWay::pre);
    if (way == kWays.end()) {
        std::string known;
        for (const WordsWay &other : kWays)
            known.append(known.empty() ? "" : ", ").append(other.pre);
        throw Error("the way to cut words “" + std::string(value->text()) + "” (" + key("pre") + ") is not known", file.path().string(),
            "Known: " + known + ". With the model's tokenizer.json beside it, the file can be opened");
    }
    return *way;
}

std::unique_ptr<Tokenizer> gpt2Tokenizer(const GgufFile &file)
{
    const std::vector<Piece> pieces = readPieces(file);
    const WordsWay &way = wayOf(file);
    TokenizerParts parts;
    parts.where = file.path().string();
    Vocabulary vocabulary(parts.where);
    for (const Piece &piece : pieces)
        vocabulary.append(piece.text);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const bool special = pieces[i].type == PieceType::control || pieces[i].type == PieceType::unknown;
        if (special || pieces[i].type == PieceType::userDefined)
            parts.optionalTokens.push_back({.id = static_cast<int>(i), .content = pieces[i].text, .special = special, .normalized = false});
    }
    std::vector<PreTokenizer::Step> steps;
    if (flag(file, "add_space_prefix", false))
        steps.push_back({.kind = PreTokenizer::Kind::spaces, .mark = " ", .prepend = PreTokenizer::Prepend::always});
    if (way.eachDigit)
        steps.push_back({.kind = PreTokenizer::Kind::eachDigit});
    if (way.expression.empty())
        steps.push_back({.kind = PreTokenizer::Kind::gpt2Words});
    else
        steps.push_back({.kind = PreTokenizer::Kind::pattern, .pattern = SplitPattern::regularExpression(way.expression, parts.where)});
    parts.preTokenizer = PreTokenizer(std::move(steps));
    setRoles(file, pieces, way.before, parts);
    BpeModel model = BpeModel::fromMerges(std::move(vocabulary), file.at(key("merges")).texts());
    model.wholeWords = way.wholeWords;
    return std::make_unique<ByteLevelBpe>(std::move(model), std::move(parts));
}

} // namespace

bool hasTokenizer(const GgufFile &file)
{
    return file.find(key("model")) != nullptr && file.find(key("tokens")) != nullptr;
}

std::unique_ptr<Tokenizer> ggufTokenizer(const GgufFile &file)
{
    const std::string_view kind = file.at(key("model")).text();
    if (kind == "llama")
        return llamaTokenizer(file);
    if (kind == "gpt2")
        return gpt2Tokenizer(file);
    throw Error("the tokenizer “" + std::string(kind) + "” (" + key("model") + ") is not supported", file.path().string(),
        "Supported: llama, gpt2. With the model's tokenizer.json beside it, the file can be opened");
}

} // namespace headscope
