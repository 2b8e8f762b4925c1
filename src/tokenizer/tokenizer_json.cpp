#include "src/tokenizer/tokenizer_json.h"

#include "src/error.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/word_level.h"

namespace headscope {

namespace {

constexpr const char *kSupported = "Supported: byte-level BPE (as GPT-2 and RoBERTa have it) and WordLevel";

/// A part that may be missing, which means the same as null.
Json part(const Json &json, std::string_view name)
{
    return json.find(name).value_or(Json());
}

TokenizerParts partsFrom(const Json &json)
{
    TokenizerParts parts;
    parts.where = json.where();
    const Json added = part(json, "added_tokens");
    if (!added.isNull())
        for (const Json token : added.elements())
            parts.addedTokens.push_back(AddedToken::fromJson(token));
    parts.normalizer = Normalizer::fromJson(part(json, "normalizer"));
    parts.preTokenizer = PreTokenizer::fromJson(part(json, "pre_tokenizer"));
    parts.postProcessor = PostProcessor::fromJson(part(json, "post_processor"));
    return parts;
}

/// Old files do not name the model's type; then its fields tell.
std::string_view typeOf(const Json &model)
{
    if (model.contains("type"))
        return model.at("type").get<std::string_view>();
    if (model.contains("merges"))
        return "BPE";
    throw Error("the model's “type” is missing", model.where(), kSupported);
}

bool isByteLevel(const Json &preTokenizer)
{
    if (preTokenizer.get("type", std::string_view()) == "ByteLevel")
        return true;
    if (const std::optional<Json> parts = preTokenizer.find("pretokenizers"))
        for (const Json step : parts->elements())
            if (isByteLevel(step))
                return true;
    return false;
}

} // namespace

std::unique_ptr<Tokenizer> tokenizerFromJson(const Json &json)
{
    const Json model = json.at("model");
    const std::string_view type = typeOf(model);
    if (type == "WordLevel")
        return WordLevel::fromJson(model, part(json, "unknown_words"), partsFrom(json));
    // Asked first, so that the message names the model and not one of its smaller parts.
    if (type == "BPE" && isByteLevel(part(json, "pre_tokenizer")))
        return ByteLevelBpe::fromJson(model, partsFrom(json));
    const std::string name = type == "BPE" ? "BPE on characters (as SentencePiece makes it)" : std::string(type);
    throw Error("the tokenizer model “" + name + "” is not supported", model.where(), kSupported);
}

} // namespace headscope
