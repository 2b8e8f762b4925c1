#include "src/patterns/combined_pattern.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

namespace {

class CombinedPattern : public Pattern {
public:
    CombinedPattern(std::vector<std::shared_ptr<const Pattern>> parts, HeadRule rule, const std::string &names)
        : Pattern(parts.front()->rows(), parts.front()->columns())
        , m_parts(std::move(parts))
        , m_rule(headRuleInfo(rule))
        , m_names(names)
    {
    }

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        m_parts.front()->block(firstRow, firstColumn, out);
        std::vector<float> numbers(static_cast<std::size_t>(out.rows) * static_cast<std::size_t>(out.cols));
        const MutableMatrixView next{numbers.data(), out.rows, out.cols, out.cols};
        for (std::size_t i = 1; i < m_parts.size(); ++i) {
            m_parts[i]->block(firstRow, firstColumn, next);
            for (int r = 0; r < out.rows; ++r)
                m_rule.join(next.row(r), out.row(r), out.cols);
        }
        if (!m_rule.averages)
            return;
        const float share = 1.0f / static_cast<float>(m_parts.size());
        for (int r = 0; r < out.rows; ++r)
            for (int c = 0; c < out.cols; ++c)
                out(r, c) *= share;
    }
    int reach(int firstRow, int rowCount) const override
    {
        int most = 0;
        for (const auto &part : m_parts)
            most = std::max(most, part->reach(firstRow, rowCount));
        return most;
    }
    float beyondReach() const override { return m_parts.front()->beyondReach(); }
    std::string formula() const override
    {
        return std::string(m_rule.name) + " over heads " + m_names + " of " + m_parts.front()->formula();
    }
    bool rowsSumToOne() const override
    {
        return m_rule.averages && std::all_of(m_parts.begin(), m_parts.end(), [](const auto &part) { return part->rowsSumToOne(); });
    }

private:
    std::vector<std::shared_ptr<const Pattern>> m_parts;
    const HeadRuleInfo &m_rule;
    std::string m_names;
};

} // namespace

std::shared_ptr<const Pattern> combinedPattern(std::vector<std::shared_ptr<const Pattern>> parts, HeadRule rule, const std::string &names)
{
    if (parts.empty())
        throw Error("no heads are chosen", "combining heads");
    for (const auto &part : parts)
        if (part->rows() != parts.front()->rows() || part->columns() != parts.front()->columns())
            throw Error("the heads look from or at different texts: " + std::to_string(part->rowCount()) + " × "
                    + std::to_string(part->columnCount()) + " tokens beside " + std::to_string(parts.front()->rowCount()) + " × "
                    + std::to_string(parts.front()->columnCount()),
                "combining heads " + names, "Choose heads of one text: of the encoder, of the decoder, or of cross-attention");
    if (parts.size() == 1)
        return parts.front();
    if (!headRuleInfo(rule).join)
        throw Error("heads side by side are not one picture", "combining heads " + names);
    return std::make_shared<CombinedPattern>(std::move(parts), rule, names);
}

} // namespace headscope
