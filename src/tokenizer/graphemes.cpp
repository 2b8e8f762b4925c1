#include "src/tokenizer/graphemes.h"

#include "src/error.h"

#include <memory>
#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

namespace headscope {

namespace {

bool isPlainAscii(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i)
        if (static_cast<unsigned char>(text[i]) >= 0x80 || (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n'))
            return false;
    return true;
}

} // namespace

std::vector<TextSpan> graphemesOf(std::string_view text)
{
    std::vector<TextSpan> graphemes;
    graphemes.reserve(text.size());
    if (isPlainAscii(text)) {
        for (std::size_t i = 0; i < text.size(); ++i)
            graphemes.push_back({i, i + 1});
        return graphemes;
    }
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::BreakIterator> breaks(icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    UText utf8 = UTEXT_INITIALIZER;
    utext_openUTF8(&utf8, text.data(), static_cast<std::int64_t>(text.size()), &status);
    if (U_SUCCESS(status)) {
        breaks->setText(&utf8, status);
        std::int32_t begin = breaks->first();
        for (std::int32_t end = breaks->next(); end != icu::BreakIterator::DONE; end = breaks->next()) {
            graphemes.push_back({static_cast<std::size_t>(begin), static_cast<std::size_t>(end)});
            begin = end;
        }
    }
    utext_close(&utf8);
    if (U_FAILURE(status))
        throw Error(
            std::string("the Unicode library cannot split this text (") + u_errorName(status) + ")", {}, "Reinstall the ICU library");
    return graphemes;
}

} // namespace headscope
