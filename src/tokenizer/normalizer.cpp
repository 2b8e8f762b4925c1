#include "src/tokenizer/normalizer.h"

#include "src/error.h"
#include "src/formats/base64.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/byte_alphabet.h"
#include "src/tokenizer/character_classes.h"
#include "src/tokenizer/expression_limits.h"
#include "src/tokenizer/normal_forms.h"

#include <algorithm>
#include <array>
#include <unicode/locid.h>
#include <unicode/unistr.h>

namespace headscope {

namespace {

using Kind = Normalizer::Kind;
using Step = Normalizer::Step;

constexpr std::uint64_t kStepsOfByte = 10;

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

bool cleanText(char32_t codePoint, std::string &out)
{
    if (codePoint != 0xfffd && !isBertControl(codePoint)) {
        if (!isWhiteSpace(codePoint))
            return false;
        out += ' ';
    }
    return true;
}

bool spaceAroundHan(char32_t codePoint, std::string &out)
{
    if (!isBertHan(codePoint))
        return false;
    out += ' ';
    appendUtf8(out, codePoint);
    out += ' ';
    return true;
}

// The list of SentencePiece's rule set "nmt".
bool nmt(char32_t codePoint, std::string &out)
{
    const auto within = [codePoint](char32_t first, char32_t last) { return codePoint >= first && codePoint <= last; };
    if (within(0x01, 0x08) || codePoint == 0x0b || within(0x0e, 0x1f) || codePoint == 0x7f || codePoint == 0x8f || codePoint == 0x9f)
        return true;
    const bool isSpace = codePoint == 0x09 || codePoint == 0x0a || codePoint == 0x0c || codePoint == 0x0d || codePoint == 0x1680
        || within(0x200b, 0x200f) || within(0x2028, 0x2029) || codePoint == 0x2581 || codePoint == 0xfeff || codePoint == 0xfffd;
    if (isSpace)
        out += ' ';
    return isSpace;
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

// A character map makes 18 characters of one at most. Texts of a few words may be put beside much.
constexpr std::size_t kMostGrowth = 32;
constexpr std::size_t kAlwaysAllowed = std::size_t{1} << 20;

/// Bytes that a text may become.
std::size_t mostBytes(std::size_t typed)
{
    return std::max(kMostGrowth * typed, kAlwaysAllowed);
}

void checkGrowth(std::size_t bytes, std::size_t most)
{
    if (bytes > most)
        throw Error("the tokenizer's own rules make the text more than " + std::to_string(kMostGrowth) + " times as long", "normalizer",
            "Try another text, or another tokenizer");
}

AlignedText replace(const AlignedText &text, const SplitPattern &pattern, const std::string &content, std::size_t most, TextWork &work)
{
    AlignedText result = text.emptied();
    std::size_t done = 0;
    for (const TextSpan match : pattern.matches(text.text(), work)) {
        result.append(text, {done, match.begin});
        result.append(content, text.source(match));
        checkGrowth(result.text().size(), most);
        done = match.end;
    }
    result.append(text, {done, text.text().size()});
    return result;
}

AlignedText prepend(const AlignedText &text, const std::string &content, bool onlyAtStart)
{
    if (text.text().empty() || (onlyAtStart && text.source({0, 0}).begin > 0))
        return text;
    AlignedText result = text.emptied();
    result.append(content, text.source({0, 0}));
    result.append(text, {0, text.text().size()});
    return result;
}

/// `most`: bytes of the result.
AlignedText applyStep(const AlignedText &text, const Step &step, std::size_t most, TextWork &work)
{
    switch (step.kind) {
    case Kind::nfc: return toNormalForm(text, NormalForm::nfc);
    case Kind::nfd: return toNormalForm(text, NormalForm::nfd);
    case Kind::nfkc: return toNormalForm(text, NormalForm::nfkc);
    case Kind::nfkd: return toNormalForm(text, NormalForm::nfkd);
    case Kind::lowercase: return mapCharacters(text, lowercase);
    case Kind::stripAccents: return mapCharacters(text, [](char32_t codePoint, std::string &) { return isAccent(codePoint); });
    case Kind::stripBertAccents: return mapCharacters(text, [](char32_t codePoint, std::string &) { return isBertAccent(codePoint); });
    case Kind::strip: return strip(text, step.left, step.right);
    case Kind::prepend: return prepend(text, step.content, step.onlyAtStart);
    case Kind::replace: return replace(text, *step.pattern, step.content, most, work);
    case Kind::cleanText: return mapCharacters(text, cleanText);
    case Kind::spaceAroundHan: return mapCharacters(text, spaceAroundHan);
    case Kind::nmt: return mapCharacters(text, nmt);
    case Kind::charsmap: return step.charsmap->apply(text);
    case Kind::byteAlphabet: return inByteAlphabet(text);
    }
    return text;
}

void appendBertSteps(bool clean, bool han, std::optional<bool> accents, bool lower, std::vector<Step> &steps)
{
    if (clean)
        steps.push_back({.kind = Kind::cleanText});
    if (han)
        steps.push_back({.kind = Kind::spaceAroundHan});
    if (accents.value_or(lower)) {
        steps.push_back({.kind = Kind::nfd});
        steps.push_back({.kind = Kind::stripBertAccents});
    }
    if (lower)
        steps.push_back({.kind = Kind::lowercase});
}

/// Kinds without settings.
std::optional<Kind> simpleKind(std::string_view type)
{
    constexpr std::array<std::pair<std::string_view, Kind>, 8> kinds{
        {{"NFC", Kind::nfc}, {"NFD", Kind::nfd}, {"NFKC", Kind::nfkc}, {"NFKD", Kind::nfkd}, {"Lowercase", Kind::lowercase},
            {"StripAccents", Kind::stripAccents}, {"Nmt", Kind::nmt}, {"ByteLevel", Kind::byteAlphabet}}};
    const auto found = std::ranges::find(kinds, type, &std::pair<std::string_view, Kind>::first);
    return found == kinds.end() ? std::nullopt : std::optional<Kind>(found->second);
}

void readSteps(const Json &json, std::vector<Step> &steps)
{
    checkSteps(steps.size(), json.where());
    const auto type = json.at("type").get<std::string_view>();
    if (const std::optional<Kind> kind = simpleKind(type)) {
        steps.push_back({.kind = *kind});
    } else if (type == "Sequence") {
        for (const Json part : json.at("normalizers").elements())
            readSteps(part, steps);
    } else if (type == "Strip") {
        steps.push_back({.kind = Kind::strip, .left = json.get("strip_left", true), .right = json.get("strip_right", true)});
    } else if (type == "Prepend") {
        steps.push_back({.kind = Kind::prepend, .content = json.at("prepend").get<std::string>()});
    } else if (type == "Replace") {
        steps.push_back({.kind = Kind::replace,
            .content = json.at("content").get<std::string>(),
            .pattern = SplitPattern::fromJson(json.at("pattern"))});
    } else if (type == "BertNormalizer") {
        const Json accents = json.find("strip_accents").value_or(Json());
        appendBertSteps(json.get("clean_text", true), json.get("handle_chinese_chars", true),
            accents.isNull() ? std::nullopt : std::optional<bool>(accents.get<bool>()), json.get("lowercase", true), steps);
    } else if (type == "Precompiled") {
        const Json map = json.at("precompiled_charsmap");
        const std::string bytes = bytesOfBase64(map.get<std::string_view>(), map.where());
        if (!bytes.empty()) // as some files say that there is none
            steps.push_back(Normalizer::charsmapStep(bytes, Charsmap::Matching::byGrapheme, map.where()));
    } else {
        throw Error("the normalizer “" + std::string(type) + "” is not supported", json.where(),
            "Supported: NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Prepend, Replace, BertNormalizer, Nmt, Precompiled, "
            "ByteLevel, Sequence");
    }
}

} // namespace

Normalizer::Normalizer(std::vector<Step> steps)
    : m_steps(std::move(steps))
{
}

Step Normalizer::charsmapStep(std::string_view bytes, Charsmap::Matching matching, const std::string &where)
{
    return {.kind = Kind::charsmap, .charsmap = std::make_shared<const Charsmap>(bytes, matching, where)};
}

Step Normalizer::replaceStep(SplitPattern pattern, std::string content)
{
    return {.kind = Kind::replace, .content = std::move(content), .pattern = std::move(pattern)};
}

Normalizer Normalizer::fromJson(const Json &json)
{
    std::vector<Step> steps;
    if (!json.isNull())
        readSteps(json, steps);
    return Normalizer(std::move(steps));
}

Normalizer Normalizer::bert(bool cleanText, bool spaceAroundHan, std::optional<bool> stripAccents, bool lowercase)
{
    std::vector<Step> steps;
    appendBertSteps(cleanText, spaceAroundHan, stripAccents, lowercase, steps);
    return Normalizer(std::move(steps));
}

AlignedText Normalizer::apply(AlignedText text, TextWork &work) const
{
    const std::size_t most = mostBytes(text.text().size());
    for (const Step &step : m_steps) {
        work.spend(kStepsOfByte * text.text().size(), "the normalizer", {});
        text = applyStep(text, step, most, work);
        checkGrowth(text.text().size(), most);
    }
    return text;
}

AlignedText Normalizer::apply(AlignedText text) const
{
    TextWork work(text.text().size());
    return apply(std::move(text), work);
}

bool Normalizer::makesByteAlphabet() const
{
    return std::ranges::any_of(m_steps, [](const Step &step) { return step.kind == Kind::byteAlphabet; });
}

} // namespace headscope
