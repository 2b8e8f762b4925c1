#include "src/tokenizer/bpe_model.h"

#include "src/error.h"
#include "src/formats/mapped_file.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/vocabulary_json.h"

namespace headscope {

namespace {

// Real ones have up to some 100 bytes. Every place to cut a piece in two is tried.
constexpr std::size_t kLongestPiece = 256;

int idOfPiece(const Vocabulary &vocabulary, std::string_view piece, const std::string &where)
{
    if (const std::optional<int> id = vocabulary.find(piece))
        return *id;
    throw Error("a merge needs the piece “" + std::string(piece) + "”, which the vocabulary lacks", where,
        "Vocabulary and merges may come from different models");
}

void addMerge(BpeModel &model, std::string_view left, std::string_view right, const std::string &where)
{
    const int leftId = idOfPiece(model.vocabulary, left, where);
    const int rightId = idOfPiece(model.vocabulary, right, where);
    if (!right.starts_with(model.prefix))
        throw Error(
            "the right half of the merge “" + std::string(left) + " " + std::string(right) + "” does not start with “" + model.prefix + "”",
            where);
    model.merges.add(leftId, rightId, idOfPiece(model.vocabulary, std::string(left).append(right.substr(model.prefix.size())), where));
}

/// "a b". Where pieces have spaces themselves, which the official library refuses, the line is cut so that both halves are pieces.
void addMergeLine(BpeModel &model, std::string_view line, const std::string &where)
{
    std::size_t space = line.find(' ');
    if (space == line.npos)
        throw Error("the merge “" + std::string(line) + "” is not two pieces with a space between", where);
    if (line.find(' ', space + 1) != line.npos) {
        const auto fits = [&](std::size_t at) {
            const std::string_view left = line.substr(0, at);
            const std::string_view right = line.substr(at + 1);
            return model.vocabulary.find(left) && model.vocabulary.find(right) && model.vocabulary.find(std::string(left).append(right));
        };
        while (space != line.npos && !fits(space))
            space = line.find(' ', space + 1);
        if (space == line.npos)
            throw Error("the merge “" + std::string(line) + "” has several spaces and cannot be cut into two pieces", where);
    }
    addMerge(model, line.substr(0, space), line.substr(space + 1), where);
}

void readMerges(const Json &json, BpeModel &model, const std::string &where)
{
    for (const Json merge : json.elements()) {
        if (merge.isString()) {
            addMergeLine(model, merge.get<std::string_view>(), where);
            continue;
        }
        if (!merge.isArray() || merge.size() != 2)
            throw Error("a merge must be two pieces", merge.where());
        addMerge(model, merge.at(0).get<std::string_view>(), merge.at(1).get<std::string_view>(), where);
    }
}

} // namespace

BpeModel BpeModel::fromJson(const Json &json, const std::string &where)
{
    if (json.get("dropout", 0.0) != 0.0)
        throw Error(
            "“dropout” is not supported: the same text would give other tokens each time", json.where(), "Set model.dropout to null");
    const Json merges = json.at("merges");
    BpeModel model{.vocabulary = vocabularyFromJson(json.at("vocab"), where), .merges = BpeMerges(merges.size())};
    model.prefix = json.get("continuing_subword_prefix", std::string());
    model.suffix = json.get("end_of_word_suffix", std::string());
    model.fuseUnknown = json.get("fuse_unk", false);
    model.byteFallback = json.get("byte_fallback", false);
    model.wholeWords = json.get("ignore_merges", false);
    const auto unknown = json.get("unk_token", std::string_view());
    if (!unknown.empty())
        model.unknown = idOfUnknown(model.vocabulary, unknown, json);
    readMerges(merges, model, where);
    return model;
}

BpeModel BpeModel::fromFiles(const std::filesystem::path &vocabularyFile, const std::filesystem::path &mergesFile)
{
    Vocabulary vocabulary = vocabularyFromJson(Json::read(vocabularyFile), vocabularyFile.string());
    const auto size = static_cast<std::size_t>(vocabulary.size());
    BpeModel model{.vocabulary = std::move(vocabulary), .merges = BpeMerges(size)};
    const auto file = MappedFile::open(mergesFile);
    std::string_view rest = file->text();
    for (bool first = true; !rest.empty(); first = false) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const bool isHeader = first && line.starts_with("#version");
        if (!line.empty() && !isHeader)
            addMergeLine(model, line, mergesFile.string());
    }
    return model;
}

BpeModel BpeModel::fromMerges(Vocabulary vocabulary, std::span<const std::string_view> merges)
{
    BpeModel model{.vocabulary = std::move(vocabulary), .merges = BpeMerges(merges.size())};
    const std::string where = model.vocabulary.where();
    for (const std::string_view line : merges)
        addMergeLine(model, line, where);
    return model;
}

BpeModel BpeModel::fromPieces(Vocabulary vocabulary, std::span<const int> order)
{
    BpeModel model{.vocabulary = std::move(vocabulary), .merges = BpeMerges(2 * order.size())};
    for (const int id : order) {
        const std::string_view piece = model.vocabulary.piece(id);
        if (piece.size() > kLongestPiece)
            throw Error("the piece with the id " + std::to_string(id) + " has " + std::to_string(piece.size()) + " bytes",
                model.vocabulary.where(), "At most " + std::to_string(kLongestPiece) + " are supported");
        for (std::size_t at = 0; at < piece.size();) {
            at += codePointAt(piece, at).length;
            const std::optional<int> left = model.vocabulary.find(piece.substr(0, at));
            const std::optional<int> right = left && at < piece.size() ? model.vocabulary.find(piece.substr(at)) : std::nullopt;
            if (right)
                model.merges.add(*left, *right, id);
        }
    }
    return model;
}

} // namespace headscope
