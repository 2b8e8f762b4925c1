#include "src/tokenizer/vocabulary_files.h"

#include "src/error.h"
#include "src/formats/mapped_file.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/byte_level_bpe.h"
#include "src/tokenizer/character_classes.h"
#include "src/tokenizer/special_tokens.h"
#include "src/tokenizer/word_patterns.h"
#include "src/tokenizer/word_piece.h"

#include <algorithm>
#include <array>

namespace headscope {

namespace {

using Kind = PreTokenizer::Kind;

int idIn(const Vocabulary &vocabulary, const std::string &token)
{
    if (const std::optional<int> id = vocabulary.find(token))
        return *id;
    throw Error("the token “" + token + "”, which every text needs, is not in the vocabulary", vocabulary.where(),
        "tokenizer_config.json says how it is spelled");
}

std::string_view withoutTrailingSpace(std::string_view line)
{
    while (!line.empty()) {
        const CodePoint last = codePointBefore(line, line.size());
        if (!last.valid || !isWhiteSpace(last.value))
            break;
        line.remove_suffix(last.length);
    }
    return line;
}

/// One piece on a line, in the order of the ids.
Vocabulary readLines(const std::filesystem::path &path)
{
    const auto file = MappedFile::open(path);
    Vocabulary vocabulary(path.string());
    for (std::string_view rest = file->text(); !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        vocabulary.append(withoutTrailingSpace(line));
    }
    file->requireUnchanged();
    return vocabulary;
}

void setPreTokenizer(TokenizerParts &parts, std::vector<PreTokenizer::Step> steps, const TokenizerSettings &settings)
{
    if (settings.flag("add_prefix_space").value_or(false))
        steps.insert(steps.begin(), {.kind = Kind::spaces, .mark = " ", .prepend = PreTokenizer::Prepend::always});
    parts.preTokenizer = PreTokenizer(std::move(steps));
}

PreTokenizer::Step splitStep(std::string_view expression, const std::string &where)
{
    return {.kind = Kind::pattern, .pattern = SplitPattern::regularExpression(expression, where)};
}

bool hasRobertasTokens(std::string_view family)
{
    constexpr std::array<std::string_view, 7> families{"roberta", "bart", "longformer", "led", "mvp", "bigbirdpegasus", "blenderbot"};
    return std::ranges::find(families, family) != families.end();
}

void setUpGpt2(BpeModel &model, TokenizerParts &parts, const TokenizerSettings &settings)
{
    setPreTokenizer(parts, {{.kind = Kind::gpt2Words}}, settings);
    const Roles roles{{"unk_token", "<|endoftext|>"}, {"bos_token", "<|endoftext|>"}, {"eos_token", "<|endoftext|>"}};
    addSpecialTokens(model.vocabulary, settings, roles, parts);
    setFrame(settings, roles, {.before = false, .after = false}, parts);
}

void setUpRoberta(BpeModel &model, TokenizerParts &parts, const TokenizerSettings &settings)
{
    setPreTokenizer(parts, {{.kind = Kind::gpt2Words}}, settings);
    const Roles roles{{"bos_token", "<s>"}, {"eos_token", "</s>"}, {"sep_token", "</s>"}, {"cls_token", "<s>"}, {"unk_token", "<unk>"},
        {"pad_token", "<pad>"}, {"mask_token", "<mask>"}};
    addSpecialTokens(model.vocabulary, settings, roles, parts);
    const int start = idIn(model.vocabulary, settings.special("cls_token", "<s>"));
    const int separator = idIn(model.vocabulary, settings.special("sep_token", "</s>"));
    parts.postProcessor = PostProcessor::around({start}, {separator, separator}, {separator}, 0);
}

void setUpQwen2(BpeModel &model, TokenizerParts &parts, const TokenizerSettings &settings)
{
    parts.normalizer = Normalizer({{.kind = Normalizer::Kind::nfc}});
    setPreTokenizer(parts, {splitStep(kQwen2Words, parts.where)}, settings);
    const Roles roles{{"unk_token", "<|endoftext|>"}, {"eos_token", "<|endoftext|>"}, {"pad_token", "<|endoftext|>"}};
    addSpecialTokens(model.vocabulary, settings, roles, parts);
    setFrame(settings, roles, {.before = false, .after = false}, parts);
}

void setUpClip(BpeModel &model, TokenizerParts &parts, const TokenizerSettings &settings)
{
    model.suffix = "</w>";
    parts.normalizer = Normalizer({{.kind = Normalizer::Kind::nfc},
        Normalizer::replaceStep(SplitPattern::regularExpression("\\s+", parts.where), " "), {.kind = Normalizer::Kind::lowercase}});
    PreTokenizer::Step words = splitStep(kClipWords, parts.where);
    words.delimiter = PreTokenizer::Delimiter::removed;
    words.invert = true;
    setPreTokenizer(parts, {std::move(words)}, settings);
    const Roles roles{{"bos_token", "<|startoftext|>"}, {"eos_token", "<|endoftext|>"}, {"unk_token", "<|endoftext|>"}};
    addSpecialTokens(model.vocabulary, settings, roles, parts);
    model.unknown = model.vocabulary.find(settings.special("unk_token", "<|endoftext|>"));
    const int start = idIn(model.vocabulary, settings.special("bos_token", "<|startoftext|>"));
    const int end = idIn(model.vocabulary, settings.special("eos_token", "<|endoftext|>"));
    parts.postProcessor = PostProcessor::around({start}, {end, end}, {end}, 0);
}

} // namespace

std::unique_ptr<Tokenizer> tokenizerFromVocabularyText(const std::filesystem::path &vocabularyFile, const TokenizerSettings &settings)
{
    Vocabulary vocabulary = readLines(vocabularyFile);
    TokenizerParts parts;
    parts.where = vocabulary.where();
    parts.normalizer = Normalizer::bert(true, settings.flag("tokenize_chinese_chars").value_or(true), settings.flag("strip_accents"),
        settings.flag("do_lower_case").value_or(true));
    parts.preTokenizer = PreTokenizer({{.kind = Kind::whitespace}, {.kind = Kind::punctuation}});
    parts.decoder = Decoder({{.kind = Decoder::Kind::wordPiece, .mark = "##", .cleanUp = true}});
    const Roles roles{
        {"unk_token", "[UNK]"}, {"sep_token", "[SEP]"}, {"pad_token", "[PAD]"}, {"cls_token", "[CLS]"}, {"mask_token", "[MASK]"}};
    addSpecialTokens(vocabulary, settings, roles, parts);
    const int start = idIn(vocabulary, settings.special("cls_token", "[CLS]"));
    const int separator = idIn(vocabulary, settings.special("sep_token", "[SEP]"));
    parts.postProcessor = PostProcessor::around({start}, {separator}, {separator}, 1);
    const WordPiece::Options options{.unknown = idIn(vocabulary, settings.special("unk_token", "[UNK]"))};
    return std::make_unique<WordPiece>(std::move(vocabulary), options, std::move(parts));
}

std::unique_ptr<Tokenizer> tokenizerFromVocabularyAndMerges(
    const std::filesystem::path &vocabularyFile, const std::filesystem::path &mergesFile, const TokenizerSettings &settings)
{
    BpeModel model = BpeModel::fromFiles(vocabularyFile, mergesFile);
    TokenizerParts parts;
    parts.where = model.vocabulary.where();
    const std::string_view family = settings.family();
    if (hasRobertasTokens(family))
        setUpRoberta(model, parts, settings);
    else if (family.starts_with("qwen"))
        setUpQwen2(model, parts, settings);
    else if (family.starts_with("clip"))
        setUpClip(model, parts, settings);
    else
        setUpGpt2(model, parts, settings);
    return std::make_unique<ByteLevelBpe>(std::move(model), std::move(parts));
}

} // namespace headscope
