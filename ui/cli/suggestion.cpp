#include "ui/cli/suggestion.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace headscope {

namespace {

/// Optimal string alignment distance, letter case aside (Damerau 1964).
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    const auto same
        = [](char x, char y) { return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y)); };
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                cost[i][j] = i + j;
                continue;
            }
            cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1)});
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
    }
    return cost[a.size()][b.size()];
}

} // namespace

std::string nearestName(std::string_view word, const std::vector<std::string> &names)
{
    // A third of the letters may be wrong; names that only share a few letters would mislead. Long input is no typing mistake.
    constexpr std::size_t kLongestName = 64;
    if (word.empty() || word.size() > kLongestName)
        return {};
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const std::string &name : names) {
        const bool completes = word.size() >= 3 && name.compare(0, word.size(), word) == 0;
        const std::size_t d = completes ? 1 : distance(word, name);
        if (d < bestDistance && d < word.size()) {
            best = name;
            bestDistance = d;
        }
    }
    return best;
}

std::string suggestion(std::string_view word, const std::vector<std::string> &names)
{
    const std::string name = nearestName(word, names);
    return name.empty() ? std::string() : " Did you mean “" + name + "”?";
}

} // namespace headscope
