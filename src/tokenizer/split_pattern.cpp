#include "src/tokenizer/split_pattern.h"

#include "src/error.h"

namespace headscope {

namespace {

// The search takes text length times pattern length at worst.
constexpr std::size_t kLongestLiteral = 1000;

} // namespace

SplitPattern::SplitPattern(std::variant<std::string, RegularExpression> pattern)
    : m_pattern(std::move(pattern))
{
}

SplitPattern SplitPattern::regularExpression(std::string_view expression, const std::string &where)
{
    return SplitPattern(RegularExpression(expression, where));
}

SplitPattern SplitPattern::literal(std::string_view text, const std::string &where)
{
    if (text.empty())
        throw Error("the text to look for is empty", where);
    if (text.size() > kLongestLiteral)
        throw Error("the text to look for has " + std::to_string(text.size()) + " bytes", where,
            "At most " + std::to_string(kLongestLiteral) + " are supported");
    return SplitPattern(std::string(text));
}

SplitPattern SplitPattern::fromJson(const Json &json)
{
    if (const std::optional<Json> text = json.find("String")) {
        const auto content = text->get<std::string_view>();
        return content.empty() ? regularExpression(content, json.where()) : literal(content, json.where());
    }
    return regularExpression(json.at("Regex").get<std::string_view>(), json.where());
}

std::vector<TextSpan> SplitPattern::matches(std::string_view text, TextWork &work) const
{
    if (const auto *expression = std::get_if<RegularExpression>(&m_pattern))
        return expression->matches(text, work);
    const std::string &literal = std::get<std::string>(m_pattern);
    std::vector<TextSpan> spans;
    for (std::size_t at = 0; (at = text.find(literal, at)) != text.npos; at += literal.size())
        spans.push_back({at, at + literal.size()});
    return spans;
}

std::vector<TextSpan> SplitPattern::matches(std::string_view text) const
{
    TextWork work(text.size());
    return matches(text, work);
}

} // namespace headscope
