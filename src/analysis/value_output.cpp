#include "src/analysis/value_output.h"

#include "src/error.h"
#include "src/models/weights.h"
#include "src/ops/linear.h"
#include "src/ops/matmul.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace headscope {
#include <limits>

namespace {

// Words taken together: their two blocks of a model 4,096 wide are 32 MB.
constexpr int kBlockWords = 1024;

using Numbers = Eigen::MatrixXd;

Numbers numbersOf(const StoredMatrix &stored)
{
    const Matrix matrix = stored.numbers(nullptr);
    Numbers numbers(matrix.rows(), matrix.cols());
    for (int c = 0; c < matrix.cols(); ++c)
        for (int r = 0; r < matrix.rows(); ++r)
            numbers(r, c) = matrix(r, c);
    return numbers;
}

double gainAt(const TransformerConfig &config, const NormWeights &norm, int column)
{
    if (config.norm == NormKind::none || norm.gain.empty())
        return 1;
    return norm.gain(0, column) + (config.norm == NormKind::rms && config.gainPlusOne ? 1.0 : 0.0);
}

void checkPlace(const Model &model, const HeadPlace &place)
{
    const TransformerConfig &config = model.config();
    if (place.layer < 0 || place.layer >= config.layers || place.head < 0 || place.head >= config.heads)
        throw Error("there is no layer " + std::to_string(place.layer) + ", head " + std::to_string(place.head) + ": the model has "
                + std::to_string(config.layers) + " × " + std::to_string(config.heads) + " (counted from 0)",
            model.name());
}

// g ∘ W_V [D, Dh]
Numbers valueMap(const Model &model, const HeadPlace &place)
{
    const TransformerConfig &config = model.config();
    const LayerWeights &layer = model.weights().layer(place.layer);
    Numbers values = numbersOf(layer.v.weight.block(0, config.groupOf(place.head) * config.headWidth, config.width, config.headWidth));
    if (config.normPlace == NormPlace::pre && !config.layer(place.layer).cross)
        for (int d = 0; d < config.width; ++d)
            values.row(d) *= gainAt(config, layer.attentionNorm, d);
    return values;
}

// W_O [Dh, D]: the head's own rows.
Numbers outputMap(const Model &model, const HeadPlace &place)
{
    const TransformerConfig &config = model.config();
    return numbersOf(
        model.weights().layer(place.layer).output.weight.block(place.head * config.headWidth, 0, config.headWidth, config.width));
}

std::string whyNotCopying(const TransformerConfig &config)
{
    if (config.predicts == Predicts::nothing)
        return "the model has no map from the stream to the vocabulary";
    if (config.predictionDense || config.predictionNorm)
        return "another layer stands between the stream and the vocabulary";
    if (config.embeddingProjection != EmbeddingProjection::none || config.widthOfEmbedding() != config.width)
        return "the embedding has another width than the stream";
    return {};
}

} // namespace

double valueOutputNorm(const Model &model, const HeadPlace &place)
{
    checkPlace(model, place);
    const Numbers values = valueMap(model, place);
    const Numbers output = outputMap(model, place);
    model.weights().requireUnchanged();
    // ‖A · B‖² = trace(AᵀA · BBᵀ): Dh × Dh numbers instead of D × D.
    const Numbers left = values.transpose() * values;
    const Numbers right = output * output.transpose();
    const double squares = left.cwiseProduct(right).sum(); // both are symmetric
    return squares < 0 ? 0 : std::sqrt(squares); // rounding may leave −1e-20 of 0; NaN stays
}

std::shared_ptr<const EmbeddingProduct> EmbeddingProduct::make(
    const std::shared_ptr<const Model> &model, std::stop_token stop, const std::function<void(double share)> &progress)
{
    const TransformerConfig &config = model->config();
    if (const std::string reason = whyNotCopying(config); !reason.empty())
        throw Error("there is no copying score: " + reason, model->name());
    const ModelWeights &weights = model->weights().model();
    const StoredMatrix embedding = weights.stacks[config.stackCount() - 1].embedding.transposed(); // [D, V]
    const StoredMatrix &unembedding = weights.unembedding.weight; // [D, V]
    const int words = std::min(embedding.cols(), unembedding.cols());
    auto product = std::make_shared<EmbeddingProduct>();
    product->m_model = model;
    product->m_width = config.width;
    product->m_numbers.assign(static_cast<std::size_t>(config.width) * static_cast<std::size_t>(config.width), 0.0f);
    const MutableMatrixView sum{product->m_numbers.data(), config.width, config.width, config.width};
    std::vector<float> embeddingMemory;
    std::vector<float> unembeddingMemory;
    for (int word = 0; word < words; word += kBlockWords) {
        if (stop.stop_requested())
            return nullptr;
        const int count = std::min(kBlockWords, words - word);
        const MatrixView read = weightTile(embedding, word, count, embeddingMemory);
        const MatrixView written = weightTile(unembedding, word, count, unembeddingMemory);
        multiplyAdd(written, read.transposed(), sum);
        if (progress)
            progress(static_cast<double>(word + count) / words);
    }
    model->weights().requireUnchanged();
    return product;
}

std::optional<double> EmbeddingProduct::copying(const HeadPlace &place) const
{
    checkPlace(*m_model, place);
    const TransformerConfig &config = m_model->config();
    const int stack = config.stackCount() - 1;
    if (config.layer(place.layer).cross || config.stackOf(place.layer) != stack)
        return std::nullopt;
    Numbers output = outputMap(*m_model, place);
    if (config.finalNorm)
        for (int d = 0; d < m_width; ++d)
            output.col(d) *= gainAt(config, m_model->weights().model().stacks[stack].finalNorm, d);
    const Numbers values = valueMap(*m_model, place);
    m_model->weights().requireUnchanged();
    using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const Rows> words(m_numbers.data(), m_width, m_width);
    const Numbers small = (output * words.cast<double>()) * values; // [Dh, Dh]
    if (!small.allFinite())
        return std::nullopt;
    const Eigen::EigenSolver<Numbers> solver(small, false);
    if (solver.info() != Eigen::Success)
        return std::nullopt;
    const double sizes = solver.eigenvalues().cwiseAbs().sum();
    if (!(sizes > 0))
        return std::numeric_limits<double>::quiet_NaN();
    return std::clamp(solver.eigenvalues().real().sum() / sizes, -1.0, 1.0);
}

} // namespace headscope
