// Counts what a run does while it does it, and how much it holds: numbers of a run, never of a formula.
#pragma once

#include "src/tensor/mutable_matrix_view.h"

#include <atomic>
#include <vector>

namespace headscope {

/// What a run did.
struct MechanismWork {
    double pairs = 0; ///< of a query and a key that were compared
    double multiplyAdds = 0;
    double specials = 0; ///< exponentials, tanh, logarithms, sines
    double bytesMoved = 0; ///< rows of keys and values read, scores and weights written and read, states written and read
    double bytesHeld = 0; ///< at most at once, beside q, k, v and the output, with one thread
    double sequentialSteps = 1; ///< that have to wait for one another
    double stateNumbers = 0; ///< kept to go on with the next token: keys and values, or a state
};

/// The counters may be added to by one thread at a time; holding is safe across threads.
class WorkMeter {
public:
    MechanismWork work; ///< bytesHeld is filled in by counted()

    void hold(double bytes);
    void release(double bytes);
    MechanismWork counted() const;

private:
    std::atomic<double> m_held = 0;
    std::atomic<double> m_most = 0;
};

/// Zeros that the meter knows of for as long as they live. [rows, cols]
class MeteredMatrix {
public:
    MeteredMatrix(WorkMeter &meter, int rows, int cols);
    ~MeteredMatrix();
    MeteredMatrix(const MeteredMatrix &) = delete;
    MeteredMatrix &operator=(const MeteredMatrix &) = delete;

    int rows() const { return m_rows; }
    int cols() const { return m_cols; }
    float *row(int row) { return m_numbers.data() + std::ptrdiff_t(row) * m_cols; }
    const float *row(int row) const { return m_numbers.data() + std::ptrdiff_t(row) * m_cols; }
    float &operator()(int r, int c) { return row(r)[c]; }
    float operator()(int r, int c) const { return row(r)[c]; }
    MutableMatrixView view() { return {m_numbers.data(), m_rows, m_cols, m_cols}; }
    MatrixView view() const { return {m_numbers.data(), m_rows, m_cols, m_cols, 1}; }
    /// A copy that stays: for steps and results, which the meter does not count.
    Matrix copy() const;

private:
    WorkMeter &m_meter;
    int m_rows;
    int m_cols;
    std::vector<float> m_numbers;
};

/// Numbers of its own that may be written, and the same as a Matrix: for outputs and steps. Zeros. [rows, cols]
class OwnMatrix {
public:
    OwnMatrix(int rows, int cols);
    MutableMatrixView view() { return {m_numbers->data(), m_rows, m_cols, m_cols}; }
    float &operator()(int r, int c) { return (*m_numbers)[static_cast<std::size_t>(std::ptrdiff_t(r) * m_cols + c)]; }
    float *row(int r) { return m_numbers->data() + std::ptrdiff_t(r) * m_cols; }
    /// Shares the numbers: write no more.
    Matrix matrix() const { return {{m_numbers->data(), m_rows, m_cols, m_cols, 1}, m_numbers}; }

private:
    int m_rows;
    int m_cols;
    std::shared_ptr<std::vector<float>> m_numbers;
};

Matrix copyOf(MatrixView numbers);
/// a · b as a matrix of its own. a [R, I], b [I, C].
Matrix matrixProduct(MatrixView a, MatrixView b);

} // namespace headscope
