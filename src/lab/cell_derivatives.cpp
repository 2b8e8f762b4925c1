#include "src/lab/cell_derivatives.h"

#include <cmath>

namespace headscope {

CellDerivatives::CellDerivatives(const RecurrentCell &cell)
    : m_kind(cell.kind())
    , m_ofInput(inDouble(cell.weights().ofInput))
    , m_ofState(inDouble(cell.weights().ofState))
{
}

CellDerivatives::State CellDerivatives::start(int numbers) const
{
    return {Eigen::MatrixXd::Zero(m_ofState.cols(), numbers), Eigen::MatrixXd::Zero(m_ofState.cols(), numbers)};
}

void CellDerivatives::step(const CellState &before, const CellState &after, const Eigen::MatrixXd *input, State &state) const
{
    const Eigen::Index width = m_ofState.cols();
    const Eigen::ArrayXd hidden = inDouble(after.hidden).array();
    const Eigen::ArrayXd gates = inDouble(after.gates).array();
    const auto gate = [&](int which) { return gates.segment(which * width, width); };
    const auto slopeOfSigmoid = [](const Eigen::ArrayXd &y) -> Eigen::ArrayXd { return y * (1 - y); };
    const auto slopeOfTanh = [](const Eigen::ArrayXd &y) -> Eigen::ArrayXd { return 1 - y * y; };
    const auto scaled = [](const Eigen::ArrayXd &by, const auto &rows) -> Eigen::MatrixXd { return by.matrix().asDiagonal() * rows; };

    const Eigen::MatrixXd fromState = m_ofState * state.hidden;
    Eigen::MatrixXd sums = fromState; // ∂ of what the nonlinearities are applied to
    if (input)
        sums += m_ofInput * *input;
    const auto rows = [&](const Eigen::MatrixXd &of, int which) { return of.middleRows(which * width, width); };
    switch (m_kind) {
    case CellKind::elman: state.hidden = scaled(slopeOfTanh(hidden), sums); break;
    case CellKind::lstm: {
        const Eigen::ArrayXd remembered = inDouble(before.cell).array();
        const Eigen::ArrayXd shown = inDouble(after.cell).array().tanh();
        state.cell = scaled(gate(1), state.cell) + scaled(remembered * slopeOfSigmoid(gate(1)), rows(sums, 1))
            + scaled(gate(2) * slopeOfSigmoid(gate(0)), rows(sums, 0)) + scaled(gate(0) * slopeOfTanh(gate(2)), rows(sums, 2));
        state.hidden = scaled(gate(3) * slopeOfTanh(shown), state.cell) + scaled(shown * slopeOfSigmoid(gate(3)), rows(sums, 3));
        break;
    }
    case CellKind::gru: {
        const Eigen::ArrayXd old = inDouble(before.hidden).array();
        Eigen::MatrixXd candidate = scaled(gate(0), rows(fromState, 2)) + scaled(gate(3) * slopeOfSigmoid(gate(0)), rows(sums, 0));
        if (input)
            candidate += m_ofInput.middleRows(2 * width, width) * *input;
        state.hidden = scaled(gate(1), state.hidden) + scaled((1 - gate(1)) * slopeOfTanh(gate(2)), candidate)
            + scaled((old - gate(2)) * slopeOfSigmoid(gate(1)), rows(sums, 1));
        break;
    }
    }
}

Eigen::MatrixXd inDouble(const Matrix &matrix)
{
    Eigen::MatrixXd copy(matrix.rows(), matrix.cols());
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            copy(r, c) = matrix(r, c);
    return copy;
}

Eigen::VectorXd inDouble(const std::vector<float> &numbers)
{
    return Eigen::Map<const Eigen::VectorXf>(numbers.data(), static_cast<Eigen::Index>(numbers.size())).cast<double>();
}

double strengthOf(const Eigen::MatrixXd &derivative)
{
    return derivative.norm() / std::sqrt(double(derivative.cols()));
}

} // namespace headscope
