#include "src/patterns/hidden_tokens.h"

#include "src/error.h"

#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <memory>

namespace headscope {

namespace {

// ICU counts in steps of about a millisecond: an expression like (a+)+$ must not hang on a long word, nor on a thousand short ones.
constexpr int kMostSteps = 200;

std::unique_ptr<icu::RegexPattern> compiled(const std::string &expression)
{
    UErrorCode status = U_ZERO_ERROR;
    UParseError place = {};
    std::unique_ptr<icu::RegexPattern> pattern(icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(expression), 0, place, status));
    if (U_FAILURE(status))
        throw Error("“" + expression + "” is not a regular expression"
                + (place.offset > 0 ? " (from character " + std::to_string(place.offset) + " on)" : std::string()),
            {}, "Put \\ before one of . * + ? ( ) [ ] { } ^ $ | \\ to find that character itself");
    return pattern;
}

UBool takeStep(const void *left, std::int32_t /* of this label */)
{
    return --*static_cast<int *>(const_cast<void *>(left)) > 0;
}

/// `steps` are those that are left for all labels together.
bool finds(const icu::RegexPattern &pattern, const std::string &label, const std::string &expression, int &steps)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString input = icu::UnicodeString::fromUTF8(label);
    const std::unique_ptr<icu::RegexMatcher> matcher(pattern.matcher(input, status));
    if (U_SUCCESS(status))
        matcher->setMatchCallback(takeStep, &steps, status);
    const bool found = U_SUCCESS(status) && matcher->find(status);
    if (U_FAILURE(status))
        throw Error("“" + expression + "” takes too long to look for", {}, "Use a simpler expression");
    return found;
}

} // namespace

void checkHidden(const std::string &expression)
{
    if (!expression.empty())
        compiled(expression);
}

std::vector<int> shownSpans(
    const TokenText &text, const std::vector<TokenSpan> &spans, TokenUnit unit, SpecialTokens special, const std::string &expression)
{
    const std::unique_ptr<icu::RegexPattern> pattern = expression.empty() ? nullptr : compiled(expression);
    std::vector<int> shown;
    int steps = kMostSteps;
    for (int index = 0; index < static_cast<int>(spans.size()); ++index) {
        const TokenSpan &span = spans[static_cast<std::size_t>(index)];
        if (special != SpecialTokens::shown && text.isSpecial(span.first))
            continue;
        // Without the "␣" of a token's display: as words are labelled.
        if (pattern && finds(*pattern, text.label(span, unit == TokenUnit::tokens ? TokenUnit::words : unit), expression, steps))
            continue;
        shown.push_back(index);
    }
    return shown;
}

} // namespace headscope
