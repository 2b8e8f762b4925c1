#include "src/tokenizer/bpe_model.h"

#include "src/error.h"
#include "src/formats/download_check.h"
#include "src/formats/mapped_file.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/vocabulary_json.h"

#include <algorithm>
#include <array>
#include <vector>

namespace headscope {

namespace {

// Real ones have up to some 100 bytes. Every place to cut a piece in two is tried.
constexpr std::size_t kLongestPiece = 256;
constexpr std::size_t kLongestMerge = 4096; // where it has several spaces

/// Adds merges to a model. They are looked up many at a time, which is several times as fast as one by one.
class MergeReader {
public:
    MergeReader(BpeModel &model, std::string where)
        : m_model(model)
        , m_where(std::move(where))
    {
    }

    /// The two texts must live until finish().
    void add(std::string_view left, std::string_view right)
    {
        if (!right.starts_with(m_model.prefix))
            throw Error("the right half of the merge “" + std::string(left) + " " + std::string(right) + "” does not start with “"
                    + m_model.prefix + "”",
                m_where);
        m_pieces.push_back(left);
        m_pieces.push_back(right);
        m_joined[m_count].assign(left).append(right.substr(m_model.prefix.size()));
        m_pieces.push_back(m_joined[m_count]);
        if (++m_count == m_joined.size())
            finish();
    }

    /// "a b". Where pieces have spaces themselves, which the official library refuses, the line is cut so that both halves are pieces.
    void addLine(std::string_view line)
    {
        const std::size_t space = line.find(' ');
        if (space == line.npos)
            throw Error("the merge “" + std::string(line) + "” is not two pieces with a space between", m_where);
        const std::size_t cut = line.find(' ', space + 1) == line.npos ? space : placeToCut(line);
        add(line.substr(0, cut), line.substr(cut + 1));
    }

    /// Adds those that wait.
    void finish()
    {
        m_ids.resize(m_pieces.size());
        m_model.vocabulary.find(m_pieces, m_ids);
        if (const auto missing = std::ranges::find(m_ids, -1); missing != m_ids.end())
            throw Error("a merge needs the piece “" + std::string(m_pieces[static_cast<std::size_t>(missing - m_ids.begin())])
                    + "”, which the vocabulary lacks",
                m_where, "Vocabulary and merges may come from different models");
        for (std::size_t i = 0; i < m_ids.size(); i += 3)
            m_model.merges.add(m_ids[i], m_ids[i + 1], m_ids[i + 2]);
        m_pieces.clear();
        m_count = 0;
    }

private:
    std::size_t placeToCut(std::string_view line) const
    {
        if (line.size() > kLongestMerge)
            throw Error("a merge with several spaces has " + std::to_string(line.size()) + " bytes", m_where,
                "At most " + std::to_string(kLongestMerge) + " are supported");
        const Vocabulary &vocabulary = m_model.vocabulary;
        for (std::size_t at = line.find(' '); at != line.npos; at = line.find(' ', at + 1)) {
            const std::string_view left = line.substr(0, at);
            const std::string_view right = line.substr(at + 1);
            if (vocabulary.find(left) && vocabulary.find(right) && vocabulary.find(std::string(left).append(right)))
                return at;
        }
        throw Error("the merge “" + std::string(line) + "” has several spaces and cannot be cut into two pieces", m_where);
    }

    BpeModel &m_model;
    std::string m_where;
    std::array<std::string, 256> m_joined;
    std::size_t m_count = 0; // of merges that wait
    std::vector<std::string_view> m_pieces; // left, right and joined of each of them
    std::vector<int> m_ids;
};

void readMerges(const Json &json, BpeModel &model, const std::string &where)
{
    MergeReader reader(model, where);
    for (const Json merge : json.elements()) {
        if (merge.isString()) {
            reader.addLine(merge.get<std::string_view>());
            continue;
        }
        if (!merge.isArray() || merge.size() != 2)
            throw Error("a merge must be two pieces", merge.where());
        reader.add(merge.at(0).get<std::string_view>(), merge.at(1).get<std::string_view>());
    }
    reader.finish();
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
    requireNoPlaceholder(*file);
    MergeReader reader(model, mergesFile.string());
    std::string_view rest = file->text();
    for (bool first = true; !rest.empty(); first = false) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        const bool isHeader = first && line.starts_with("#version");
        if (!line.empty() && !isHeader)
            reader.addLine(line);
    }
    file->requireUnchanged();
    reader.finish();
    return model;
}

BpeModel BpeModel::fromMerges(Vocabulary vocabulary, std::span<const std::string_view> merges)
{
    BpeModel model{.vocabulary = std::move(vocabulary), .merges = BpeMerges(merges.size())};
    MergeReader reader(model, model.vocabulary.where());
    for (const std::string_view line : merges)
        reader.addLine(line);
    reader.finish();
    return model;
}

BpeModel BpeModel::fromPieces(Vocabulary vocabulary, std::span<const int> order, bool onlyOfThese)
{
    std::vector<bool> isHalf(static_cast<std::size_t>(vocabulary.size()), !onlyOfThese);
    for (const int id : order)
        isHalf[static_cast<std::size_t>(id)] = true;
    const auto halfNamed = [&](const Vocabulary &pieces, std::string_view piece) {
        const std::optional<int> id = pieces.find(piece);
        return id && isHalf[static_cast<std::size_t>(*id)] ? id : std::nullopt;
    };
    BpeModel model{.vocabulary = std::move(vocabulary), .merges = BpeMerges(2 * order.size())};
    for (const int id : order) {
        const std::string_view piece = model.vocabulary.piece(id);
        if (piece.size() > kLongestPiece)
            throw Error("the piece with the id " + std::to_string(id) + " has " + std::to_string(piece.size()) + " bytes",
                model.vocabulary.where(), "At most " + std::to_string(kLongestPiece) + " are supported");
        for (std::size_t at = 0; at < piece.size();) {
            at += codePointAt(piece, at).length;
            const std::optional<int> left = halfNamed(model.vocabulary, piece.substr(0, at));
            const std::optional<int> right = left && at < piece.size() ? halfNamed(model.vocabulary, piece.substr(at)) : std::nullopt;
            if (right)
                model.merges.add(*left, *right, id);
        }
    }
    return model;
}

} // namespace headscope
