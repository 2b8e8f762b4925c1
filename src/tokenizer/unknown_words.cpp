#include "src/tokenizer/unknown_words.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/character_classes.h"

#include <optional>

namespace headscope {

namespace {

std::optional<UnknownWords::Rule> ruleNamed(std::string_view name)
{
    using Rule = UnknownWords::Rule;
    if (name == "suffix")
        return Rule::suffix;
    if (name == "capitalised")
        return Rule::capitalised;
    if (name == "digits")
        return Rule::digits;
    if (name == "punctuation")
        return Rule::punctuation;
    if (name == "any")
        return Rule::any;
    return std::nullopt;
}

/// `predicate` sees every character as a CodePoint, bytes that are no UTF-8 among them.
template <typename Predicate>
bool allCharacters(std::string_view word, Predicate predicate)
{
    for (std::size_t at = 0; at < word.size();) {
        const CodePoint point = codePointAt(word, at);
        if (!predicate(point))
            return false;
        at += point.length;
    }
    return true;
}

bool startsWithCapital(std::string_view word)
{
    const CodePoint first = word.empty() ? CodePoint() : codePointAt(word, 0);
    return first.valid && isCapital(first.value);
}

bool holds(const UnknownWords::Guess &guess, const UnknownWords::Word &word)
{
    switch (guess.rule) {
    case UnknownWords::Rule::suffix: return word.text.ends_with(guess.value);
    case UnknownWords::Rule::capitalised: return !word.first && startsWithCapital(word.typed);
    case UnknownWords::Rule::digits:
        return allCharacters(word.text, [](const CodePoint &point) { return point.valid && isDecimalDigit(point.value); });
    case UnknownWords::Rule::punctuation:
        return allCharacters(
            word.text, [](const CodePoint &point) { return !point.valid || !(isLetter(point.value) || isNumber(point.value)); });
    case UnknownWords::Rule::any: return true;
    }
    return false;
}

} // namespace

UnknownWords UnknownWords::fromJson(const Json &json, const Vocabulary &vocabulary)
{
    UnknownWords words;
    if (json.isNull())
        return words;
    for (const Json entry : json.elements()) {
        const auto name = entry.at("rule").get<std::string_view>();
        const std::optional<Rule> rule = ruleNamed(name);
        if (!rule)
            throw Error(
                "the rule “" + std::string(name) + "” is not known", entry.where(), "Known: suffix, capitalised, digits, punctuation, any");
        Guess guess{.rule = *rule, .says = entry.at("says").get<std::string>()};
        if (*rule == Rule::suffix)
            guess.value = entry.at("value").get<std::string>();
        const auto token = entry.at("token").get<std::string_view>();
        const std::optional<int> id = vocabulary.find(token);
        if (!id)
            throw Error("the token “" + std::string(token) + "” is not in the vocabulary", entry.where());
        guess.id = *id;
        words.m_guesses.push_back(std::move(guess));
    }
    return words;
}

const UnknownWords::Guess *UnknownWords::guess(const Word &word) const
{
    for (const Guess &guess : m_guesses)
        if (holds(guess, word))
            return &guess;
    return nullptr;
}

} // namespace headscope
