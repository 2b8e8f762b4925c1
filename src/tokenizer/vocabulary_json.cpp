#include "src/tokenizer/vocabulary_json.h"

#include "src/error.h"

namespace headscope {

Vocabulary vocabularyFromJson(const Json &json, const std::string &where)
{
    constexpr std::size_t usualPieceBytes = 8;
    Vocabulary vocabulary(where);
    vocabulary.reserve(json.size(), usualPieceBytes * json.size());
    for (const auto &[piece, id] : json.members())
        vocabulary.add(piece, id.get<std::int64_t>());
    if (vocabulary.size() == 0)
        throw Error("the vocabulary is empty", json.where());
    return vocabulary;
}

int idOfUnknown(const Vocabulary &vocabulary, std::string_view unknown, const Json &model)
{
    if (const std::optional<int> id = vocabulary.find(unknown))
        return *id;
    throw Error("the unknown token “" + std::string(unknown) + "” is not in the vocabulary", model.where());
}

} // namespace headscope
