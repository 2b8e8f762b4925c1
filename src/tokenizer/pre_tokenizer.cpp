#include "src/tokenizer/pre_tokenizer.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/byte_alphabet.h"
#include "src/tokenizer/character_classes.h"
#include "src/tokenizer/expression_limits.h"
#include "src/tokenizer/gpt2_words.h"
#include "src/tokenizer/word_patterns.h"

#include <algorithm>
#include <iterator>
#include <unicode/uscript.h>

namespace headscope {

namespace {

using Kind = PreTokenizer::Kind;
using Delimiter = PreTokenizer::Delimiter;
using Step = PreTokenizer::Step;

constexpr std::uint64_t kStepsOfByte = 10;

/// A part of a word that is being cut: a delimiter, or what lies between two.
struct Part {
    TextSpan span;
    bool delimiter = false;
};

/// Joins delimiters to what they belong to and appends the words. An empty delimiter joins and parts as others do.
void appendParts(std::vector<Part> parts, Delimiter behaviour, std::vector<TextSpan> &words)
{
    std::vector<TextSpan> joined;
    const bool backwards = behaviour == Delimiter::mergedWithNext;
    if (backwards)
        parts = {parts.rbegin(), parts.rend()};
    bool afterDelimiter = false;
    for (const Part &part : parts) {
        const bool merges = behaviour == Delimiter::contiguous        ? part.delimiter == afterDelimiter
            : behaviour == Delimiter::mergedWithPrevious || backwards ? part.delimiter && !afterDelimiter
                                                                      : false;
        if (merges && !joined.empty()) {
            if (backwards)
                joined.back().begin = part.span.begin;
            else
                joined.back().end = part.span.end;
        } else if (!(part.delimiter && behaviour == Delimiter::removed)) {
            joined.push_back(part.span);
        }
        afterDelimiter = part.delimiter;
    }
    if (backwards)
        std::ranges::reverse(joined);
    std::ranges::copy_if(joined, std::back_inserter(words), [](const TextSpan &word) { return word.size() > 0; });
}

std::vector<Part> partsByPattern(std::string_view text, TextSpan word, const Step &step, TextWork &work)
{
    std::vector<Part> parts;
    std::size_t done = word.begin;
    const auto upTo = [&](std::size_t end, bool match) {
        if (end > done || match)
            parts.push_back({{done, end}, match != step.invert});
        done = end;
    };
    for (const TextSpan match : step.pattern->matches(text.substr(word.begin, word.size()), work)) {
        upTo(word.begin + match.begin, false);
        upTo(word.begin + match.end, true);
    }
    upTo(word.end, false);
    return parts;
}

/// Every character that `isDelimiter` is one delimiter; characters between them stay together.
template <typename Predicate>
std::vector<Part> partsByCharacter(std::string_view text, TextSpan word, Predicate isDelimiter)
{
    std::vector<Part> parts;
    for (std::size_t at = word.begin; at < word.end;) {
        const CodePoint point = codePointAt(text.substr(0, word.end), at);
        const bool delimiter = point.valid && isDelimiter(point.value);
        const std::size_t end = at + point.length;
        if (!delimiter && !parts.empty() && !parts.back().delimiter)
            parts.back().span.end = end;
        else
            parts.push_back({{at, end}, delimiter});
        at = end;
    }
    return parts;
}

/// \w+|[^\w\s]+
void appendRuns(std::string_view text, TextSpan word, std::vector<TextSpan> &words)
{
    enum class Class { space, letters, others };
    Class previous = Class::space;
    for (std::size_t at = word.begin; at < word.end;) {
        const CodePoint point = codePointAt(text.substr(0, word.end), at);
        const Class current = !point.valid ? Class::others
            : isWordCharacter(point.value) ? Class::letters
            : isWhiteSpace(point.value)    ? Class::space
                                           : Class::others;
        if (current != Class::space) {
            if (current == previous)
                words.back().end = at + point.length;
            else
                words.push_back({at, at + point.length});
        }
        previous = current;
        at += point.length;
    }
}

/// Japanese writes in three scripts at a time, which count as one; a space belongs to any, and so do the characters that the official
/// library's table of Unicode 9 lacks. UNKNOWN stands for any.
UScriptCode scriptOf(char32_t codePoint)
{
    constexpr char32_t longVowel = 0x30fc;
    if (codePoint == ' ' || !isAsOldAs(codePoint, 9))
        return USCRIPT_UNKNOWN;
    UErrorCode ignored = U_ZERO_ERROR; // an unassigned character is of no script
    const UScriptCode script = uscript_getScript(static_cast<UChar32>(codePoint), &ignored);
    const bool japanese = script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA || codePoint == longVowel;
    return japanese ? USCRIPT_HAN : script;
}

/// Spaces at the start are dropped, as the official library does.
void appendScripts(std::string_view text, TextSpan word, std::vector<TextSpan> &words)
{
    std::optional<UScriptCode> last;
    for (std::size_t at = word.begin; at < word.end;) {
        const CodePoint point = codePointAt(text.substr(0, word.end), at);
        const UScriptCode script = point.valid ? scriptOf(point.value) : USCRIPT_UNKNOWN;
        if (script != USCRIPT_UNKNOWN && script != last) {
            words.push_back({at, at});
            last = script;
        }
        at += point.length;
        if (last)
            words.back().end = at;
    }
}

void cut(std::string_view text, TextSpan word, const Step &step, std::vector<TextSpan> &words, TextWork &work)
{
    switch (step.kind) {
    case Kind::gpt2Words: return appendGpt2Words(text, word, words);
    case Kind::words: return appendRuns(text, word, words);
    case Kind::whitespace: return appendParts(partsByCharacter(text, word, isWhiteSpace), Delimiter::removed, words);
    case Kind::digits: return appendParts(partsByCharacter(text, word, isNumber), Delimiter::contiguous, words);
    case Kind::eachDigit: return appendParts(partsByCharacter(text, word, isNumber), Delimiter::isolated, words);
    case Kind::punctuation: return appendParts(partsByCharacter(text, word, isPunctuation), step.delimiter, words);
    case Kind::pattern: return appendParts(partsByPattern(text, word, step, work), step.delimiter, words);
    case Kind::scripts: return appendScripts(text, word, words);
    case Kind::spaces:
    case Kind::byteAlphabet: words.push_back(word);
    }
}

/// Rewrites every word by `rewrite(word, result)`, which appends to the result.
template <typename Rewrite>
void rewriteWords(AlignedText &text, std::vector<TextSpan> &words, Rewrite rewrite)
{
    AlignedText result = text.emptied();
    for (TextSpan &word : words) {
        const std::size_t begin = result.text().size();
        rewrite(word, result);
        word = {begin, result.text().size()};
    }
    text = std::move(result);
}

void markSpaces(AlignedText &text, std::vector<TextSpan> &words, const Step &step)
{
    rewriteWords(text, words, [&](TextSpan word, AlignedText &result) {
        const std::size_t source = text.source(word).begin;
        const std::string_view typed = text.text(word);
        const bool prepends
            = step.prepend == PreTokenizer::Prepend::always || (step.prepend == PreTokenizer::Prepend::first && source == 0);
        if (prepends && !typed.starts_with(' ') && !typed.starts_with(step.mark))
            result.append(step.mark, {source, source});
        std::size_t done = word.begin;
        for (std::size_t space = typed.find(' '); space != typed.npos; space = typed.find(' ', space + 1)) {
            const TextSpan place{word.begin + space, word.begin + space + 1};
            result.append(text, {done, place.begin});
            result.append(step.mark, text.source(place));
            done = place.end;
        }
        result.append(text, {done, word.end});
    });
}

void spellBytes(AlignedText &text, std::vector<TextSpan> &words)
{
    rewriteWords(text, words, [&](TextSpan word, AlignedText &result) {
        const AlignedText spelled = inByteAlphabet(text.part(word));
        result.append(spelled, {0, spelled.text().size()});
    });
}

Delimiter delimiterFrom(const Json &json, std::string_view fallback)
{
    const auto name = json.get("behavior", fallback);
    if (name == "Removed")
        return Delimiter::removed;
    if (name == "Isolated")
        return Delimiter::isolated;
    if (name == "Contiguous")
        return Delimiter::contiguous;
    if (name == "MergedWithPrevious")
        return Delimiter::mergedWithPrevious;
    if (name == "MergedWithNext")
        return Delimiter::mergedWithNext;
    throw Error("the behavior “" + std::string(name) + "” is not known", json.where());
}

PreTokenizer::Prepend prependFrom(const Json &json)
{
    // Old files have "add_prefix_space", new ones "prepend_scheme"; with both, the newer one counts.
    const bool old = json.get("add_prefix_space", true);
    const auto scheme = json.get("prepend_scheme", std::string_view(old ? "always" : "never"));
    if (scheme == "always")
        return PreTokenizer::Prepend::always;
    if (scheme == "first")
        return PreTokenizer::Prepend::first;
    if (scheme == "never")
        return PreTokenizer::Prepend::never;
    throw Error("the prepend scheme “" + std::string(scheme) + "” is not known", json.where(), "Known: always, first, never");
}

void readByteLevel(const Json &json, std::vector<Step> &steps)
{
    if (json.get("add_prefix_space", true))
        steps.push_back({.kind = Kind::spaces, .mark = " ", .prepend = PreTokenizer::Prepend::always});
    if (json.get("use_regex", true))
        steps.push_back({.kind = Kind::gpt2Words});
    steps.push_back({.kind = Kind::byteAlphabet});
}

void readSplit(const Json &json, std::vector<Step> &steps)
{
    const Json pattern = json.at("pattern");
    const Delimiter delimiter = delimiterFrom(json, "Isolated");
    // Its words leave nothing between them, so that it does not matter which of the two is the delimiter.
    if (delimiter == Delimiter::isolated && pattern.get("Regex", std::string_view()) == kGpt2Words)
        steps.push_back({.kind = Kind::gpt2Words});
    else
        steps.push_back({.kind = Kind::pattern,
            .delimiter = delimiter,
            .pattern = SplitPattern::fromJson(pattern),
            .invert = json.get("invert", false)});
}

void readSteps(const Json &json, std::vector<Step> &steps)
{
    checkSteps(steps.size(), json.where());
    const auto type = json.at("type").get<std::string_view>();
    if (type == "Sequence") {
        for (const Json part : json.at("pretokenizers").elements())
            readSteps(part, steps);
    } else if (type == "ByteLevel") {
        readByteLevel(json, steps);
    } else if (type == "Metaspace") {
        const auto mark = json.get("replacement", std::string("▁"));
        if (mark.empty())
            throw Error("the replacement for a space is empty", json.where());
        for (Step &step : PreTokenizer::metaspace(mark, prependFrom(json), json.get("split", true)))
            steps.push_back(std::move(step));
    } else if (type == "BertPreTokenizer") {
        steps.push_back({.kind = Kind::whitespace});
        steps.push_back({.kind = Kind::punctuation});
    } else if (type == "Whitespace") {
        steps.push_back({.kind = Kind::words});
    } else if (type == "WhitespaceSplit") {
        steps.push_back({.kind = Kind::whitespace});
    } else if (type == "CharDelimiterSplit") {
        const Json delimiter = json.at("delimiter");
        steps.push_back({.kind = Kind::pattern,
            .delimiter = Delimiter::removed,
            .pattern = SplitPattern::literal(delimiter.get<std::string_view>(), delimiter.where())});
    } else if (type == "Digits") {
        steps.push_back({.kind = json.get("individual_digits", false) ? Kind::eachDigit : Kind::digits});
    } else if (type == "Punctuation") {
        steps.push_back({.kind = Kind::punctuation, .delimiter = delimiterFrom(json, "Isolated")});
    } else if (type == "UnicodeScripts") {
        steps.push_back({.kind = Kind::scripts});
    } else if (type == "Split") {
        readSplit(json, steps);
    } else {
        throw Error("the pre-tokenizer “" + std::string(type) + "” is not supported", json.where(),
            "Supported: BertPreTokenizer, ByteLevel, CharDelimiterSplit, Digits, Metaspace, Punctuation, Split, UnicodeScripts, "
            "Whitespace, WhitespaceSplit, Sequence");
    }
}

} // namespace

PreTokenizer::PreTokenizer(std::vector<Step> steps)
    : m_steps(std::move(steps))
{
}

PreTokenizer PreTokenizer::fromJson(const Json &json)
{
    std::vector<Step> steps;
    if (!json.isNull())
        readSteps(json, steps);
    return PreTokenizer(std::move(steps));
}

std::vector<Step> PreTokenizer::metaspace(std::string mark, Prepend prepend, bool cut)
{
    std::vector<Step> steps{{.kind = Kind::spaces, .mark = mark, .prepend = prepend}};
    if (cut)
        steps.push_back({.kind = Kind::pattern, .delimiter = Delimiter::mergedWithNext, .pattern = SplitPattern::literal(mark, {})});
    return steps;
}

std::vector<TextSpan> PreTokenizer::split(AlignedText &text, TextWork &work) const
{
    std::vector<TextSpan> words;
    if (!text.text().empty())
        words.push_back({0, text.text().size()});
    for (const Step &step : m_steps) {
        work.spend(kStepsOfByte * text.text().size(), "the pre-tokenizer", {});
        if (step.kind == Kind::spaces) {
            markSpaces(text, words, step);
        } else if (step.kind == Kind::byteAlphabet) {
            spellBytes(text, words);
        } else {
            std::vector<TextSpan> pieces;
            for (const TextSpan word : words)
                cut(text.text(), word, step, pieces, work);
            words = std::move(pieces);
        }
    }
    return words;
}

std::vector<TextSpan> PreTokenizer::split(AlignedText &text) const
{
    TextWork work(text.text().size());
    return split(text, work);
}

bool PreTokenizer::makesByteAlphabet() const
{
    return std::ranges::any_of(m_steps, [](const Step &step) { return step.kind == Kind::byteAlphabet; });
}

bool PreTokenizer::dropFinalByteAlphabet()
{
    if (m_steps.empty() || m_steps.back().kind != Kind::byteAlphabet)
        return false;
    m_steps.pop_back();
    return true;
}

} // namespace headscope
