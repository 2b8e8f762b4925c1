#include "src/tokenizer/tokenizer_json.h"

#include "src/error.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/character_bpe.h"
#include "src/tokenizer/special_tokens.h"
#include "src/tokenizer/unigram.h"
#include "src/tokenizer/word_level.h"
#include "src/tokenizer/word_piece.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

constexpr const char *kSupported = "Supported: BPE, Unigram, WordPiece and WordLevel";

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
    if (const Json decoder = part(json, "decoder"); !decoder.isNull())
        parts.decoder = Decoder::fromJson(decoder);
    return parts;
}

/// Families whose template says it all, with tokens between two texts.
bool hasTemplateOfItsOwn(std::string_view family)
{
    constexpr std::array<std::string_view, 14> families{"bert", "distilbert", "electra", "roberta", "xlmroberta", "longformer", "bigbird",
        "bart", "mbart", "t5", "mt5", "mpnet", "deberta", "albert"};
    return std::ranges::any_of(families, [family](std::string_view name) { return family.starts_with(name); });
}

void apply(const TokenizerSettings &settings, TokenizerParts &parts)
{
    parts.optionalTokens = settings.added();
    parts.mask = settings.special("mask_token", "");
    const bool saysFrame = settings.flag("add_bos_token") || settings.flag("add_eos_token");
    if (saysFrame && !hasTemplateOfItsOwn(settings.family()))
        setFrame(settings, {}, {}, parts);
}

/// Old files do not name the model's type; then its fields tell.
std::string_view typeOf(const Json &model)
{
    if (model.contains("type"))
        return model.at("type").get<std::string_view>();
    if (model.contains("merges"))
        return "BPE";
    if (model.contains("max_input_chars_per_word"))
        return "WordPiece";
    if (model.contains("vocab") && model.at("vocab").isArray())
        return "Unigram";
    throw Error("the model's “type” is missing", model.where(), kSupported);
}

} // namespace

std::unique_ptr<Tokenizer> tokenizerFromJson(const Json &json, const TokenizerSettings &settings)
{
    const Json model = json.at("model");
    const std::string_view type = typeOf(model);
    if (type != "BPE" && type != "Unigram" && type != "WordPiece" && type != "WordLevel")
        throw Error("the tokenizer model “" + std::string(type) + "” is not supported", model.where(), kSupported);
    TokenizerParts parts = partsFrom(json);
    apply(settings, parts);
    if (type == "WordLevel")
        return WordLevel::fromJson(model, part(json, "unknown_words"), std::move(parts));
    if (type == "WordPiece")
        return WordPiece::fromJson(model, std::move(parts));
    if (type == "Unigram")
        return std::make_unique<Unigram>(Unigram::Model::fromJson(model, parts.where), std::move(parts));
    BpeModel bpe = BpeModel::fromJson(model, parts.where);
    if (parts.preTokenizer.dropFinalByteAlphabet())
        return std::make_unique<ByteLevelBpe>(std::move(bpe), std::move(parts));
    return std::make_unique<CharacterBpe>(std::move(bpe), std::move(parts));
}

} // namespace headscope
