#include "src/tokenizer/added_tokens.h"

#include "src/error.h"
#include "src/formats/utf8.h"
#include "src/tokenizer/character_classes.h"

namespace headscope {

namespace {

// Real ones have up to some 30 characters. The search takes text length times token length at worst.
constexpr std::size_t kLongestToken = 1000;

bool touchesWord(std::string_view text, TextSpan match)
{
    const auto isWord = [](const CodePoint &point) { return point.valid && isWordCharacter(point.value); };
    return (match.begin > 0 && isWord(codePointBefore(text, match.begin)))
        || (match.end < text.size() && isWord(codePointAt(text, match.end)));
}

TextSpan withSpaces(std::string_view text, TextSpan match, const AddedToken &token, std::size_t from)
{
    const auto isSpace = [](const CodePoint &point) { return point.valid && isWhiteSpace(point.value); };
    while (token.lstrip && match.begin > from && isSpace(codePointBefore(text, match.begin)))
        match.begin -= codePointBefore(text, match.begin).length;
    while (token.rstrip && match.end < text.size() && isSpace(codePointAt(text, match.end)))
        match.end += codePointAt(text, match.end).length;
    return match;
}

} // namespace

AddedToken AddedToken::fromJson(const Json &json)
{
    AddedToken token;
    token.id = json.at("id").get<int>();
    token.content = json.at("content").get<std::string>();
    if (token.id < 0) // kNoIdYet among them, which is no number for files
        throw Error("the id " + std::to_string(token.id) + " of the added token “" + token.content + "” is out of range", json.where());
    token.special = json.get("special", false);
    token.singleWord = json.get("single_word", false);
    token.lstrip = json.get("lstrip", false);
    token.rstrip = json.get("rstrip", false);
    token.normalized = json.get("normalized", !token.special);
    if (token.content.size() > kLongestToken)
        throw Error("an added token has " + std::to_string(token.content.size()) + " bytes", json.where(),
            "At most " + std::to_string(kLongestToken) + " are supported");
    return token;
}

std::uint32_t AddedTokenFinder::child(std::uint32_t node, char byte) const
{
    for (const auto &[key, next] : m_nodes[node].next)
        if (key == byte)
            return next;
    return 0; // the root is nobody's child
}

void AddedTokenFinder::add(AddedToken token, std::string_view content)
{
    if (content.empty())
        return; // it could never be found
    std::uint32_t node = 0;
    for (const char byte : content) {
        std::uint32_t next = child(node, byte);
        if (next == 0) {
            next = static_cast<std::uint32_t>(m_nodes.size());
            m_nodes[node].next.emplace_back(byte, next);
            m_nodes.emplace_back();
        }
        node = next;
    }
    m_nodes[node].token = static_cast<std::int32_t>(m_tokens.size());
    m_tokens.push_back(std::move(token));
}

const AddedToken *AddedTokenFinder::longestAt(std::string_view text, std::size_t at, std::size_t &length) const
{
    const AddedToken *longest = nullptr;
    std::uint32_t node = 0;
    for (std::size_t i = at; i < text.size() && (node = child(node, text[i])) != 0; ++i) {
        if (m_nodes[node].token < 0)
            continue;
        longest = &m_tokens[static_cast<std::size_t>(m_nodes[node].token)];
        length = i + 1 - at;
    }
    return longest;
}

std::vector<AddedTokenFinder::Part> AddedTokenFinder::split(std::string_view text) const
{
    std::vector<Part> parts;
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size() && !m_tokens.empty();) {
        std::size_t length = 0;
        const AddedToken *token = longestAt(text, at, length);
        if (!token) {
            ++at;
            continue;
        }
        TextSpan match{at, at + length};
        at = match.end;
        // The white space behind the token before may reach into this one.
        if (match.begin < done || (token->singleWord && touchesWord(text, match)))
            continue;
        match = withSpaces(text, match, *token, done);
        if (match.begin > done)
            parts.push_back({{done, match.begin}, nullptr});
        parts.push_back({match, token});
        done = match.end;
        at = match.end;
    }
    if (done < text.size())
        parts.push_back({{done, text.size()}, nullptr});
    return parts;
}

} // namespace headscope
