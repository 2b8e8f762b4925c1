// Exact derivatives of recurrent cells, carried forward beside their states (Williams and Zipser 1989), in double precision.
#pragma once

#include "src/mechanisms/recurrent_cells.h"

#include <Eigen/Core>

namespace headscope {

class CellDerivatives {
public:
    explicit CellDerivatives(const RecurrentCell &cell);

    /// With respect to P numbers.
    struct State {
        Eigen::MatrixXd hidden; ///< ∂h/∂x [H, P]
        Eigen::MatrixXd cell; ///< ∂c/∂x of the LSTM [H, P]
    };
    State start(int numbers) const;
    /// One step on: the cell went from `before` to `after`. `input`: ∂(the cell's input)/∂x [D, P]; null: it does not depend on x.
    void step(const CellState &before, const CellState &after, const Eigen::MatrixXd *input, State &state) const;

private:
    CellKind m_kind;
    Eigen::MatrixXd m_ofInput; ///< [G · H, D]
    Eigen::MatrixXd m_ofState; ///< [G · H, H]
};

/// Of numbers in single precision.
Eigen::MatrixXd inDouble(const Matrix &matrix);
Eigen::VectorXd inDouble(const std::vector<float> &numbers);

/// ‖J‖ / √columns (Frobenius): how far the output moves on root mean square when the input takes a small step of length 1 in any direction.
double strengthOf(const Eigen::MatrixXd &derivative);

} // namespace headscope
