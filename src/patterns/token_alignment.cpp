#include "src/patterns/token_alignment.h"

#include <algorithm>

namespace headscope {

namespace {

using Texts = std::span<const int>; // each different text has a number

std::string comparable(std::string_view text)
{
    text.remove_prefix(skipBlank(text));
    while (!text.empty() && isBlank(text.substr(text.size() - 1)))
        text.remove_suffix(1);
    std::string result(text);
    for (char &c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

/// Most pairs of the whole of a with each beginning of b, [b.size() + 1].
std::vector<int> mostPairs(Texts a, Texts b, bool backwards)
{
    std::vector<int> row(b.size() + 1, 0);
    std::vector<int> next(row);
    for (std::size_t i = 0; i < a.size(); ++i) {
        const int text = a[backwards ? a.size() - 1 - i : i];
        for (std::size_t j = 0; j < b.size(); ++j) {
            const int other = b[backwards ? b.size() - 1 - j : j];
            next[j + 1] = text == other ? row[j] + 1 : std::max(row[j + 1], next[j]);
        }
        std::swap(row, next);
    }
    return row;
}

/// Appends the alignment of a, whose first unit is number firstA, with b.
void align(Texts a, int firstA, Texts b, int firstB, std::vector<AlignedUnit> &units)
{
    std::size_t alike = 0;
    while (alike < std::min(a.size(), b.size()) && a[alike] == b[alike]) {
        units.push_back({firstA + static_cast<int>(alike), firstB + static_cast<int>(alike)});
        ++alike;
    }
    a = a.subspan(alike);
    b = b.subspan(alike);
    firstA += static_cast<int>(alike);
    firstB += static_cast<int>(alike);
    std::size_t tail = 0;
    while (tail < std::min(a.size(), b.size()) && a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
        ++tail;
    const Texts middleA = a.first(a.size() - tail);
    const Texts middleB = b.first(b.size() - tail);
    if (middleA.empty() || middleB.empty() || middleA.size() == 1) {
        const auto found = middleA.size() == 1 ? std::ranges::find(middleB, middleA.front()) : middleB.end();
        const auto before = static_cast<int>(found - middleB.begin());
        if (middleA.size() > 0 && found == middleB.end())
            for (std::size_t i = 0; i < middleA.size(); ++i)
                units.push_back({firstA + static_cast<int>(i), -1});
        for (int j = 0; j < static_cast<int>(middleB.size()); ++j)
            units.push_back({j == before ? firstA : -1, firstB + j});
    } else {
        const std::size_t half = middleA.size() / 2;
        const std::vector<int> front = mostPairs(middleA.first(half), middleB, false);
        const std::vector<int> back = mostPairs(middleA.subspan(half), middleB, true);
        std::size_t cut = 0;
        int best = -1;
        for (std::size_t j = 0; j <= middleB.size(); ++j) {
            if (front[j] + back[middleB.size() - j] > best) {
                best = front[j] + back[middleB.size() - j];
                cut = j;
            }
        }
        align(middleA.first(half), firstA, middleB.first(cut), firstB, units);
        align(middleA.subspan(half), firstA + static_cast<int>(half), middleB.subspan(cut), firstB + static_cast<int>(cut), units);
    }
    for (std::size_t i = 0; i < tail; ++i)
        units.push_back({firstA + static_cast<int>(middleA.size() + i), firstB + static_cast<int>(middleB.size() + i)});
}

} // namespace

std::vector<std::string> comparableTexts(const TokenText &text, std::span<const TokenSpan> units)
{
    std::vector<std::string> texts;
    for (const TokenSpan &unit : units) {
        std::string surface;
        for (int token = unit.first; token < unit.last; ++token)
            surface += text.surface(token);
        std::string plain = comparable(surface);
        texts.push_back(plain.empty() ? text.token(unit.first).display : std::move(plain));
    }
    return texts;
}

std::vector<AlignedUnit> alignUnits(const std::vector<std::string> &a, const std::vector<std::string> &b)
{
    // Numbers compare faster than texts, and are compared often.
    std::vector<std::string> different(a);
    different.insert(different.end(), b.begin(), b.end());
    std::ranges::sort(different);
    different.erase(std::unique(different.begin(), different.end()), different.end()); // clang 14 cannot read that of std::ranges
    const auto numbered = [&](const std::vector<std::string> &texts) {
        std::vector<int> numbers;
        for (const std::string &text : texts)
            numbers.push_back(static_cast<int>(std::ranges::lower_bound(different, text) - different.begin()));
        return numbers;
    };
    std::vector<AlignedUnit> units;
    const std::vector<int> first = numbered(a);
    const std::vector<int> second = numbered(b);
    align(first, 0, second, 0, units);
    return units;
}

AlignmentCount countOf(const std::vector<AlignedUnit> &units)
{
    AlignmentCount count;
    for (const AlignedUnit &unit : units) {
        count.both += unit.a >= 0 && unit.b >= 0 ? 1 : 0;
        count.onlyA += unit.b < 0 ? 1 : 0;
        count.onlyB += unit.a < 0 ? 1 : 0;
    }
    return count;
}

} // namespace headscope
