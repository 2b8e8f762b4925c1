#include "src/tokenizer/class_rules.h"

#include "src/error.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/character_bpe.h"
#include "src/tokenizer/language_codes.h"
#include "src/tokenizer/sentencepiece_files.h"
#include "src/tokenizer/word_patterns.h"
#include "src/tokenizer/word_piece.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

using Kind = TokenizerClass;
using Role = TokenizerSettings::Role;
using Prepend = PreTokenizer::Prepend;

constexpr const char *kSpace = "▁";
constexpr std::string_view kFillMe = "<FILL_ME>";

/// A number that says how many pieces a vocabulary has beside those of its file.
int countIn(const TokenizerSettings &settings, const char *name, int usual)
{
    constexpr int most = 10'000;
    const int count = settings.number(name, usual);
    if (count < 0 || count > most)
        throw Error("“" + std::string(name) + "” is " + std::to_string(count), settings.where(),
            "It must be from 0 to " + std::to_string(most));
    return count;
}

int extraIdsOf(const TokenizerSettings &settings)
{
    return countIn(settings, "extra_ids", 100);
}

int pegasusOffsetOf(const TokenizerSettings &settings)
{
    return countIn(settings, "offset", 103);
}

/// A tokenizer that is being put together.
struct Draft {
    Ingredients in;
    const TokenizerSettings &settings;
    TokenizerParts parts = {};
    std::vector<Role> roles = {}; ///< filled or not
    std::optional<std::vector<AddedToken>> additional = {}; ///< tokens that are added unless the settings have their own list
    int unknownWord = 0; ///< WordPiece

    std::optional<std::string> named(std::string_view role) const;
    /// Throws Error if the role is not filled.
    std::string required(std::string_view role) const;
    bool prefixes(bool usually) const { return settings.flag("add_prefix_space").value_or(usually); }
};

std::optional<std::string> Draft::named(std::string_view role) const
{
    const auto found = std::ranges::find(roles, role, &Role::name);
    return found == roles.end() || !found->token ? std::nullopt : std::optional<std::string>(found->token->content);
}

std::string Draft::required(std::string_view role) const
{
    if (const std::optional<std::string> token = named(role))
        return *token;
    throw Error("“" + std::string(role) + "” is null, and this tokenizer needs it", settings.where());
}

AddedToken specialToken(std::string_view content)
{
    return {.id = AddedToken::kNoIdYet, .content = std::string(content), .special = true, .normalized = false};
}

std::vector<AddedToken> specialTokens(std::span<const std::string_view> contents)
{
    std::vector<AddedToken> tokens;
    for (const std::string_view content : contents)
        tokens.push_back(specialToken(content));
    return tokens;
}

bool has(const std::vector<AddedToken> &tokens, std::string_view content)
{
    return std::ranges::find(tokens, content, &AddedToken::content) != tokens.end();
}

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
    draft.parts.normalizer = Normalizer(
        {{.kind = Normalizer::Kind::nfc}, replaceStep("\\s+", " ", draft.in.where), {.kind = Normalizer::Kind::lowercase}});
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
    draft.parts.normalizer = Normalizer::bert(true, settings.flag("tokenize_chinese_chars").value_or(true),
        settings.flag("strip_accents"), settings.flag("do_lower_case").value_or(true));
    draft.parts.preTokenizer = PreTokenizer({{.kind = PreTokenizer::Kind::whitespace}, {.kind = PreTokenizer::Kind::punctuation}});
    draft.parts.decoder = Decoder({{.kind = Decoder::Kind::wordPiece, .mark = "##", .cleanUp = true}});
    const std::string unknown = draft.required("unk_token");
    const std::optional<int> id = draft.in.words->find(unknown);
    if (!id)
        throw Error("the unknown token “" + unknown + "” is not in the vocabulary", draft.in.where,
            "tokenizer_config.json says how it is spelled");
    draft.unknownWord = *id;
}

void setBytesForUnknown(Draft &draft)
{
    draft.in.bpe->fuseUnknown = true;
    draft.in.bpe->byteFallback = true;
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
    draft.parts.preTokenizer
        = PreTokenizer(PreTokenizer::metaspace(kSpace, draft.prefixes(true) ? Prepend::first : Prepend::never, false));
    draft.parts.decoder = byteFallbackDecoder(true);
    std::vector<AddedToken> all = draft.additional.value_or(std::vector<AddedToken>());
    for (const std::string_view token : {std::string_view("▁<PRE>"), std::string_view("▁<MID>"), std::string_view("▁<SUF>"),
             std::string_view("▁<EOT>"), kFillMe})
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
    const auto numbered = std::ranges::count_if(all, [](const AddedToken &token) { return token.content.find("<extra_id_") != token.content.npos; });
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

/// The piece of this text whose score is 0.
int pieceWithoutScore(const Draft &draft, const std::string &text, int from)
{
    const Unigram::Model &model = *draft.in.unigram;
    for (int id = from; id < model.vocabulary.size(); ++id)
        if (model.scores[static_cast<std::size_t>(id)] == 0 && model.vocabulary.piece(id) == text)
            return id;
    return -1;
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

// ---- what goes around a text ----

using Names = PostProcessor::Names;

PostProcessor bertsFrame(const Draft &draft)
{
    const std::string separator = draft.required("sep_token");
    return PostProcessor::aroundNamed(Names{draft.required("cls_token")}, Names{separator}, Names{separator}, 1);
}

PostProcessor framedTwice(const std::string &before, const std::string &after)
{
    return PostProcessor::aroundNamed(Names{before}, Names{after, after}, Names{after}, 0);
}

PostProcessor robertasFrame(const Draft &draft)
{
    return framedTwice(draft.required("cls_token"), draft.required("sep_token"));
}

PostProcessor xlmRobertasFrame(const Draft &draft)
{
    return framedTwice(draft.required("bos_token"), draft.required("eos_token"));
}

PostProcessor clipsFrame(const Draft &draft)
{
    return framedTwice(draft.required("bos_token"), draft.required("eos_token"));
}

PostProcessor t5sFrame(const Draft &draft)
{
    const std::string end = draft.required("eos_token");
    return PostProcessor::aroundNamed(Names{}, Names{end}, Names{end}, 0);
}

PostProcessor pegasusFrame(const Draft &draft)
{
    return PostProcessor::aroundNamed(Names{}, Names{}, Names{draft.required("eos_token")}, 0);
}

PostProcessor herbertsFrame(const Draft &)
{
    return PostProcessor::around({0}, {2}, {2}, 1);
}

PostProcessor mBartsFrame(const Draft &draft, const std::string &language)
{
    return PostProcessor::aroundNamed(Names{}, Names{}, Names{draft.required("eos_token"), language}, 0);
}

PostProcessor mBart50sFrame(const Draft &draft, const std::string &language)
{
    return PostProcessor::aroundNamed(Names{language}, Names{}, Names{draft.required("eos_token")}, 0);
}

/// How a class is made.
struct ClassRules {
    Kind kind = Kind::unsaid;
    VocabularyKind vocabulary = VocabularyKind::bpe;
    std::string_view file; ///< beside tokenizer.json
    std::vector<UsualRole> roles;
    void (*setUp)(Draft &) = nullptr;
    PostProcessor (*frame)(const Draft &) = nullptr; ///< none: tokenizer.json's, or what the settings ask for
    PostProcessor (*languageFrame)(const Draft &, const std::string &) = nullptr; ///< instead of frame: names the text's language
    bool spellsBytes = false; ///< byte-level BPE
};

std::vector<ClassRules> allRules()
{
    constexpr std::string_view endOfText = "<|endoftext|>";
    using V = VocabularyKind;
    const std::vector<UsualRole> gpt2{{"unk_token", endOfText}, {"bos_token", endOfText}, {"eos_token", endOfText}};
    const std::vector<UsualRole> gptNeoX{
        {"unk_token", endOfText}, {"bos_token", endOfText}, {"eos_token", endOfText}, {"pad_token", "<|padding|>"}};
    const std::vector<UsualRole> qwen2{{"unk_token", endOfText}, {"eos_token", endOfText}, {"pad_token", endOfText}};
    const std::vector<UsualRole> clip{
        {"unk_token", endOfText}, {"bos_token", "<|startoftext|>"}, {"eos_token", endOfText}, {"pad_token", endOfText}};
    const std::vector<UsualRole> bert{
        {"unk_token", "[UNK]"}, {"sep_token", "[SEP]"}, {"pad_token", "[PAD]"}, {"cls_token", "[CLS]"}, {"mask_token", "[MASK]"}};
    const auto fairseq = [](bool maskTakesSpace, std::string_view unknown = "<unk>") {
        return std::vector<UsualRole>{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", unknown}, {"sep_token", "</s>"},
            {"pad_token", "<pad>"}, {"cls_token", "<s>"}, {"mask_token", "<mask>", maskTakesSpace}};
    };
    const std::vector<UsualRole> herbert{
        {"unk_token", "<unk>"}, {"sep_token", "</s>"}, {"pad_token", "<pad>"}, {"cls_token", "<s>"}, {"mask_token", "<mask>"}};
    const std::vector<UsualRole> llama{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}};
    const std::vector<UsualRole> codeLlama{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"},
        {"prefix_token", "▁<PRE>"}, {"middle_token", "▁<MID>"}, {"suffix_token", "▁<SUF>"}, {"eot_token", "▁<EOT>"},
        {"fill_token", kFillMe}};
    const std::vector<UsualRole> gemma{{"bos_token", "<bos>"}, {"eos_token", "<eos>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"},
        {"mask_token", "<mask>"}};
    const std::vector<UsualRole> albert{{"bos_token", "[CLS]"}, {"eos_token", "[SEP]"}, {"unk_token", "<unk>"}, {"sep_token", "[SEP]"},
        {"pad_token", "<pad>"}, {"cls_token", "[CLS]"}, {"mask_token", "[MASK]"}};
    const std::vector<UsualRole> bigBird{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"sep_token", "[SEP]"},
        {"pad_token", "<pad>"}, {"cls_token", "[CLS]"}, {"mask_token", "[MASK]", true}};
    const std::vector<UsualRole> t5{{"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}};
    const std::vector<UsualRole> pegasus{
        {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}, {"mask_token", "<mask_2>"}};
    const std::vector<UsualRole> mBart50{{"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"sep_token", "</s>"}, {"pad_token", "<pad>"},
        {"cls_token", "<s>"}, {"mask_token", "<mask>", true}};
    constexpr std::string_view pair = "vocab.json";
    constexpr std::string_view spiece = "spiece.model";
    constexpr std::string_view fairseqFile = "sentencepiece.bpe.model";
    constexpr std::string_view tokenizerModel = "tokenizer.model";
    return {
        {Kind::gpt2, V::bpe, pair, gpt2, setGpt2, nullptr, nullptr, true},
        {Kind::codeGen, V::bpe, pair, gpt2, setGpt2, nullptr, nullptr, true},
        {Kind::gptNeoX, V::bpe, pair, gptNeoX, setGptNeoX, nullptr, nullptr, true},
        {Kind::roberta, V::bpe, pair, fairseq(false), setGpt2, robertasFrame, nullptr, true},
        {Kind::blenderbot, V::bpe, pair, fairseq(true), setBlenderbot, nullptr, nullptr, true},
        {Kind::qwen2, V::bpe, pair, qwen2, setQwen2, nullptr, nullptr, true},
        {Kind::qwen35, V::bpe, "tokenizer.json", qwen2, setQwen35, nullptr, nullptr, true},
        {Kind::clip, V::bpe, pair, clip, setClip, clipsFrame, nullptr, true},
        {Kind::herbert, V::bpe, pair, herbert, setHerbert, herbertsFrame},
        {Kind::bert, V::wordPiece, "vocab.txt", bert, setBert, bertsFrame},
        {Kind::mpnet, V::wordPiece, "vocab.txt", fairseq(true, "[UNK]"), setBert, robertasFrame},
        {Kind::llama, V::bpe, tokenizerModel, llama, setLlama},
        {Kind::codeLlama, V::bpe, tokenizerModel, codeLlama, setCodeLlama},
        {Kind::gemma, V::bpe, tokenizerModel, gemma, setGemma},
        {Kind::t5, V::unigram, spiece, t5, setT5, t5sFrame},
        {Kind::albert, V::unigram, spiece, albert, setAlbert},
        {Kind::bigBird, V::unigram, spiece, bigBird, setBigBird, bertsFrame},
        {Kind::pegasus, V::unigram, spiece, pegasus, setPegasus, pegasusFrame},
        {Kind::xlmRoberta, V::unigram, fairseqFile, fairseq(false), setXlmRoberta, xlmRobertasFrame},
        {Kind::camembert, V::unigram, fairseqFile, fairseq(true), setCamembert, xlmRobertasFrame},
        {Kind::barthez, V::unigram, fairseqFile, fairseq(true), setBarthez},
        {Kind::mBart, V::unigram, fairseqFile, fairseq(true), setMBart, nullptr, mBartsFrame},
        {Kind::mBart50, V::unigram, fairseqFile, mBart50, setMBart50, nullptr, mBart50sFrame},
    };
}

const ClassRules &rulesOf(Kind kind)
{
    static const std::vector<ClassRules> all = allRules();
    return *std::ranges::find(all, kind, &ClassRules::kind);
}

/// The tokens that tokenizer.json and the settings list with their ids: a class adds them anew, in that order.
std::vector<AddedToken> listedTokens(const Ingredients &in, const TokenizerSettings &settings)
{
    std::vector<AddedToken> listed = settings.added();
    if (!settings.listsAdded())
        for (const AddedToken &token : in.added) {
            std::erase_if(listed, [&](const AddedToken &other) { return other.id == token.id; });
            listed.push_back(token);
        }
    std::ranges::stable_sort(listed, {}, &AddedToken::id);
    for (AddedToken &token : listed)
        token.id = AddedToken::kNoIdYet;
    return listed;
}

std::vector<std::string> specialsOf(const Draft &draft)
{
    std::vector<std::string> contents;
    for (const Role &role : draft.roles)
        if (role.token)
            contents.push_back(role.token->content);
    for (const AddedToken &token : draft.settings.extra() ? *draft.settings.extra() : draft.additional.value_or(std::vector<AddedToken>()))
        contents.push_back(token.content);
    return contents;
}

void setFrame(Draft &draft, const ClassRules &rules)
{
    const bool explicitly = rules.kind == Kind::codeLlama
        || (!draft.in.fromJson && (draft.settings.mentions("add_bos_token") || draft.settings.mentions("add_eos_token")));
    if (rules.frame) {
        draft.parts.postProcessor = rules.frame(draft);
    } else if (rules.languageFrame) {
        const std::string source = draft.settings.text("src_lang", "en_XX");
        draft.parts.postProcessor = rules.languageFrame(draft, source);
        draft.parts.targetPostProcessor = rules.languageFrame(draft, draft.settings.text("tgt_lang", source));
    } else if (explicitly || rules.kind == Kind::gptNeoX) {
        draft.parts.postProcessor = frameOfSettings(draft.settings, draft.roles, rules.kind == Kind::codeLlama, draft.in.fromJson);
    } else if (!draft.in.postProcessor.isNull()) {
        draft.parts.postProcessor = PostProcessor::fromJson(draft.in.postProcessor);
    } else if (rules.kind == Kind::albert) {
        draft.parts.postProcessor = bertsFrame(draft);
    }
}

std::unique_ptr<Tokenizer> finished(Draft draft, const ClassRules &rules)
{
    if (rules.vocabulary == VocabularyKind::unigram)
        return std::make_unique<Unigram>(std::move(*draft.in.unigram), std::move(draft.parts));
    if (rules.vocabulary == VocabularyKind::wordPiece) {
        const WordPiece::Options options{.unknown = draft.unknownWord};
        return std::make_unique<WordPiece>(std::move(*draft.in.words), options, std::move(draft.parts));
    }
    if (rules.spellsBytes)
        return std::make_unique<ByteLevelBpe>(std::move(*draft.in.bpe), std::move(draft.parts));
    return std::make_unique<CharacterBpe>(std::move(*draft.in.bpe), std::move(draft.parts));
}

using Piece = SentencePieceModel::Piece;

/// A SentencePiece model's pieces as the class has them: most put special ones in front, in place of the first of the file.
std::vector<Piece> piecesOf(std::vector<Piece> pieces, Kind kind, const TokenizerSettings &settings)
{
    std::vector<Piece> result;
    const auto append = [&](const std::string &text, float score = 0) { result.push_back({.text = text, .score = score}); };
    // Python's name for null becomes the piece of a role that is not filled.
    const auto appendRole = [&](const char *role, const char *usual) {
        const Role *said = settings.role(role);
        append(said && !said->token ? "None" : settings.special(role, usual));
    };
    const auto appendFileFrom = [&](std::size_t first) {
        for (std::size_t i = first; i < pieces.size(); ++i)
            result.push_back(std::move(pieces[i]));
    };
    switch (kind) {
    case Kind::t5:
        appendFileFrom(0);
        for (int i = extraIdsOf(settings) - 1; i >= 0; --i)
            append("<extra_id_" + std::to_string(i) + ">");
        return result;
    case Kind::xlmRoberta:
    case Kind::mBart:
    case Kind::mBart50:
        appendRole(kind == Kind::mBart50 ? "cls_token" : "bos_token", "<s>");
        appendRole("pad_token", "<pad>");
        appendRole("eos_token", "</s>");
        appendRole("unk_token", "<unk>");
        appendFileFrom(3);
        if (kind == Kind::mBart)
            std::ranges::for_each(kMBartLanguages, [&](std::string_view code) { append(std::string(code)); });
        if (kind == Kind::mBart50)
            std::ranges::for_each(kMBart50Languages, [&](std::string_view code) { append(std::string(code)); });
        appendRole("mask_token", "<mask>");
        return result;
    case Kind::camembert:
        append("<s>NOTUSED");
        appendRole("pad_token", "<pad>");
        append("</s>NOTUSED");
        appendRole("unk_token", "<unk>");
        append("<unk>NOTUSED", -100);
        appendFileFrom(1);
        appendRole("mask_token", "<mask>");
        return result;
    case Kind::pegasus: {
        appendRole("pad_token", "<pad>");
        appendRole("eos_token", "</s>");
        const std::string mask = settings.special("mask_token", "<mask_1>");
        const std::string sentence = settings.text("mask_token_sent", "<mask_2>");
        const TokenizerSettings::Role *role = settings.role("mask_token");
        if (!role || role->token)
            append(mask);
        if (!settings.isNull("mask_token_sent") && sentence != mask)
            append(sentence);
        for (int i = 2; i < pegasusOffsetOf(settings); ++i)
            append("<unk_" + std::to_string(i) + ">", -100);
        appendFileFrom(2);
        return result;
    }
    default: return pieces;
    }
}

} // namespace

VocabularyKind vocabularyKindOf(TokenizerClass kind)
{
    return rulesOf(kind).vocabulary;
}

std::string_view vocabularyFileOf(TokenizerClass kind)
{
    return rulesOf(kind).file;
}

std::unique_ptr<Tokenizer> tokenizerOfClass(TokenizerClass kind, Ingredients ingredients, const TokenizerSettings &settings)
{
    const ClassRules &rules = rulesOf(kind);
    Draft draft{.in = std::move(ingredients), .settings = settings};
    draft.parts.where = draft.in.where;
    draft.roles = rolesOf(rules.roles, draft.in.padding, settings);
    draft.additional = draft.in.wholePieces ? draft.in.wholePieces : settings.additional();
    if (draft.in.bpe) { // options of tokenizer.json's model do not count
        draft.in.bpe->unknown.reset();
        draft.in.bpe->fuseUnknown = draft.in.bpe->byteFallback = draft.in.bpe->wholeWords = false;
        draft.in.bpe->suffix.clear();
    }
    draft.parts.cutsAtStart = draft.in.cutsAtStart;
    rules.setUp(draft);
    draft.parts.addedTokens = listedTokens(draft.in, settings);
    addTokensOfSettings(settings, draft.roles, draft.additional, draft.parts);
    if (kind == Kind::qwen2) // adds them once more, as plain ones
        for (const std::string &content : specialsOf(draft))
            draft.parts.addedTokens.push_back(specialToken(content));
    setFrame(draft, rules);
    return finished(std::move(draft), rules);
}

std::vector<Role> rolesOf(std::span<const UsualRole> all, const std::optional<std::string> &padding, const TokenizerSettings &settings)
{
    constexpr std::array<std::string_view, 7> order{
        "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"};
    std::vector<Role> roles;
    const auto append = [&](std::string_view name) {
        const auto usual = std::ranges::find(all, name, &UsualRole::name);
        if (const Role *said = settings.role(name)) {
            roles.push_back(*said);
            if (said->isText && usual != all.end())
                roles.back().token->lstrip = usual->takesSpaceBefore;
        } else if (usual != all.end()) {
            roles.push_back({.name = std::string(name), .token = specialToken(usual->token)});
            roles.back().token->lstrip = usual->takesSpaceBefore;
        } else if (name == "pad_token" && padding) {
            roles.push_back({.name = std::string(name), .token = specialToken(*padding)});
        }
    };
    for (const std::string_view name : order)
        append(name);
    for (const UsualRole &role : all)
        if (std::ranges::find(order, role.name) == order.end())
            append(role.name);
    for (const Role &role : settings.roles())
        if (std::ranges::find(roles, role.name, &Role::name) == roles.end())
            roles.push_back(role);
    return roles;
}

void addTokensOfSettings(const TokenizerSettings &settings, const std::vector<Role> &roles,
    const std::optional<std::vector<AddedToken>> &additional, TokenizerParts &parts)
{
    const std::vector<AddedToken> before = parts.addedTokens;
    const auto add = [&](AddedToken token) {
        if (has(before, token.content))
            return;
        token.id = AddedToken::kNoIdYet;
        parts.addedTokens.push_back(std::move(token));
    };
    for (const Role &role : roles) {
        if (!role.token)
            continue;
        add(*role.token);
        if (role.name == "mask_token")
            parts.mask = role.token->content;
    }
    for (const AddedToken &token : settings.extra() ? *settings.extra() : additional.value_or(std::vector<AddedToken>()))
        add(token);
    parts.specialsAreText = settings.flag("split_special_tokens").value_or(false);
    if (settings.mentions("truncation_side"))
        parts.cutsAtStart = settings.text("truncation_side", "right") == "left";
}

Ingredients ingredientsFrom(SentencePieceModel model, TokenizerClass kind, const TokenizerSettings &settings)
{
    using Type = SentencePieceModel::PieceType;
    Ingredients result{.where = model.where, .charsmap = std::move(model.charsmap), .wholePieces = std::vector<AddedToken>()};
    for (const Piece &piece : model.pieces)
        if (piece.type == Type::control || piece.type == Type::userDefined)
            result.wholePieces->push_back({.id = AddedToken::kNoIdYet,
                .content = piece.text,
                .special = piece.type == Type::control,
                .normalized = false});
    Vocabulary vocabulary(model.where);
    if (vocabularyKindOf(kind) == VocabularyKind::bpe) {
        std::vector<int> order;
        for (const Piece &piece : model.pieces) {
            order.push_back(vocabulary.size());
            vocabulary.append(piece.text);
        }
        result.bpe = BpeModel::fromPieces(std::move(vocabulary), order);
        return result;
    }
    std::vector<double> scores;
    for (const Piece &piece : piecesOf(std::move(model.pieces), kind, settings)) {
        vocabulary.append(piece.text);
        scores.push_back(piece.score);
    }
    result.unigram = Unigram::Model{.vocabulary = std::move(vocabulary), .scores = std::move(scores)};
    return result;
}

PostProcessor frameOfSettings(
    const TokenizerSettings &settings, const std::vector<Role> &roles, bool usuallyBefore, bool ignoresFlags)
{
    const auto named = [&](const char *flag, const char *role, bool usually) -> std::optional<std::string> {
        const auto found = std::ranges::find(roles, role, &Role::name);
        const bool wanted = ignoresFlags ? usually : settings.flag(flag).value_or(usually);
        return wanted && found != roles.end() && found->token ? std::optional<std::string>(found->token->content) : std::nullopt;
    };
    return PostProcessor::framed(named("add_bos_token", "bos_token", usuallyBefore), named("add_eos_token", "eos_token", false));
}

} // namespace headscope
