#include "src/scores/head_filter.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

namespace headscope {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isNamePart(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

bool sameLetters(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::size_t charactersBefore(std::string_view text, std::size_t byte)
{
    return static_cast<std::size_t>(std::ranges::count_if(text.substr(0, byte), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string listOfNames()
{
    std::string list = "Names:";
    for (const std::string_view name : HeadFilter::names())
        list += " " + std::string(name);
    return list;
}

} // namespace

FilterError::FilterError(const std::string &problem, std::string_view text, std::size_t begin, std::size_t end, std::string hint)
    : Error(problem, "filter, character " + std::to_string(charactersBefore(text, begin) + 1), std::move(hint))
    , m_begin(begin)
    , m_end(std::max(begin, end))
{
}

// Reads from left to right, never back.
class FilterReader {
public:
    explicit FilterReader(std::string_view text)
        : m_text(text)
    {
    }

    std::vector<std::vector<HeadFilter::Condition>> groups()
    {
        std::vector<std::vector<HeadFilter::Condition>> groups;
        skipSpace();
        if (m_at == m_text.size())
            return groups;
        groups.emplace_back();
        for (;;) {
            groups.back().push_back(condition());
            skipSpace();
            if (m_at == m_text.size())
                return groups;
            const std::string_view word = wordHere();
            if (sameLetters(word, "or")) {
                m_at += word.size();
                groups.emplace_back();
            } else if (sameLetters(word, "and")) {
                m_at += word.size();
            } else if (m_text[m_at] == ',') {
                ++m_at;
            }
            skipSpace();
        }
    }

private:
    void skipSpace()
    {
        while (m_at < m_text.size() && isSpace(m_text[m_at]))
            ++m_at;
    }
    std::string_view wordHere() const
    {
        std::size_t end = m_at;
        while (end < m_text.size() && isNamePart(m_text[end]))
            ++end;
        return m_text.substr(m_at, end - m_at);
    }
    /// What stands here, for a message: up to a space.
    std::size_t endOfPiece() const
    {
        std::size_t end = m_at;
        while (end < m_text.size() && !isSpace(m_text[end]))
            ++end;
        return end;
    }
    std::string quoted(std::size_t end) const { return "\"" + std::string(m_text.substr(m_at, end - m_at)) + "\""; }
    [[noreturn]] void fail(const std::string &problem, std::size_t end, std::string hint) const
    {
        throw FilterError(problem, m_text, m_at, end, std::move(hint));
    }

    HeadFilter::Condition condition()
    {
        HeadFilter::Condition condition;
        const std::string_view name = wordHere();
        const std::string example = "A condition is written like entropy<1";
        if (m_at == m_text.size())
            fail("a condition is missing at the end", m_at, example);
        if (name.empty())
            fail(quoted(endOfPiece()) + " is not a condition", endOfPiece(), example);
        const auto &names = HeadFilter::names();
        const auto found = std::ranges::find_if(names, [&](std::string_view one) { return sameLetters(one, name); });
        if (found == names.end())
            fail("nothing is called " + quoted(m_at + name.size()), m_at + name.size(), listOfNames());
        condition.name = static_cast<int>(found - names.begin());
        m_at += name.size();
        skipSpace();
        condition.relation = relation(name);
        skipSpace();
        const Written low = number(name);
        condition.low = condition.high = low.value;
        const bool compares = condition.relation == HeadFilter::Relation::equal || condition.relation == HeadFilter::Relation::notEqual;
        if (m_text.substr(m_at).starts_with("..")) {
            if (!compares)
                fail("a range goes with = or !=", m_at + 2, "For example " + std::string(name) + "=2..4");
            m_at += 2;
            condition.high = number(name).value;
            if (condition.high < condition.low)
                std::swap(condition.low, condition.high);
        } else if (compares) {
            condition.low -= low.half;
            condition.high += low.half;
        }
        return condition;
    }

    HeadFilter::Relation relation(std::string_view name)
    {
        using Relation = HeadFilter::Relation;
        constexpr std::array<std::pair<std::string_view, Relation>, 10> signs{{
            {"<=", Relation::lessEqual},
            {">=", Relation::greaterEqual},
            {"!=", Relation::notEqual},
            {"==", Relation::equal},
            {"≤", Relation::lessEqual},
            {"≥", Relation::greaterEqual},
            {"≠", Relation::notEqual},
            {"<", Relation::less},
            {">", Relation::greater},
            {"=", Relation::equal},
        }};
        for (const auto &[sign, relation] : signs) {
            if (m_text.substr(m_at).starts_with(sign)) {
                m_at += sign.size();
                return relation;
            }
        }
        const std::string what = "after \"" + std::string(name) + "\" comes one of < <= > >= = !=";
        fail(
            m_at == m_text.size() ? what : what + ", not " + quoted(endOfPiece()), endOfPiece(), "For example " + std::string(name) + ">1");
    }

    struct Written {
        double value = 0;
        double half = 0; ///< half a unit of the last place
    };
    Written number(std::string_view name)
    {
        const std::string_view rest = m_text.substr(m_at);
        std::size_t end = !rest.empty() && (rest[0] == '-' || rest[0] == '+') ? 1 : 0;
        const std::size_t digits = end;
        int decimals = -1;
        for (; end < rest.size(); ++end) {
            if (rest[end] == '.' && decimals < 0 && !rest.substr(end).starts_with(".."))
                decimals = 0;
            else if (std::isdigit(static_cast<unsigned char>(rest[end])) == 0)
                break;
            else if (decimals >= 0)
                ++decimals;
        }
        Written written;
        const std::string_view text = rest.substr(rest.starts_with('+') ? 1 : 0, end - (rest.starts_with('+') ? 1 : 0));
        const auto [stopped, problem] = std::from_chars(text.data(), text.data() + text.size(), written.value);
        const bool follows = end < rest.size() && (isNamePart(rest[end]) || rest[end] == '.') && !rest.substr(end).starts_with("..");
        if (end == digits || problem != std::errc() || stopped != text.data() + text.size() || follows) {
            if (rest.empty())
                fail("a number is missing after \"" + std::string(name) + "\"", m_at, "For example 0.5");
            fail(quoted(endOfPiece()) + " is not a number", endOfPiece(), "For example 0.5");
        }
        m_at += end;
        written.half = 0.5 * std::pow(10.0, -std::max(0, decimals));
        if (m_at < m_text.size() && m_text[m_at] == '%') {
            ++m_at;
            written.value /= 100;
            written.half /= 100;
        }
        return written;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

HeadFilter::HeadFilter(std::string_view text)
    : m_groups(FilterReader(text).groups())
{
}

bool HeadFilter::meets(const Condition &condition, double value)
{
    const bool within = value >= condition.low && value <= condition.high;
    switch (condition.relation) {
    case Relation::less: return value < condition.low;
    case Relation::lessEqual: return value <= condition.low;
    case Relation::greater: return value > condition.low;
    case Relation::greaterEqual: return value >= condition.low;
    case Relation::equal: return within;
    case Relation::notEqual: return !within && !std::isnan(value);
    }
    return false;
}

bool HeadFilter::takes(const HeadRow &row) const
{
    const auto valueOf = [&](int name) {
        return name == 0 ? row.layer + 1.0 : name == 1 ? row.head + 1.0 : row.values[static_cast<std::size_t>(name - 2)];
    };
    return m_groups.empty() || std::ranges::any_of(m_groups, [&](const std::vector<Condition> &group) {
        return std::ranges::all_of(group, [&](const Condition &condition) { return meets(condition, valueOf(condition.name)); });
    });
}

bool HeadFilter::uses(ScoreId id) const
{
    return std::ranges::any_of(m_groups, [&](const std::vector<Condition> &group) {
        return std::ranges::any_of(group, [&](const Condition &condition) { return condition.name == static_cast<int>(id) + 2; });
    });
}

const std::vector<std::string_view> &HeadFilter::names()
{
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> all{"layer", "head"};
        for (const ScoreDefinition &score : allScores())
            all.push_back(score.name);
        return all;
    }();
    return names;
}

std::string_view HeadFilter::nameBefore(std::string_view text, std::size_t cursor)
{
    const std::size_t end = std::min(cursor, text.size());
    std::size_t begin = end;
    while (begin > 0 && isNamePart(text[begin - 1]))
        --begin;
    std::size_t before = begin;
    while (before > 0 && isSpace(text[before - 1]))
        --before;
    // Behind a sign or the dots of a range stands a number.
    const bool isNumber = before > 0
        && (text[before - 1] == '<' || text[before - 1] == '>' || text[before - 1] == '=' || text[before - 1] == '.'
            || text.substr(0, before).ends_with("≤") || text.substr(0, before).ends_with("≥") || text.substr(0, before).ends_with("≠"));
    return isNumber ? std::string_view() : text.substr(begin, end - begin);
}

} // namespace headscope
