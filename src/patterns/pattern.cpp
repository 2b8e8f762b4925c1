#include "src/patterns/pattern.h"

#include <algorithm>

namespace headscope {

Matrix wholeMatrix(const Pattern &pattern)
{
    const int columns = pattern.columnCount();
    auto values = std::make_shared<std::vector<float>>(std::size_t(pattern.rowCount()) * std::size_t(columns));
    const MutableMatrixView view{values->data(), pattern.rowCount(), columns, columns};
    if (!view.empty())
        pattern.block(0, 0, view);
    return {view, std::move(values)};
}

std::vector<TokenSpan> eachToken(int count)
{
    std::vector<TokenSpan> spans;
    spans.reserve(static_cast<std::size_t>(count));
    for (int token = 0; token < count; ++token)
        spans.push_back({token, token + 1});
    return spans;
}

int spanOf(const std::vector<TokenSpan> &spans, int token)
{
    const auto found = std::partition_point(spans.begin(), spans.end(), [token](const TokenSpan &span) { return span.last <= token; });
    return token >= 0 && found != spans.end() && found->first <= token ? static_cast<int>(found - spans.begin()) : -1;
}

} // namespace headscope
