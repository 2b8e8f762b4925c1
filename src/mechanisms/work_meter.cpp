#include "src/mechanisms/work_meter.h"

#include "src/ops/matmul.h"

namespace headscope {

void WorkMeter::hold(double bytes)
{
    const double held = m_held.fetch_add(bytes) + bytes;
    double most = m_most.load();
    while (held > most && !m_most.compare_exchange_weak(most, held)) { }
}

void WorkMeter::release(double bytes)
{
    m_held.fetch_sub(bytes);
}

MechanismWork WorkMeter::counted() const
{
    MechanismWork counted = work;
    counted.bytesHeld = m_most;
    return counted;
}

MeteredMatrix::MeteredMatrix(WorkMeter &meter, int rows, int cols)
    : m_meter(meter)
    , m_rows(rows)
    , m_cols(cols)
    , m_numbers(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols))
{
    m_meter.hold(double(m_numbers.size()) * sizeof(float));
}

MeteredMatrix::~MeteredMatrix()
{
    m_meter.release(double(m_numbers.size()) * sizeof(float));
}

Matrix MeteredMatrix::copy() const
{
    return copyOf(view());
}

OwnMatrix::OwnMatrix(int rows, int cols)
    : m_rows(rows)
    , m_cols(cols)
    , m_numbers(std::make_shared<std::vector<float>>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols)))
{
}

Matrix copyOf(MatrixView numbers)
{
    OwnMatrix copy(numbers.rows, numbers.cols);
    for (int r = 0; r < numbers.rows; ++r)
        for (int c = 0; c < numbers.cols; ++c)
            copy(r, c) = numbers(r, c);
    return copy.matrix();
}

Matrix matrixProduct(MatrixView a, MatrixView b)
{
    OwnMatrix product(a.rows, b.cols);
    multiply(a, b, product.view());
    return product.matrix();
}

} // namespace headscope
