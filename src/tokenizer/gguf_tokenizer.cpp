#include "src/tokenizer/gguf_tokenizer.h"

#include "src/error.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/sentencepiece_files.h"
#include "src/tokenizer/word_patterns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

namespace headscope {

namespace {

using Piece = SentencePieceModel::Piece;
using PieceType = SentencePieceModel::PieceType;

constexpr const char *kWithJson = "With the model's tokenizer.json beside it, the file can be opened";

std::string key(const char *name)
{
    return std::string("tokenizer.ggml.") + name;
}

bool flag(const GgufFile &file, const char *name, bool fallback)
{
    const GgufValue *value = file.find(key(name));
    return value ? value->flag() : fallback;
}

/// `usual` where the file leaves it open, unless there are fewer tokens.
std::optional<int> id(const GgufFile &file, const char *name, std::size_t pieces, std::optional<int> usual = std::nullopt)
{
    const GgufValue *value = file.find(key(name));
    if (!value || value->isUnsetId())
        return usual && static_cast<std::size_t>(*usual) < pieces ? usual : std::nullopt;
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

/// Switches that would change how texts are cut, and of which nobody says how they go together with this kind of tokenizer.
void requireOff(const GgufFile &file, std::initializer_list<const char *> names)
{
    for (const char *name : names)
        if (flag(file, name, false))
            throw Error("“" + key(name) + "” is on, which is not supported for this kind of tokenizer", file.path().string(), kWithJson);
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
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (std::isnan(scores[i]))
                throw Error("the score of the token “" + pieces[i].text + "” is no number", file.path().string() + ", at " + key("scores"));
            pieces[i].score = scores[i];
        }
    }
    if (const GgufValue *value = file.find(key("token_type"))) {
        const std::vector<std::int64_t> types = value->integers();
        requireSize(file, "token_type", types.size(), pieces.size());
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (types[i] < 0 || types[i] > static_cast<std::int64_t>(PieceType::byte))
                throw Error("the token “" + pieces[i].text + "” is of type " + std::to_string(types[i]) + ", which does not exist",
                    file.path().string() + ", at " + key("token_type"));
            pieces[i].type = types[i] == 0 ? PieceType::normal : static_cast<PieceType>(types[i]); // 0: not said
        }
    }
    return pieces;
}

/// A token that files of a kind put around every text, where they do not say otherwise.
struct Frame {
    bool isUsual = false;
    std::optional<int> usualId;
};

/// The token that `name` gives and `switchName` puts around every text. Throws Error where the one is wanted and the other not there.
std::optional<int> framing(const GgufFile &file, const char *name, const char *switchName, const Frame &frame, std::size_t pieces)
{
    if (!flag(file, switchName, frame.isUsual))
        return std::nullopt;
    const std::optional<int> found = id(file, name, pieces, frame.usualId);
    if (!found)
        throw Error("a token is to stand around every text (" + key(switchName) + "), and “" + key(name) + "” does not say which",
            file.path().string(), kWithJson);
    return found;
}

/// Tokens before and after every text, and the mask.
void setRoles(const GgufFile &file, const std::vector<Piece> &pieces, const Frame &before, const Frame &after, TokenizerParts &parts)
{
    parts.postProcessor = PostProcessor::framed(framing(file, "bos_token_id", "add_bos_token", before, pieces.size()),
        framing(file, "eos_token_id", "add_eos_token", after, pieces.size()));
    if (const std::optional<int> mask = id(file, "mask_token_id", pieces.size()))
        parts.mask = pieces[static_cast<std::size_t>(*mask)].text;
}

/// The map of characters, whose bytes are an array of numbers.
std::string charsmapOf(const GgufFile &file)
{
    std::string bytes;
    const GgufValue *value = file.find(key("precompiled_charsmap"));
    if (!value)
        return bytes;
    for (const std::int64_t number : value->integers()) {
        if (number < -128 || number > 255)
            throw Error(std::to_string(number) + " is no byte", file.path().string() + ", at " + key("precompiled_charsmap"));
        bytes.push_back(static_cast<char>(number));
    }
    return bytes;
}

// The settings have the names of SentencePiece's own and mean what they mean there; ids that are not said are those of LLaMA.
std::unique_ptr<Tokenizer> llamaTokenizer(const GgufFile &file)
{
    SentencePieceModel model;
    model.where = file.path().string();
    model.kind = SentencePieceModel::Kind::bpe;
    model.pieces = readPieces(file);
    model.byteFallback = true;
    model.addsDummyPrefix = flag(file, "add_space_prefix", true);
    model.removesExtraSpaces = flag(file, "remove_extra_whitespaces", false);
    model.escapesSpaces = flag(file, "escape_whitespaces", true);
    model.spaceIsSuffix = flag(file, "treat_whitespace_as_suffix", false);
    model.charsmap = charsmapOf(file);
    requireOff(file, {"add_sep_token"});
    const std::optional<int> usualUnknown = model.firstOf(PieceType::unknown) < 0 ? std::optional<int>(0) : std::nullopt;
    if (const std::optional<int> unknown = id(file, "unknown_token_id", model.pieces.size(), usualUnknown))
        model.pieces[static_cast<std::size_t>(*unknown)].type = PieceType::unknown;
    TokenizerParts parts = partsOfSentencePiece(model, true);
    addOwnTokens(model, parts);
    setRoles(file, model.pieces, {true, 1}, {false, 2}, parts);
    return pipelineFromSentencePiece(model, std::move(parts));
}

/// How a file's "pre" cuts words, and what else goes with it: each as the official tokenizer does of which it is the name.
struct WordsWay {
    std::string_view pre;
    std::string_view expression = {}; ///< empty: GPT-2's words
    bool composes = false; ///< first of all, a letter and its marks become one character (NFC)
    bool eachDigit = false; ///< digits stand alone
    bool before = false; ///< the token for the beginning is put before every text, unless the file says otherwise
    bool wholeWords = false;
};
constexpr std::array<WordsWay, 11> kWays{{
    {.pre = "gpt-2"},
    {.pre = "phi-2"},
    {.pre = "olmo", .composes = true},
    {.pre = "mpt", .composes = true},
    {.pre = "llama-bpe", .expression = kLlama3Words, .before = true, .wholeWords = true},
    {.pre = "llama3", .expression = kLlama3Words, .before = true, .wholeWords = true},
    {.pre = "llama-v3", .expression = kLlama3Words, .before = true, .wholeWords = true},
    {.pre = "qwen2", .expression = kQwen2Words, .composes = true},
    {.pre = "smollm", .eachDigit = true},
    {.pre = "starcoder", .eachDigit = true},
    {.pre = "refact", .eachDigit = true},
}};

const WordsWay &wayOf(const GgufFile &file)
{
    const GgufValue *value = file.find(key("pre"));
    const GgufValue *architecture = file.find("general.architecture");
    if (!value && architecture && architecture->isText() && architecture->text() == "gpt2") // of files from before there was a choice
        return kWays.front();
    std::string known;
    for (const WordsWay &way : kWays) {
        if (value && value->text() == way.pre)
            return way;
        known.append(known.empty() ? "" : ", ").append(way.pre);
    }
    const std::string problem = value ? "the way to cut words “" + std::string(value->text()) + "” (" + key("pre") + ") is not known"
                                      : "the file does not say how words are cut (" + key("pre") + ")";
    throw Error(problem, file.path().string(), "Known: " + known + ". " + kWithJson);
}

std::unique_ptr<Tokenizer> gpt2Tokenizer(const GgufFile &file)
{
    const std::vector<Piece> pieces = readPieces(file);
    const WordsWay &way = wayOf(file);
    requireOff(file, {"add_sep_token", "escape_whitespaces", "remove_extra_whitespaces", "treat_whitespace_as_suffix"});
    if (!charsmapOf(file).empty())
        throw Error("“" + key("precompiled_charsmap") + "” is not supported for this kind of tokenizer", file.path().string(), kWithJson);
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
    if (way.composes)
        parts.normalizer = Normalizer({{.kind = Normalizer::Kind::nfc}});
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
    setRoles(file, pieces, {way.before, {}}, {}, parts);
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
        std::string("Supported: llama, gpt2. ") + kWithJson);
}

} // namespace headscope
