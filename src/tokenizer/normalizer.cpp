#include "src/tokenizer/normalizer.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/character_classes.h"

#include <algorithm>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace headscope {

namespace {

// A base character with all its marks is normalised at a time. Real ones have a few bytes; the cut keeps a hostile text of
// nothing but marks from taking time that grows with its square.
constexpr std::size_t kLongestSegment = 4096;
// A few broken or hostile replacements in a row could make gigabytes of one line.
constexpr std::size_t kLongestResult = std::size_t{1} << 24;

bool isAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

const icu::Normalizer2 &form(Normalizer::Kind kind)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *instance = nullptr;
    switch (kind) {
    case Normalizer::Kind::nfd: instance = icu::Normalizer2::getNFDInstance(status); break;
    case Normalizer::Kind::nfkc: instance = icu::Normalizer2::getNFKCInstance(status); break;
    case Normalizer::Kind::nfkd: instance = icu::Normalizer2::getNFKDInstance(status); break;
    default: instance = icu::Normalizer2::getNFCInstance(status);
    }
    if (U_FAILURE(status) || !instance)
        throw Error(
            std::string("the Unicode library's data cannot be loaded (") + u_errorName(status) + ")", {}, "Reinstall the ICU library");
    return *instance;
}

AlignedText toForm(const AlignedText &text, const icu::Normalizer2 &form)
{
    const std::string_view bytes = text.text();
    if (isAscii(bytes))
        return text; // ASCII is its own normal form
    AlignedText result = text.emptied();
    for (std::size_t begin = 0; begin < bytes.size();) {
        const CodePoint first = codePointAt(bytes, begin);
        std::size_t end = begin + first.length;
        while (first.valid && end < bytes.size() && end - begin < kLongestSegment) {
            const CodePoint next = codePointAt(bytes, end);
            if (!next.valid || form.hasBoundaryBefore(static_cast<UChar32>(next.value)))
                break;
            end += next.length;
        }
        const std::string_view segment = bytes.substr(begin, end - begin);
        std::string normal;
        if (first.valid) {
            UErrorCode status = U_ZERO_ERROR;
            const icu::UnicodeString utf16 = icu::UnicodeString::fromUTF8({segment.data(), static_cast<std::int32_t>(segment.size())});
            form.normalize(utf16, status).toUTF8String(normal);
        }
        if (!first.valid || normal == segment)
            result.append(text, {begin, end});
        else
            result.append(normal, text.source({begin, end}));
        begin = end;
    }
    return result;
}

/// Replaces single characters: `change(codePoint, out)` writes the new text and says whether it did.
template <typename Change>
AlignedText mapCharacters(const AlignedText &text, Change change)
{
    const std::string_view bytes = text.text();
    AlignedText result = text.emptied();
    std::string changed;
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint point = codePointAt(bytes, at);
        const TextSpan span{at, at + point.length};
        changed.clear();
        if (point.valid && change(point.value, changed))
            result.append(changed, text.source(span));
        else
            result.append(text, span);
        at = span.end;
    }
    return result;
}

// Each character by itself, as the official library does: a Greek Σ at the end of a word becomes σ, not ς.
bool lowercase(char32_t codePoint, std::string &out)
{
    if (codePoint < 0x80) {
        if (codePoint < 'A' || codePoint > 'Z')
            return false;
        out += static_cast<char>(codePoint + ('a' - 'A'));
        return true;
    }
    icu::UnicodeString(static_cast<UChar32>(codePoint)).toLower(icu::Locale::getRoot()).toUTF8String(out);
    return true;
}

AlignedText strip(const AlignedText &text, bool left, bool right)
{
    const std::string_view bytes = text.text();
    TextSpan kept{0, bytes.size()};
    const auto isSpace = [](const CodePoint &point) { return point.valid && isWhiteSpace(point.value); };
    while (left && kept.begin < kept.end && isSpace(codePointAt(bytes, kept.begin)))
        kept.begin += codePointAt(bytes, kept.begin).length;
    while (right && kept.begin < kept.end && isSpace(codePointBefore(bytes, kept.end)))
        kept.end -= codePointBefore(bytes, kept.end).length;
    return text.part(kept);
}

AlignedText replace(const AlignedText &text, const std::string &pattern, const std::string &content)
{
    AlignedText result = text.emptied();
    std::size_t done = 0;
    for (std::size_t at; (at = text.text().find(pattern, done)) != std::string_view::npos; done = at + pattern.size()) {
        result.append(text, {done, at});
        result.append(content, text.source({at, at + pattern.size()}));
        if (result.text().size() > kLongestResult)
            throw Error("replacing “" + pattern + "” makes the text longer than 16 MiB", "normalizer");
    }
    result.append(text, {done, text.text().size()});
    return result;
}

AlignedText prepend(const AlignedText &text, const std::string &content)
{
    if (text.text().empty())
        return text;
    AlignedText result = text.emptied();
    result.append(content, text.source({0, 0}));
    result.append(text, {0, text.text().size()});
    return result;
}

AlignedText applyStep(const AlignedText &text, const Normalizer::Step &step)
{
    switch (step.kind) {
    case Normalizer::Kind::nfc:
    case Normalizer::Kind::nfd:
    case Normalizer::Kind::nfkc:
    case Normalizer::Kind::nfkd: return toForm(text, form(step.kind));
    case Normalizer::Kind::lowercase: return mapCharacters(text, lowercase);
    case Normalizer::Kind::stripAccents: return mapCharacters(text, [](char32_t codePoint, std::string &) { return isMark(codePoint); });
    case Normalizer::Kind::strip: return strip(text, step.left, step.right);
    case Normalizer::Kind::prepend: return prepend(text, step.content);
    case Normalizer::Kind::replace: return replace(text, step.pattern, step.content);
    }
    return text;
}

void readSteps(const Json &json, std::vector<Normalizer::Step> &steps)
{
    using Kind = Normalizer::Kind;
    const auto type = json.at("type").get<std::string_view>();
    Normalizer::Step step;
    if (type == "Sequence") {
        for (const Json part : json.at("normalizers").elements())
            readSteps(part, steps);
        return;
    }
    if (type == "NFC" || type == "NFD" || type == "NFKC" || type == "NFKD") {
        step.kind = type == "NFC" ? Kind::nfc : type == "NFD" ? Kind::nfd : type == "NFKC" ? Kind::nfkc : Kind::nfkd;
    } else if (type == "Lowercase") {
        step.kind = Kind::lowercase;
    } else if (type == "StripAccents") {
        step.kind = Kind::stripAccents;
    } else if (type == "Strip") {
        step.kind = Kind::strip;
        step.left = json.get("strip_left", true);
        step.right = json.get("strip_right", true);
    } else if (type == "Prepend") {
        step.kind = Kind::prepend;
        step.content = json.at("prepend").get<std::string>();
    } else if (type == "Replace" && json.at("pattern").contains("String")) {
        step.kind = Kind::replace;
        step.pattern = json.at("pattern").at("String").get<std::string>();
        step.content = json.at("content").get<std::string>();
        if (step.pattern.empty())
            throw Error("the text to replace is empty", json.where());
    } else {
        throw Error("the normalizer “" + std::string(type) + "” is not supported", json.where(),
            "Supported: NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Prepend, Replace of a string, Sequence");
    }
    steps.push_back(std::move(step));
}

} // namespace

Normalizer::Normalizer(std::vector<Step> steps)
    : m_steps(std::move(steps))
{
}

Normalizer Normalizer::fromJson(const Json &json)
{
    std::vector<Step> steps;
    if (!json.isNull())
        readSteps(json, steps);
    return Normalizer(std::move(steps));
}

AlignedText Normalizer::apply(AlignedText text) const
{
    for (const Step &step : m_steps)
        text = applyStep(text, step);
    return text;
}

} // namespace headscope
