#include "src/patterns/difference_pattern.h"

#include "src/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

class DifferencePattern : public Pattern {
public:
    DifferencePattern(std::shared_ptr<const Pattern> after, std::shared_ptr<const Pattern> before)
        : Pattern(after->rows(), after->columns())
        , m_after(std::move(after))
        , m_before(std::move(before))
    {
    }

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        m_after->block(firstRow, firstColumn, out);
        std::vector<float> values(static_cast<std::size_t>(out.rows) * static_cast<std::size_t>(out.cols));
        const MutableMatrixView before{values.data(), out.rows, out.cols, out.cols};
        m_before->block(firstRow, firstColumn, before);
        for (int r = 0; r < out.rows; ++r) {
            for (int c = 0; c < out.cols; ++c) {
                const float a = out(r, c);
                const float b = before(r, c);
                // −∞ − −∞ would be NaN.
                out(r, c) = std::isinf(a) && a == b ? -std::numeric_limits<float>::infinity() : a - b;
            }
        }
    }
    int reach(int firstRow, int rowCount) const override
    {
        return std::max(m_after->reach(firstRow, rowCount), m_before->reach(firstRow, rowCount));
    }
    float beyondReach() const override { return m_after->beyondReach(); }
    std::string formula() const override { return "change of " + m_after->formula(); }
    bool rowsSumToOne() const override { return false; }

private:
    std::shared_ptr<const Pattern> m_after;
    std::shared_ptr<const Pattern> m_before;
};

} // namespace

std::shared_ptr<const Pattern> differencePattern(std::shared_ptr<const Pattern> after, std::shared_ptr<const Pattern> before)
{
    if (after->rows() != before->rows() || after->columns() != before->columns())
        throw Error("the patterns do not have the same rows and columns", "the change of a pattern", "Compare patterns of the same tokens");
    return std::make_shared<DifferencePattern>(std::move(after), std::move(before));
}

} // namespace headscope
