#include "src/patterns/key_weighted_pattern.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/models/weights.h"

#include <Eigen/Core>

#include <cmath>
#include <mutex>

namespace headscope {

namespace {

enum class Length { value, output };

using Square = Eigen::MatrixXd;

class KeyWeightedPattern : public Pattern {
public:
    KeyWeightedPattern(std::shared_ptr<const Pattern> weights, std::shared_ptr<const Trace> trace, const HeadPlace &place, Length length)
        : Pattern(weights->rows(), weights->columns())
        , m_weights(std::move(weights))
        , m_trace(std::move(trace))
        , m_place(place)
        , m_length(length)
    {
    }

    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        std::call_once(m_measured, [this] { measure(); });
        m_weights->block(firstRow, firstColumn, out);
        for (int r = 0; r < out.rows; ++r) {
            const std::vector<double> &lengths = firstRow + r == 0 && !m_globalLengths.empty() ? m_globalLengths : m_lengths;
            for (int c = 0; c < out.cols; ++c) {
                // The length of a vector times a negative weight (only an edit makes one) is positive.
                const double weight = m_length == Length::output ? std::abs(out(r, c)) : out(r, c);
                out(r, c) = static_cast<float>(weight * lengths[static_cast<std::size_t>(firstColumn + c)]);
            }
        }
    }
    int reach(int firstRow, int rowCount) const override { return m_weights->reach(firstRow, rowCount); }
    std::string formula() const override
    {
        return m_length == Length::value ? "A(t, s) · ‖v(s)‖" : "‖A(t, s) · v(s) · W_O‖ (Kobayashi et al. 2020)";
    }
    bool rowsSumToOne() const override { return false; }

private:
    void measure() const
    {
        const auto lengthsOf = [&](Stage stage) {
            const Matrix values = m_trace->matrix({stage, m_place.layer, m_place.head});
            return m_length == Length::value ? valueLengths(values.view) : outputLengths(m_trace->model(), m_place, values.view);
        };
        m_lengths = lengthsOf(Stage::v);
        if (m_trace->has(Stage::globalV, m_place.layer)) // what the first token takes
            m_globalLengths = lengthsOf(Stage::globalV);
    }

    std::shared_ptr<const Pattern> m_weights;
    std::shared_ptr<const Trace> m_trace;
    HeadPlace m_place;
    Length m_length;
    mutable std::once_flag m_measured;
    mutable std::vector<double> m_lengths; ///< [S]
    mutable std::vector<double> m_globalLengths; ///< [S], or empty
};

std::shared_ptr<const Pattern> weighted(
    std::shared_ptr<const Pattern> weights, std::shared_ptr<const Trace> trace, const HeadPlace &place, Length length)
{
    const StageKey key{Stage::weights, place.layer, place.head};
    trace->rows(key, 0, 0); // throws for a layer or head out of range
    if (weights->rowCount() != trace->rowCount(key) || weights->columnCount() != trace->columnCount(key))
        throw Error("the pattern has " + std::to_string(weights->rowCount()) + " × " + std::to_string(weights->columnCount())
                + " numbers, the head " + std::to_string(trace->rowCount(key)) + " × " + std::to_string(trace->columnCount(key)),
            "weighting a pattern by its keys", "Weight before words are joined or tokens hidden");
    return std::make_shared<KeyWeightedPattern>(std::move(weights), std::move(trace), place, length);
}

Eigen::RowVectorXd rowOf(const MatrixView &matrix, int row)
{
    Eigen::RowVectorXd numbers(matrix.cols);
    for (int c = 0; c < matrix.cols; ++c)
        numbers(c) = matrix(row, c);
    return numbers;
}

} // namespace

std::vector<double> valueLengths(const MatrixView &values)
{
    std::vector<double> lengths;
    lengths.reserve(static_cast<std::size_t>(values.rows));
    for (int s = 0; s < values.rows; ++s)
        lengths.push_back(rowOf(values, s).norm());
    return lengths;
}

std::vector<double> outputLengths(const Model &model, const HeadPlace &place, const MatrixView &values)
{
    const TransformerConfig &config = model.config();
    const Matrix output = model.weights()
                              .layer(place.layer)
                              .output.weight.block(place.head * config.headWidth, 0, config.headWidth, config.width)
                              .numbers(nullptr);
    const SingleThreadedBlas guard;
    // ‖v · W‖² = v · (W · Wᵀ) · vᵀ: Dh × Dh numbers for all keys, instead of D for each.
    Square rows(config.headWidth, config.width);
    for (int r = 0; r < rows.rows(); ++r)
        for (int c = 0; c < rows.cols(); ++c)
            rows(r, c) = output(r, c);
    model.weights().requireUnchanged();
    const Square products = rows * rows.transpose();
    std::vector<double> lengths;
    lengths.reserve(static_cast<std::size_t>(values.rows));
    for (int s = 0; s < values.rows; ++s) {
        const Eigen::RowVectorXd value = rowOf(values, s);
        const double squares = (value * products).dot(value);
        lengths.push_back(squares < 0 ? 0 : std::sqrt(squares)); // rounding may leave −1e-20 of a zero
    }
    return lengths;
}

std::shared_ptr<const Pattern> valueWeighted(
    std::shared_ptr<const Pattern> weights, std::shared_ptr<const Trace> trace, const HeadPlace &place)
{
    return weighted(std::move(weights), std::move(trace), place, Length::value);
}

std::shared_ptr<const Pattern> normWeighted(
    std::shared_ptr<const Pattern> weights, std::shared_ptr<const Trace> trace, const HeadPlace &place)
{
    return weighted(std::move(weights), std::move(trace), place, Length::output);
}

} // namespace headscope
