#include "src/interventions/partner_tokens.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr std::size_t kLongest = 2000;

std::vector<int> byPosition(std::size_t a, std::size_t b)
{
    std::vector<int> aligned(a, -1);
    for (std::size_t t = 0; t < std::min(a, b); ++t)
        aligned[t] = static_cast<int>(t);
    return aligned;
}

} // namespace

std::vector<int> partnerTokens(const std::vector<Token> &a, const std::vector<Token> &b, AlignmentRule rule)
{
    if (rule == AlignmentRule::position || a.size() > kLongest || b.size() > kLongest)
        return byPosition(a.size(), b.size());
    // steps[i][j]: fewest changes that make the first i tokens of `a` the first j of `b`.
    const std::size_t columns = b.size() + 1;
    std::vector<int> steps((a.size() + 1) * columns);
    const auto at = [&](std::size_t i, std::size_t j) -> int & { return steps[i * columns + j]; };
    const auto differs = [&](std::size_t i, std::size_t j) { return a[i - 1].id != b[j - 1].id ? 1 : 0; };
    for (std::size_t i = 0; i <= a.size(); ++i)
        for (std::size_t j = 0; j <= b.size(); ++j)
            at(i, j) = i == 0 || j == 0 ? static_cast<int>(i + j)
                                        : std::min({at(i - 1, j - 1) + differs(i, j), at(i - 1, j) + 1, at(i, j - 1) + 1});
    std::vector<int> aligned(a.size(), -1);
    std::size_t i = a.size();
    std::size_t j = b.size();
    while (i > 0 && j > 0) {
        if (at(i, j) == at(i - 1, j - 1) + differs(i, j)) {
            aligned[--i] = static_cast<int>(--j);
        } else if (at(i, j) == at(i - 1, j) + 1) {
            --i;
        } else {
            --j;
        }
    }
    return aligned;
}

} // namespace headscope
