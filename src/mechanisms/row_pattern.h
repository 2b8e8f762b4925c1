// A pattern whose rows a function makes one at a time, when they are asked for: nothing of n × n is held.
#pragma once

#include "src/patterns/pattern.h"

#include <functional>
#include <span>

namespace headscope {

class RowPattern : public Pattern {
public:
    /// `fill` gets a row of zeros, a number for each key, and may be called from several threads.
    using FillRow = std::function<void(int query, std::span<float> row)>;

    RowPattern(int queries, int keys, FillRow fill, std::string formula, bool rowsSumToOne);
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override;
    std::string formula() const override { return m_formula; }
    bool rowsSumToOne() const override { return m_rowsSumToOne; }

private:
    FillRow m_fill;
    std::string m_formula;
    bool m_rowsSumToOne;
};

} // namespace headscope
