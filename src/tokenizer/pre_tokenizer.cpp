#include "src/tokenizer/pre_tokenizer.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/character_classes.h"
#include "src/tokenizer/gpt2_words.h"

namespace headscope {

namespace {

using Kind = PreTokenizer::Kind;
using Delimiter = PreTokenizer::Delimiter;

/// A part of a word that is being cut: a delimiter, or what lies between two.
struct Part {
    TextSpan span;
    bool delimiter = false;
};

/// Joins delimiters to what they belong to and appends the words.
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
        words.insert(words.end(), joined.rbegin(), joined.rend());
    else
        words.insert(words.end(), joined.begin(), joined.end());
}

std::vector<Part> partsByPattern(std::string_view text, TextSpan word, const PreTokenizer::Step &step)
{
    std::vector<Part> parts;
    std::size_t done = word.begin;
    const auto upTo = [&](std::size_t end, bool delimiter) {
        if (end > done)
            parts.push_back({{done, end}, delimiter != step.invert});
        done = end;
    };
    for (const TextSpan match : step.pattern->matches(text.substr(word.begin, word.size()))) {
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

void cut(std::string_view text, TextSpan word, const PreTokenizer::Step &step, std::vector<TextSpan> &words)
{
    switch (step.kind) {
    case Kind::gpt2Words: return appendGpt2Words(text, word, words);
    case Kind::words: return appendRuns(text, word, words);
    case Kind::whitespace: return appendParts(partsByCharacter(text, word, isWhiteSpace), Delimiter::removed, words);
    case Kind::digits: return appendParts(partsByCharacter(text, word, isNumber), Delimiter::contiguous, words);
    case Kind::eachDigit: return appendParts(partsByCharacter(text, word, isNumber), Delimiter::isolated, words);
    case Kind::punctuation: return appendParts(partsByCharacter(text, word, isPunctuation), step.delimiter, words);
    case Kind::pattern: return appendParts(partsByPattern(text, word, step), step.delimiter, words);
    case Kind::prefixSpace: words.push_back(word);
    }
}

void insertSpaces(AlignedText &text, std::vector<TextSpan> &words)
{
    AlignedText result = text.emptied();
    for (TextSpan &word : words) {
        const std::size_t begin = result.text().size();
        const std::size_t source = text.source(word).begin;
        if (text.text()[word.begin] != ' ')
            result.append(" ", {source, source});
        result.append(text, word);
        word = {begin, result.text().size()};
    }
    text = std::move(result);
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

void readSteps(const Json &json, std::vector<PreTokenizer::Step> &steps, bool &byteLevel)
{
    const auto type = json.at("type").get<std::string_view>();
    if (byteLevel)
        throw Error("“" + std::string(type) + "” after ByteLevel is not supported", json.where(), "ByteLevel must come last");
    if (type == "Sequence") {
        for (const Json part : json.at("pretokenizers").elements())
            readSteps(part, steps, byteLevel);
    } else if (type == "ByteLevel") {
        byteLevel = true;
        if (json.get("add_prefix_space", true))
            steps.push_back({.kind = Kind::prefixSpace});
        if (json.get("use_regex", true))
            steps.push_back({.kind = Kind::gpt2Words});
    } else if (type == "Whitespace") {
        steps.push_back({.kind = Kind::words});
    } else if (type == "WhitespaceSplit") {
        steps.push_back({.kind = Kind::whitespace});
    } else if (type == "Digits") {
        steps.push_back({.kind = json.get("individual_digits", false) ? Kind::eachDigit : Kind::digits});
    } else if (type == "Punctuation") {
        steps.push_back({.kind = Kind::punctuation, .delimiter = delimiterFrom(json, "Isolated")});
    } else if (type == "Split") {
        const Json pattern = json.at("pattern");
        PreTokenizer::Step step{.kind = Kind::pattern, .delimiter = delimiterFrom(json, "Isolated")};
        step.pattern = pattern.contains("String")
            ? SplitPattern::literal(pattern.at("String").get<std::string_view>(), pattern.where())
            : SplitPattern::regularExpression(pattern.at("Regex").get<std::string_view>(), pattern.where());
        step.invert = json.get("invert", false);
        steps.push_back(std::move(step));
    } else {
        throw Error("the pre-tokenizer “" + std::string(type) + "” is not supported", json.where(),
            "Supported: ByteLevel, Whitespace, WhitespaceSplit, Digits, Punctuation, Split, Sequence");
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
    bool byteLevel = false;
    if (!json.isNull())
        readSteps(json, steps, byteLevel);
    return PreTokenizer(std::move(steps));
}

std::vector<TextSpan> PreTokenizer::split(AlignedText &text) const
{
    std::vector<TextSpan> words;
    if (!text.text().empty())
        words.push_back({0, text.text().size()});
    for (const Step &step : m_steps) {
        if (step.kind == Kind::prefixSpace) {
            insertSpaces(text, words);
            continue;
        }
        std::vector<TextSpan> pieces;
        for (const TextSpan word : words)
            cut(text.text(), word, step, pieces);
        words = std::move(pieces);
    }
    return words;
}

} // namespace headscope
