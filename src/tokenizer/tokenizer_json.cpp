#include "src/tokenizer/tokenizer_json.h"

#include "src/error.h"
#include "src/formats/base64.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/character_bpe.h"
#include "src/tokenizer/class_rules.h"
#include "src/tokenizer/unigram.h"
#include "src/tokenizer/vocabulary_json.h"
#include "src/tokenizer/word_level.h"
#include "src/tokenizer/word_piece.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr const char *kSupported = "Supported: BPE, Unigram, WordPiece and WordLevel";

/// A part that may be missing, which means the same as null.
Json part(const Json &json, std::string_view name)
{
    return json.find(name).value_or(Json());
}

std::vector<AddedToken> addedTokensIn(const Json &json)
{
    std::vector<AddedToken> tokens;
    if (const Json added = part(json, "added_tokens"); !added.isNull())
        for (const Json token : added.elements())
            tokens.push_back(AddedToken::fromJson(token));
    return tokens;
}

TokenizerParts partsFrom(const Json &json)
{
    TokenizerParts parts;
    parts.where = json.where();
    parts.addedTokens = addedTokensIn(json);
    parts.normalizer = Normalizer::fromJson(part(json, "normalizer"));
    parts.preTokenizer = PreTokenizer::fromJson(part(json, "pre_tokenizer"));
    parts.postProcessor = PostProcessor::fromJson(part(json, "post_processor"));
    if (const Json decoder = part(json, "decoder"); !decoder.isNull())
        parts.decoder = Decoder::fromJson(decoder);
    return parts;
}

bool isSameApartFromId(AddedToken one, const AddedToken &other)
{
    one.id = other.id;
    return one == other;
}

/// The token that the file fills up with; transformers takes it for the settings'.
std::optional<std::string> paddingOf(const Json &json)
{
    const Json padding = part(json, "padding");
    return padding.isObject() ? std::optional<std::string>(padding.get("pad_token", std::string("[PAD]"))) : std::nullopt;
}

bool cutsAtStart(const Json &json)
{
    const Json truncation = part(json, "truncation");
    return truncation.isObject() && truncation.get("direction", std::string_view("Right")) == "Left";
}

// "add_bos_token" and "add_eos_token" are left aside: transformers takes the file's post-processor.
void apply(const TokenizerSettings &settings, const Json &json, TokenizerParts &parts)
{
    const std::vector<AddedToken> ofFile = parts.addedTokens;
    for (AddedToken token : settings.added()) {
        const bool known = std::ranges::any_of(ofFile, [&](const AddedToken &other) {
            return isSameApartFromId(token, other) || (!settings.listsAdded() && other.id == token.id);
        });
        token.id = AddedToken::kNoIdYet;
        if (!known)
            parts.addedTokens.push_back(std::move(token));
    }
    parts.cutsAtStart = cutsAtStart(json);
    addTokensOfSettings(settings, rolesOf({}, paddingOf(json), settings), settings.additional(), parts);
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

/// The first character map among the normalizer's parts; a class makes the others anew.
std::string charsmapIn(const Json &normalizer)
{
    const auto mapOf = [](const Json &step) {
        const bool is = step.get("type", std::string_view()) == "Precompiled" && step.contains("precompiled_charsmap");
        return is ? step.find("precompiled_charsmap") : std::nullopt;
    };
    std::optional<Json> map;
    if (normalizer.get("type", std::string_view()) == "Sequence") {
        for (const Json step : normalizer.at("normalizers").elements())
            map = map ? map : mapOf(step);
    } else {
        map = mapOf(normalizer);
    }
    return map ? bytesOfBase64(map->get<std::string_view>(), map->where()) : std::string();
}

Ingredients ingredientsFrom(const Json &json, TokenizerClass kind)
{
    const Json model = json.at("model");
    Ingredients result{.where = json.where(),
        .charsmap = charsmapIn(part(json, "normalizer")),
        .fromJson = true,
        .postProcessor = part(json, "post_processor"),
        .padding = paddingOf(json),
        .cutsAtStart = cutsAtStart(json),
        .added = addedTokensIn(json)};
    const std::string_view type = typeOf(model);
    const VocabularyKind vocabulary = vocabularyKindOf(kind);
    if (vocabulary == VocabularyKind::bpe && type == "BPE")
        result.bpe = BpeModel::fromJson(model, result.where);
    else if (vocabulary == VocabularyKind::unigram && type == "Unigram")
        result.unigram = Unigram::Model::fromJson(model, result.where);
    else if (vocabulary == VocabularyKind::wordPiece && type == "WordPiece")
        result.words = vocabularyFromJson(model.at("vocab"), result.where);
    else
        throw Error("the model is a “" + std::string(type) + "”, and its class " + std::string(nameOf(kind)) + " makes another of it",
            model.where(), "tokenizer_config.json and config.json say the class");
    if (result.bpe && !result.bpe->prefix.empty())
        throw Error("“continuing_subword_prefix” is not supported together with the class " + std::string(nameOf(kind)), model.where());
    return result;
}

} // namespace

std::unique_ptr<Tokenizer> tokenizerFromJson(const Json &json, TokenizerClass kind, const TokenizerSettings &settings)
{
    const bool asWritten = kind == TokenizerClass::asWritten || kind == TokenizerClass::unsaid || kind == TokenizerClass::marian;
    return asWritten ? tokenizerFromJson(json, settings) : tokenizerOfClass(kind, ingredientsFrom(json, kind), settings);
}

std::unique_ptr<Tokenizer> tokenizerFromJson(const Json &json, const TokenizerSettings &settings)
{
    const Json model = json.at("model");
    const std::string_view type = typeOf(model);
    if (type != "BPE" && type != "Unigram" && type != "WordPiece" && type != "WordLevel")
        throw Error("the tokenizer model “" + std::string(type) + "” is not supported", model.where(), kSupported);
    TokenizerParts parts = partsFrom(json);
    apply(settings, json, parts);
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
