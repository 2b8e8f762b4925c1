#include "src/tokenizer/normal_forms.h"

#include "src/error.h"
#include "src/formats/utf8.h"

#include <algorithm>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace headscope {

namespace {

// Real ones have a few bytes; the cut keeps a hostile text of nothing but marks from taking time that grows with its square.
constexpr std::size_t kLongestSegment = 4096;

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const icu::Normalizer2 &normalizerFor(NormalForm form)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *instance = nullptr;
    switch (form) {
    case NormalForm::nfc: instance = icu::Normalizer2::getNFCInstance(status); break;
    case NormalForm::nfd: instance = icu::Normalizer2::getNFDInstance(status); break;
    case NormalForm::nfkc: instance = icu::Normalizer2::getNFKCInstance(status); break;
    case NormalForm::nfkd: instance = icu::Normalizer2::getNFKDInstance(status); break;
    }
    if (U_FAILURE(status) || !instance)
        throw Error(
            std::string("the Unicode library's data cannot be loaded (") + u_errorName(status) + ")", {}, "Reinstall the ICU library");
    return *instance;
}

/// A letter and its marks; of ill-formed text one byte.
TextSpan segmentAt(std::string_view bytes, std::size_t begin, const icu::Normalizer2 &normalizer)
{
    const CodePoint first = codePointAt(bytes, begin);
    std::size_t end = begin + first.length;
    while (first.valid && end < bytes.size() && end - begin < kLongestSegment) {
        const CodePoint next = codePointAt(bytes, end);
        if (!next.valid || normalizer.hasBoundaryBefore(static_cast<UChar32>(next.value)))
            break;
        end += next.length;
    }
    return {begin, end};
}

} // namespace

AlignedText toNormalForm(const AlignedText &text, NormalForm form)
{
    const std::string_view bytes = text.text();
    if (isAscii(bytes))
        return text; // ASCII is its own normal form
    const icu::Normalizer2 &normalizer = normalizerFor(form);
    AlignedText result = text.emptied();
    for (std::size_t begin = 0; begin < bytes.size();) {
        const TextSpan span = segmentAt(bytes, begin, normalizer);
        const std::string_view segment = text.text(span);
        std::string normal;
        const bool valid = codePointAt(bytes, begin).valid;
        if (valid) {
            UErrorCode status = U_ZERO_ERROR;
            const icu::UnicodeString utf16 = icu::UnicodeString::fromUTF8({segment.data(), static_cast<std::int32_t>(segment.size())});
            normalizer.normalize(utf16, status).toUTF8String(normal);
        }
        if (!valid || normal == segment)
            result.append(text, span);
        else
            result.append(normal, text.source(span));
        begin = span.end;
    }
    return result;
}

} // namespace headscope
