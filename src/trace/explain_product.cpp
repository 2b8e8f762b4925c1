// Products: one row of the left factor with one column of the right, and the bias.
#include "src/models/weights.h"
#include "src/trace/cell_symbols.h"
#include "src/trace/explain_stages.h"
#include "src/trace/labels.h"
#include "src/trace/product_parts.h"
#include "src/trace/sources.h"

namespace headscope {

namespace {

// The numbers of the right factor that this cell meets, as one row.
Matrix rightColumn(const Trace &trace, const ProductParts &parts, int column)
{
    if (!parts.right) {
        const Matrix weights = parts.weight.block(0, column, parts.weight.rows(), 1).copy().transposed();
        trace.model().weights().requireUnchanged();
        return weights;
    }
    if (parts.transposesRight())
        return trace.rows(*parts.right, column, 1);
    const Matrix values = trace.matrix(*parts.right);
    return Matrix{values.view.block(0, column, values.rows(), 1), values.owner}.transposed();
}

std::string productFormula(const ProductParts &parts, const Explanation &cell)
{
    const std::string right = parts.right ? cellSymbol(parts.right->stage) : std::string(parts.weightSymbol);
    return cellSymbol(cell.key.stage) + " = " + cellSymbol(parts.left.stage) + (parts.leftIsEncoder ? " (encoder)" : "") + " · " + right
        + (cell.hasBias ? " + b" : "");
}

std::string latexProductFormula(const ProductParts &parts, const Explanation &cell, int leftRow, int terms)
{
    const std::string column = std::to_string(cell.column + 1);
    std::string right;
    if (!parts.right)
        right = "(" + latexWeight(parts.weightSymbol) + ")_{i," + column + "}";
    else
        right = parts.transposesRight() ? latexCell(parts.right->stage, column, "i") : latexCell(parts.right->stage, "i", column);
    return latexCell(cell.key.stage, cell.row, cell.column) + " &= \\sum_{i=1}^{" + std::to_string(terms) + "} "
        + latexCell(parts.left.stage, std::to_string(leftRow + 1), "i") + " \\, " + right + (cell.hasBias ? " + b_{" + column + "}" : "")
        + (parts.leftIsEncoder ? " \\quad \\text{(first factor: encoder)}" : "");
}

} // namespace

void explainProduct(const Trace &trace, Explanation &cell)
{
    const ProductParts parts = partsOfRow(trace, cell.key, cell.row);
    const int leftRow = sourceRow(trace, cell.key, cell.row);
    const Matrix left = trace.rows(parts.left, leftRow, 1);
    const Matrix right = rightColumn(trace, parts, cell.column);

    cell.kind = Explanation::Kind::dotProduct;
    cell.hasBias = !parts.bias.empty();
    for (int i = 0; i < left.cols(); ++i) {
        const double a = left(0, i);
        const double b = right(0, i);
        cell.terms.push_back({columnLabel(trace, parts.left, i), a, b, a * b});
        cell.rebuilt += a * b;
    }
    if (cell.hasBias) {
        const double bias = parts.bias(0, cell.column);
        cell.terms.push_back({"bias", bias, 0, bias});
        cell.rebuilt += bias;
    }
    cell.formula = productFormula(parts, cell);
    cell.latexFormula = latexProductFormula(parts, cell, leftRow, left.cols());
}

} // namespace headscope
