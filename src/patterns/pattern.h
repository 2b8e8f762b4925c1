// A picture of attention: how much each row (a query, or several) looks at each column (a key, or several). Made in blocks when a view
// asks for them, so that a text of thousands of tokens never needs the whole n × n matrix.
#pragma once

#include "src/tensor/matrix_view.h"
#include "src/tensor/mutable_matrix_view.h"

#include <string>
#include <vector>

namespace headscope {

/// The tokens [first, last) that a row or column stands for.
struct TokenSpan {
    int first = 0;
    int last = 0;
    bool operator==(const TokenSpan &) const = default;
};

/// Immutable; all functions may be called from several threads.
class Pattern {
public:
    virtual ~Pattern() = default;

    int rowCount() const { return static_cast<int>(m_rows.size()); }
    int columnCount() const { return static_cast<int>(m_columns.size()); }
    /// Of the text that asks; hidden tokens are in no span.
    const std::vector<TokenSpan> &rows() const { return m_rows; }
    /// Of the text that is looked at.
    const std::vector<TokenSpan> &columns() const { return m_columns; }

    /// The numbers of rows firstRow … and columns firstColumn …; out [rows, columns]. −∞ where a score is forbidden by the mask.
    virtual void block(int firstRow, int firstColumn, MutableMatrixView out) const = 0;
    /// Columns from here on are forbidden to these rows: they hold beyondReach() and need not be asked for.
    virtual int reach(int /*firstRow*/, int /*rowCount*/) const { return columnCount(); }
    virtual float beyondReach() const { return 0; }
    /// What a number is, as a formula: "A = softmax(Q·Kᵀ / √64)". For people; never empty.
    virtual std::string formula() const = 0;
    /// Whether every row sums to 1.
    virtual bool rowsSumToOne() const = 0;

protected:
    Pattern(std::vector<TokenSpan> rows, std::vector<TokenSpan> columns)
        : m_rows(std::move(rows))
        , m_columns(std::move(columns))
    {
    }

private:
    std::vector<TokenSpan> m_rows;
    std::vector<TokenSpan> m_columns;
};

/// All of its numbers, row by row: for patterns that are small enough to be held.
Matrix wholeMatrix(const Pattern &pattern);
/// One span for each of `count` tokens.
std::vector<TokenSpan> eachToken(int count);
/// Which of the spans, which are in order, a token is in; −1: none, it is hidden.
int spanOf(const std::vector<TokenSpan> &spans, int token);

} // namespace headscope
