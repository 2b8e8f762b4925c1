// What the classes of class_draft.h do, one function each.
#include "src/error.h"
#include "src/tokenizer/class_draft.h"
#include "src/tokenizer/language_codes.h"
#include "src/tokenizer/sentencepiece_files.h"
#include "src/tokenizer/word_patterns.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

using Prepend = PreTokenizer::Prepend;

constexpr const char *kSpace = "▁";

PreTokenizer::Step splitStep(std::string_view expression, const std::string &where)
{
    return {.kind = PreTokenizer::Kind::pattern, .pattern = SplitPattern::regularExpression(expression, where)};
}

Normalizer::Step replaceStep(std::string_view expression, const char *content, const std::string &where)
{
    return Normalizer::replaceStep(SplitPattern::regularExpression(expression, where), content);
}

Normalizer::Step replaceText(std::string_view text, const char *content, const std::string &where)
{
    return Normalizer::replaceStep(SplitPattern::literal(text, where), content);
}

std::vector<Normalizer::Step> charsmapSteps(const Draft &draft)
{
    if (draft.in.charsmap.empty())
        return {};
    return {Normalizer::charsmapStep(draft.in.charsmap, Charsmap::Matching::byGrapheme, draft.in.where)};
}

/// ▁ before every word, as SentencePiece's tokenizers have it; `atSpaces`: only at plain spaces, other white space being dropped.
void setMetaspace(Draft &draft, bool prepends, bool dropsWhiteSpace)
{
    std::vector<PreTokenizer::Step> steps = PreTokenizer::metaspace(kSpace, prepends ? Prepend::always : Prepend::never, true);
    if (dropsWhiteSpace)
        steps.insert(steps.begin(), {.kind = PreTokenizer::Kind::whitespace});
    draft.parts.preTokenizer = PreTokenizer(std::move(steps));
    draft.parts.decoder = Decoder({{.kind = Decoder::Kind::metaspace, .mark = kSpace, .dropFirst = prepends}});
}

/// GPT-2's words, or others that are then spelled in bytes.
void setBytes(Draft &draft, std::vector<PreTokenizer::Step> steps, bool prefixes)
{
    if (prefixes) {
        const PreTokenizer::Step space{.kind = PreTokenizer::Kind::spaces, .mark = " ", .prepend = Prepend::always};
        const bool first = steps.front().kind == PreTokenizer::Kind::gpt2Words;
        steps.insert(first ? steps.begin() : steps.end(), space);
    }
    draft.parts.preTokenizer = PreTokenizer(std::move(steps));
}

void setUnknownPiece(Draft &draft, int id)
{
    Unigram::Model &model = *draft.in.unigram;
    if (!model.vocabulary.contains(id))
        throw Error("the vocabulary has " + std::to_string(model.vocabulary.size()) + " pieces, too few for this kind of tokenizer",
            draft.in.where);
    model.unknown = id;
}

void setBytesForUnknown(Draft &draft)
{
    draft.in.bpe->fuseUnknown = true;
    draft.in.bpe->byteFallback = true;
}

/// The piece of this text whose score is 0.
int pieceWithoutScore(const Draft &draft, const std::string &text, int from)
{
    const Unigram::Model &model = *draft.in.unigram;
    for (int id = from; id < model.vocabulary.size(); ++id)
        if (model.scores[static_cast<std::size_t>(id)] == 0 && model.vocabulary.piece(id) == text)
            return id;
    return -1;
}

} // namespace

void setGpt2(Draft &draft)
{
    setBytes(draft, {{.kind = PreTokenizer::Kind::gpt2Words}}, draft.prefixes(false));
}

void setGptNeoX(Draft &draft)
{
    draft.parts.normalizer = Normalizer({{.kind = Normalizer::Kind::nfc}});
    setGpt2(draft);
}

void setBlenderbot(Draft &draft)
{
    setBytes(draft, {{.kind = PreTokenizer::Kind::gpt2Words}}, draft.prefixes(true));
}

void setQwen2(Draft &draft)
{
    draft.parts.normalizer = Normalizer({{.kind = Normalizer::Kind::nfc}});
    setBytes(draft, {splitStep(kQwen2Words, draft.in.where)}, draft.prefixes(false));
}

void setQwen35(Draft &draft)
{
    draft.parts.normalizer = Normalizer({{.kind = Normalizer::Kind::nfc}});
    setBytes(draft, {splitStep(kQwen35Words, draft.in.where)}, draft.prefixes(false));
}

void setClip(Draft &draft)
{
    draft.in.bpe->suffix = "</w>";
    draft.in.bpe->unknown = draft.in.bpe->vocabulary.find(draft.required("unk_token"));
    draft.parts.normalizer
        = Normalizer({{.kind = Normalizer::Kind::nfc}, replaceStep("\\s+", " ", draft.in.where), {.kind = Normalizer::Kind::lowercase}});
    PreTokenizer::Step words = splitStep(kClipWords, draft.in.where);
    words.delimiter = PreTokenizer::Delimiter::removed;
    words.invert = true;
    setBytes(draft, {std::move(words), {.kind = PreTokenizer::Kind::gpt2Words}}, false);
}

void setHerbert(Draft &draft)
{
    draft.in.bpe->suffix = "</w>";
    draft.in.bpe->unknown = draft.in.bpe->vocabulary.find(draft.required("unk_token"));
    draft.parts.normalizer = Normalizer::bert(true, true, false, false);
    draft.parts.preTokenizer = PreTokenizer({{.kind = PreTokenizer::Kind::whitespace}, {.kind = PreTokenizer::Kind::punctuation}});
    draft.parts.decoder = Decoder({{.kind = Decoder::Kind::endOfWord, .mark = "</w>"}});
}

void setBert(Draft &draft)
{
    const TokenizerSettings &settings = draft.settings;
    draft.parts.normalizer = Normalizer::bert(true, settings.flag("tokenize_chinese_chars").value_or(true), settings.flag("strip_accents"),
        settings.flag("do_lower_case").value_or(true));
    draft.parts.preTokenizer = PreTokenizer({{.kind = PreTokenizer::Kind::whitespace}, {.kind = PreTokenizer::Kind::punctuation}});
    draft.parts.decoder = Decoder({{.kind = Decoder::Kind::wordPiece, .mark = "##", .cleanUp = true}});
    const std::string unknown = draft.required("unk_token");
    const std::optional<int> id = draft.in.words->find(unknown);
    if (!id)
        throw Error(
            "the unknown token “" + unknown + "” is not in the vocabulary", draft.in.where, "tokenizer_config.json says how it is spelled");
    draft.unknownWord = *id;
}

void setLlama(Draft &draft)
{
    setBytesForUnknown(draft);
    const bool prepends = draft.prefixes(true);
    const bool legacy = draft.settings.flag("legacy").value_or(false);
    draft.parts.preTokenizer = PreTokenizer(PreTokenizer::metaspace(kSpace,
        !prepends    ? Prepend::never
            : legacy ? Prepend::always
                     : Prepend::first,
        false));
    draft.parts.decoder = byteFallbackDecoder(prepends);
}

void setCodeLlama(Draft &draft)
{
    setBytesForUnknown(draft);
    draft.in.bpe->unknown = draft.in.bpe->vocabulary.find(draft.required("unk_token"));
    draft.parts.preTokenizer = PreTokenizer(PreTokenizer::metaspace(kSpace, draft.prefixes(true) ? Prepend::first : Prepend::never, false));
    draft.parts.decoder = byteFallbackDecoder(true);
    std::vector<AddedToken> all = draft.additional.value_or(std::vector<AddedToken>());
    for (const std::string_view token :
        {std::string_view("▁<PRE>"), std::string_view("▁<MID>"), std::string_view("▁<SUF>"), std::string_view("▁<EOT>"), kFillMe})
        all.push_back(specialToken(token));
    draft.additional = std::move(all);
    draft.parts.forbidden = draft.named("fill_token").value_or("");
}

void setGemma(Draft &draft)
{
    setBytesForUnknown(draft);
    draft.in.bpe->unknown = draft.in.bpe->vocabulary.find(draft.required("unk_token"));
    draft.parts.normalizer = Normalizer({replaceText(" ", kSpace, draft.in.where)});
    draft.parts.decoder = byteFallbackDecoder(false);
}

void setT5(Draft &draft)
{
    setUnknownPiece(draft, 2);
    draft.parts.normalizer = Normalizer(charsmapSteps(draft));
    setMetaspace(draft, true, true);
    const int extra = extraIdsOf(draft.settings);
    std::vector<AddedToken> all = draft.additional.value_or(std::vector<AddedToken>());
    const auto numbered
        = std::ranges::count_if(all, [](const AddedToken &token) { return token.content.find("<extra_id_") != token.content.npos; });
    if (numbered > 0 && extra > 0 && numbered != extra)
        throw Error("“extra_ids” is " + std::to_string(extra) + ", and there are " + std::to_string(numbered) + " tokens of that kind",
            draft.settings.where());
    for (int i = 0; numbered == 0 && i < extra; ++i)
        all.push_back(specialToken("<extra_id_" + std::to_string(i) + ">"));
    draft.additional = std::move(all);
}

void setXlmRoberta(Draft &draft)
{
    setUnknownPiece(draft, 3);
    draft.parts.normalizer = Normalizer(charsmapSteps(draft));
    setMetaspace(draft, draft.prefixes(true), true);
}

void setCamembert(Draft &draft)
{
    constexpr std::array<std::string_view, 3> unused{"<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED"};
    const Vocabulary &vocabulary = draft.in.unigram->vocabulary;
    const std::string unknown = draft.required("unk_token");
    int first = 0;
    for (int id = vocabulary.size() - 1; id >= 0; --id)
        if (vocabulary.piece(id) == unknown)
            first = id;
    setUnknownPiece(draft, first);
    draft.parts.normalizer = Normalizer(charsmapSteps(draft));
    setMetaspace(draft, draft.prefixes(true), true);
    if (!draft.additional)
        draft.additional = specialTokens(unused);
}

void setAlbert(Draft &draft)
{
    setUnknownPiece(draft, 1);
    std::vector<Normalizer::Step> steps{replaceText("``", "\"", draft.in.where), replaceText("''", "\"", draft.in.where)};
    if (!draft.settings.flag("keep_accents").value_or(false)) {
        steps.push_back({.kind = Normalizer::Kind::nfkd});
        steps.push_back({.kind = Normalizer::Kind::stripAccents});
    }
    if (draft.settings.flag("do_lower_case").value_or(true))
        steps.push_back({.kind = Normalizer::Kind::lowercase});
    std::ranges::copy(charsmapSteps(draft), std::back_inserter(steps));
    draft.parts.normalizer = Normalizer(std::move(steps));
    setMetaspace(draft, draft.prefixes(true), true);
}

void setBigBird(Draft &draft)
{
    constexpr int usually = 100;
    const int unknown = pieceWithoutScore(draft, draft.required("unk_token"), 0);
    setUnknownPiece(draft, unknown < 0 ? usually : unknown);
    draft.parts.normalizer = Normalizer({replaceStep(" {2,}", kSpace, draft.in.where)});
    setMetaspace(draft, draft.prefixes(true), false);
}

void setBarthez(Draft &draft)
{
    setUnknownPiece(draft, 3);
    draft.parts.normalizer = Normalizer({replaceStep("\\s{2,}|[\\n\\r\\t]", " ", draft.in.where), {.kind = Normalizer::Kind::nfc},
        {.kind = Normalizer::Kind::strip, .left = false}});
    setMetaspace(draft, draft.prefixes(true), false);
}

void setMBart(Draft &draft)
{
    setUnknownPiece(draft, 3);
    setMetaspace(draft, true, true);
    std::vector<AddedToken> all = specialTokens(kMBartLanguages);
    for (const AddedToken &token : draft.additional.value_or(std::vector<AddedToken>()))
        all.push_back(token);
    draft.additional = std::move(all);
}

void setMBart50(Draft &draft)
{
    setUnknownPiece(draft, 3);
    std::vector<Normalizer::Step> steps = charsmapSteps(draft);
    steps.push_back(replaceStep(" {2,}", " ", draft.in.where));
    draft.parts.normalizer = Normalizer(std::move(steps));
    setMetaspace(draft, true, false);
    std::vector<AddedToken> all = draft.additional.value_or(std::vector<AddedToken>());
    for (AddedToken &token : specialTokens(kMBart50Languages))
        all.push_back(std::move(token));
    draft.additional = std::move(all);
}

void setPegasus(Draft &draft)
{
    const std::string unknownText = draft.required("unk_token");
    const int unknown = pieceWithoutScore(draft, unknownText, 1);
    if (unknown < 0)
        throw Error("the unknown token “" + unknownText + "” is not in the vocabulary with the score 0", draft.in.where);
    setUnknownPiece(draft, unknown);
    std::vector<Normalizer::Step> steps = charsmapSteps(draft);
    if (steps.empty())
        steps.push_back(replaceText("\n", " ", draft.in.where));
    steps.push_back(replaceStep(" {2,}", " ", draft.in.where));
    draft.parts.normalizer = Normalizer(std::move(steps));
    setMetaspace(draft, true, false);
    std::vector<AddedToken> all;
    const std::string sentence = draft.settings.text("mask_token_sent", "<mask_1>");
    const bool listed = !draft.in.wholePieces && draft.additional && has(*draft.additional, sentence);
    if (!listed && !draft.settings.isNull("mask_token_sent"))
        all.push_back(specialToken(sentence));
    for (int i = 2; i < pegasusOffsetOf(draft.settings); ++i)
        all.push_back(specialToken("<unk_" + std::to_string(i) + ">"));
    draft.additional = std::move(all);
}

} // namespace headscope
