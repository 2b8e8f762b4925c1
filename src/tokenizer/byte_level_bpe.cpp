#include "src/tokenizer/byte_level_bpe.h"

#include "src/error.h"
#include "src/formats/mapped_file.h"
#include "src/tokenizer/byte_alphabet.h"
#include "src/tokenizer/token_display.h"
#include "src/tokenizer/vocabulary_json.h"

namespace headscope {

namespace {

int idOfPiece(const Vocabulary &vocabulary, std::string_view piece, const std::string &where)
{
    if (const std::optional<int> id = vocabulary.find(piece))
        return *id;
    throw Error("a merge needs the piece “" + std::string(piece) + "”, which the vocabulary lacks", where,
        "Vocabulary and merges may come from different models");
}

void addMerge(BpeMerges &merges, const Vocabulary &vocabulary, std::string_view left, std::string_view right, const std::string &where)
{
    const int leftId = idOfPiece(vocabulary, left, where);
    const int rightId = idOfPiece(vocabulary, right, where);
    merges.add(leftId, rightId, idOfPiece(vocabulary, std::string(left).append(right), where));
}

/// "a b"; neither half has a space, since the alphabet has none.
void addMergeLine(BpeMerges &merges, const Vocabulary &vocabulary, std::string_view line, const std::string &where)
{
    const std::size_t space = line.find(' ');
    if (space == line.npos || line.find(' ', space + 1) != line.npos)
        throw Error("the merge “" + std::string(line) + "” is not two pieces with a space between", where);
    addMerge(merges, vocabulary, line.substr(0, space), line.substr(space + 1), where);
}

BpeMerges mergesFromJson(const Json &json, const Vocabulary &vocabulary, const std::string &where)
{
    BpeMerges merges(json.size());
    for (const Json merge : json.elements()) {
        if (merge.isString()) {
            addMergeLine(merges, vocabulary, merge.get<std::string_view>(), where);
            continue;
        }
        if (!merge.isArray() || merge.size() != 2)
            throw Error("a merge must be two pieces", merge.where());
        addMerge(merges, vocabulary, merge.at(0).get<std::string_view>(), merge.at(1).get<std::string_view>(), where);
    }
    return merges;
}

void refuseUnsupported(const Json &model)
{
    for (const char *affix : {"continuing_subword_prefix", "end_of_word_suffix"})
        if (!model.get(affix, std::string_view()).empty())
            throw Error(std::string("byte-level BPE with “") + affix + "” is not supported", model.where());
    if (model.get("dropout", 0.0) != 0.0)
        throw Error(
            "“dropout” is not supported: the same text would give other tokens each time", model.where(), "Set model.dropout to null");
}

} // namespace

ByteLevelBpe::ByteLevelBpe(Vocabulary vocabulary, BpeMerges merges, Options options, TokenizerParts parts)
    : TokenizerPipeline(std::move(vocabulary), std::move(parts))
    , m_merges(std::move(merges))
    , m_options(options)
{
    for (std::size_t byte = 0; byte < m_bytePieces.size(); ++byte)
        m_bytePieces[byte] = this->vocabulary().find(byteCharacter(static_cast<unsigned char>(byte))).value_or(kNoPiece);
}

std::unique_ptr<ByteLevelBpe> ByteLevelBpe::fromJson(const Json &model, TokenizerParts parts)
{
    refuseUnsupported(model);
    Vocabulary vocabulary = vocabularyFromJson(model.at("vocab"), parts.where);
    BpeMerges merges = mergesFromJson(model.at("merges"), vocabulary, parts.where);
    Options options;
    const auto unknown = model.get("unk_token", std::string_view());
    if (!unknown.empty())
        options.unknown = idOfUnknown(vocabulary, unknown, model);
    options.fuseUnknown = model.get("fuse_unk", false);
    options.wholeWords = model.get("ignore_merges", false);
    return std::make_unique<ByteLevelBpe>(std::move(vocabulary), std::move(merges), options, std::move(parts));
}

std::unique_ptr<ByteLevelBpe> ByteLevelBpe::fromFiles(const std::filesystem::path &vocabularyFile, const std::filesystem::path &mergesFile)
{
    TokenizerParts parts;
    parts.where = vocabularyFile.string();
    parts.preTokenizer = PreTokenizer({{.kind = PreTokenizer::Kind::gpt2Words}});
    Vocabulary vocabulary = vocabularyFromJson(Json::read(vocabularyFile), parts.where);
    constexpr std::string_view endOfText = "<|endoftext|>";
    if (const std::optional<int> id = vocabulary.find(endOfText))
        parts.addedTokens.push_back({.id = *id, .content = std::string(endOfText), .special = true, .normalized = false});

    const auto file = MappedFile::open(mergesFile);
    std::string_view rest = file->text();
    BpeMerges merges(static_cast<std::size_t>(vocabulary.size()));
    for (bool first = true; !rest.empty(); first = false) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const bool isHeader = first && line.starts_with("#version");
        if (!line.empty() && !isHeader)
            addMergeLine(merges, vocabulary, line, mergesFile.string());
    }
    return std::make_unique<ByteLevelBpe>(std::move(vocabulary), std::move(merges), Options(), std::move(parts));
}

std::vector<BpeSymbol> ByteLevelBpe::symbolsOf(std::string_view bytes) const
{
    if (m_options.wholeWords) {
        std::string word;
        for (const char byte : bytes)
            word += byteCharacter(static_cast<unsigned char>(byte));
        if (const std::optional<int> id = vocabulary().find(word))
            return {{*id, 0, bytes.size()}};
    }
    std::vector<BpeSymbol> symbols;
    symbols.reserve(bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        const int id = m_bytePieces[byte];
        if (id != kNoPiece) {
            symbols.push_back({id, i, i + 1});
            continue;
        }
        if (!m_options.unknown)
            throw Error("the vocabulary has no piece for the byte " + displayText({&bytes[i], 1}) + " and no unknown token", where(),
                "Use other characters, or a model with a larger vocabulary");
        if (m_options.fuseUnknown && !symbols.empty() && symbols.back().id == *m_options.unknown)
            symbols.back().end = i + 1;
        else
            symbols.push_back({*m_options.unknown, i, i + 1});
    }
    m_merges.apply(symbols);
    return symbols;
}

Token ByteLevelBpe::tokenOf(const BpeSymbol &symbol, const AlignedText &text, TextSpan word, std::string_view typed) const
{
    const TextSpan source = text.source({word.begin + symbol.begin, word.begin + symbol.end});
    Token token;
    token.id = symbol.id;
    token.piece = vocabulary().piece(symbol.id);
    token.begin = source.begin;
    token.end = source.end;
    if (symbol.id == m_options.unknown) {
        token.display = displayText(typed.substr(source.begin, source.size()));
        token.note = "The vocabulary has no piece for this.";
    } else {
        token.display = displayText(text.text({word.begin + symbol.begin, word.begin + symbol.end}));
    }
    return token;
}

void ByteLevelBpe::appendWord(const AlignedText &text, TextSpan word, std::string_view typed, std::vector<Token> &tokens) const
{
    for (const BpeSymbol &symbol : symbolsOf(text.text(word)))
        tokens.push_back(tokenOf(symbol, text, word, typed));
}

std::string ByteLevelBpe::textOf(std::string_view piece) const
{
    return bytesOfPiece(piece).value_or(std::string(piece));
}

std::string ByteLevelBpe::decode(std::span<const int> ids) const
{
    std::string text;
    for (const int id : ids)
        text += TokenizerPipeline::textOf(id);
    return text;
}

} // namespace headscope
