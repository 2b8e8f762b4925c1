// A recording of what an official tokenizer makes of the texts of tests/reference/tokenizers/texts.json, and the comparison with ours.
// The official spans differ from ours, by rules: they are widened to whole characters; what the tokenizer puts in front of a word (a
// space, ▁) has the span of the word's first character, where ours is empty; of characters that are joined or reordered (é from e and an
// accent) only the first counts, where ours has all. So both are widened to units (RecordedUnits).
#pragma once

#include "src/formats/json.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/character_classes.h"
#include "src/tokenizer/tokenizer.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// FNV-1a, 64 bits, over numbers as 32-bit little-endian.
class RecordingHash {
public:
    void add(std::int64_t number)
    {
        for (int i = 0; i < 4; ++i)
            m_state = (m_state ^ (static_cast<std::uint64_t>(number) >> 8 * i & 0xff)) * 0x100000001b3;
    }
    std::string text() const
    {
        std::string digits;
        for (int shift = 60; shift >= 0; shift -= 4)
            digits += "0123456789abcdef"[m_state >> shift & 15];
        return digits;
    }

private:
    std::uint64_t m_state = 0xcbf29ce484222325;
};

/// The texts that all recordings are about.
struct RecordedTexts {
    std::vector<std::string> texts;
    std::vector<std::pair<std::string, std::string>> pairs;

    static RecordedTexts read(const std::filesystem::path &file)
    {
        RecordedTexts result;
        const headscope::Json json = headscope::Json::read(file);
        for (const headscope::Json entry : json.at("texts").elements()) {
            if (entry.isString()) {
                result.texts.push_back(entry.get<std::string>());
                continue;
            }
            std::string text;
            for (int times = entry.at(1).get<int>(); times > 0; --times)
                text += entry.at(0).get<std::string_view>();
            result.texts.push_back(std::move(text));
        }
        for (const headscope::Json pair : json.at("pairs").elements())
            result.pairs.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
        return result;
    }
};

/// What spans are widened to.
enum class RecordedUnits {
    characters,
    clusters, ///< letters with everything that may join them
    clustersAndSpaces ///< also runs of white space, which a pattern replaces: for the library the last of them counts, for us all
};

inline bool joinsTheCharacterBefore(char32_t before, char32_t c)
{
    return headscope::isMark(c) || (c >= 0x1160 && c <= 0x11ff) || c == 0x200c || c == 0x200d || c == 0xff9e || c == 0xff9f
        || (before == '\r' && c == '\n');
}

/// White space, and what character maps make a space of.
inline bool isSpaceOrMadeOne(char32_t c)
{
    return headscope::isWhiteSpace(c) || c == 0x200b || c == 0xfeff;
}

/// Where units end, in bytes, 0 first.
inline std::vector<std::size_t> unitEnds(std::string_view text, RecordedUnits units)
{
    std::vector<std::size_t> ends;
    char32_t before = 0;
    for (std::size_t at = 0; at < text.size();) {
        const headscope::CodePoint point = headscope::codePointAt(text, at);
        const bool one = units != RecordedUnits::characters && joinsTheCharacterBefore(before, point.value);
        const bool spaces = units == RecordedUnits::clustersAndSpaces && isSpaceOrMadeOne(before) && isSpaceOrMadeOne(point.value);
        if (at == 0 || !(one || spaces))
            ends.push_back(at);
        at += point.length;
        before = point.value;
    }
    ends.push_back(text.size());
    return ends;
}

inline std::string placesHash(
    const std::vector<headscope::Token> &tokens, const std::vector<std::string_view> &texts, RecordedUnits recordedUnits)
{
    std::vector<std::vector<std::size_t>> characters;
    std::vector<std::vector<std::size_t>> units;
    for (const std::string_view text : texts) {
        characters.push_back(unitEnds(text, RecordedUnits::characters));
        units.push_back(unitEnds(text, recordedUnits));
    }
    RecordingHash hash;
    for (const headscope::Token &token : tokens) {
        hash.add(token.segment);
        hash.add(token.sequence);
        if (token.sequence < 0)
            continue;
        const auto text = static_cast<std::size_t>(token.sequence);
        std::size_t end = token.end;
        if (token.begin == token.end && token.begin < texts[text].size())
            end = *std::ranges::upper_bound(characters[text], token.begin);
        const std::vector<std::size_t> &ends = units[text];
        const std::size_t begin = *std::prev(std::ranges::upper_bound(ends, token.begin));
        hash.add(static_cast<std::int64_t>(begin));
        hash.add(static_cast<std::int64_t>(end == token.begin ? begin : *std::ranges::lower_bound(ends, end)));
    }
    return hash.text();
}

inline std::vector<int> idsOf(const std::vector<headscope::Token> &tokens)
{
    std::vector<int> ids;
    for (const headscope::Token &token : tokens)
        ids.push_back(token.id);
    return ids;
}

/// The ids themselves, or their number and hash.
inline bool idsAreAs(const headscope::Json &recorded, const std::vector<int> &ids)
{
    if (recorded.size() == 2 && recorded.at(1).isString()) {
        RecordingHash hash;
        for (const int id : ids)
            hash.add(id);
        return recorded.at(0).get<int>() == static_cast<int>(ids.size()) && recorded.at(1).get<std::string_view>() == hash.text();
    }
    std::size_t same = 0;
    for (const headscope::Json id : recorded.elements())
        same += same < ids.size() && ids[same] == id.get<int>() ? 1 : 0;
    return same == ids.size() && same == recorded.size();
}
