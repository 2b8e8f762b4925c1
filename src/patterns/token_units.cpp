#include "src/patterns/token_units.h"

#include "src/error.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

#include <algorithm>
#include <memory>

namespace headscope {

namespace {

/// Where words or sentences end, in bytes, in order.
std::vector<std::size_t> ends(const std::string &text, TokenUnit unit)
{
    UErrorCode status = U_ZERO_ERROR;
    UText source = UTEXT_INITIALIZER;
    utext_openUTF8(&source, text.data(), static_cast<std::int64_t>(text.size()), &status);
    const std::unique_ptr<icu::BreakIterator> breaks(unit == TokenUnit::words
            ? icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status)
            : icu::BreakIterator::createSentenceInstance(icu::Locale::getRoot(), status));
    if (U_SUCCESS(status))
        breaks->setText(&source, status);
    std::vector<std::size_t> result;
    if (U_SUCCESS(status))
        for (std::int32_t at = breaks->next(); at != icu::BreakIterator::DONE; at = breaks->next())
            result.push_back(static_cast<std::size_t>(at));
    utext_close(&source);
    if (U_FAILURE(status))
        throw Error(std::string("the text cannot be divided into words or sentences (") + u_errorName(status) + ")", {},
            "Is the data of ICU installed?");
    return result;
}

/// The byte by which a token belongs to a word.
std::size_t anchor(const TokenText &text, int index)
{
    const std::size_t blank = skipBlank(text.surface(index));
    if (blank < text.surface(index).size())
        return text.begin(index) + blank;
    // "▁" before "cat": the space belongs to the word it begins. A space before another space stands for itself.
    const bool spaces = text.surface(index).find_first_not_of(' ') == std::string_view::npos;
    const int next = index + 1;
    const bool joins = spaces && next < text.count() && !text.isSpecial(next) && text.token(next).sequence == text.token(index).sequence
        && text.begin(next) == text.end(index) && !text.surface(next).empty() && skipBlank(text.surface(next)) == 0;
    return joins ? text.begin(next) : text.begin(index);
}

} // namespace

std::vector<TokenSpan> tokenUnits(const TokenText &text, TokenUnit unit)
{
    if (unit == TokenUnit::tokens)
        return eachToken(text.count());
    const std::vector<std::size_t> breaks[2] = {ends(text.text(0), unit), ends(text.text(1), unit)};
    std::vector<TokenSpan> spans;
    std::ptrdiff_t unitBefore = -1; // of the token before; −1: a special one
    int sequenceBefore = 0;
    for (int index = 0; index < text.count(); ++index) {
        std::ptrdiff_t at = -1;
        const int sequence = text.token(index).sequence == 1 ? 1 : 0;
        if (!text.isSpecial(index)) {
            const std::vector<std::size_t> &here = breaks[sequence];
            at = std::upper_bound(here.begin(), here.end(), anchor(text, index)) - here.begin();
        }
        if (at >= 0 && at == unitBefore && sequence == sequenceBefore)
            spans.back().last = index + 1;
        else
            spans.push_back({index, index + 1});
        unitBefore = at;
        sequenceBefore = sequence;
    }
    return spans;
}

} // namespace headscope
