#include "src/scores/value_output.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/models/weights.h"
#include "src/ops/linear.h"
#include "src/ops/matmul.h"

#include <Eigen/Core>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

// Words taken together, and how much of their vectors: their two blocks are 2 MB.
constexpr int kBlockWords = 1024;
constexpr int kTileSide = 256;
// What the eigenvalues of n × n numbers cost, in multiplications by n³.
constexpr double kEigenWork = 25;

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
    const SingleThreadedBlas guard;
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
    // Each task makes a tile of the product from all words, so that threads meet once and not after every block of words.
    const int tiles = (config.width + kTileSide - 1) / kTileSide;
    const int blocks = (words + kBlockWords - 1) / kBlockWords;
    std::vector<std::vector<float>> memory(2 * static_cast<std::size_t>(threadCount()));
    std::atomic<int> done = 0;
    forTasks(tiles * tiles, 1.0 * words * config.width * config.width, [&](int index, int thread) {
        const int row = index / tiles * kTileSide;
        const int column = index % tiles * kTileSide;
        const int rows = std::min(kTileSide, config.width - row);
        const int columns = std::min(kTileSide, config.width - column);
        for (int word = 0; word < words && !stop.stop_requested(); word += kBlockWords) {
            const int count = std::min(kBlockWords, words - word);
            std::vector<float> *own = memory.data() + 2 * static_cast<std::size_t>(thread);
            const MatrixView written = weightTile(unembedding.block(row, 0, rows, words), word, count, own[0]);
            const MatrixView read = weightTile(embedding.block(column, 0, columns, words), word, count, own[1]);
            multiplyAdd(written, read.transposed(), sum.block(row, column, rows, columns));
            const int now = ++done;
            if (progress && thread == 0) // the calling thread
                progress(static_cast<double>(now) / (static_cast<double>(blocks) * tiles * tiles));
        }
    });
    model->weights().requireUnchanged();
    return stop.stop_requested() ? nullptr : product;
}

std::optional<double> EmbeddingProduct::copying(const HeadPlace &place) const
{
    checkPlace(*m_model, place);
    const SingleThreadedBlas guard;
    const std::optional<double> score = scoreOf(place);
    m_model->weights().requireUnchanged();
    return score;
}

std::optional<double> EmbeddingProduct::scoreOf(const HeadPlace &place) const
{
    const TransformerConfig &config = m_model->config();
    const int stack = config.stackCount() - 1;
    if (config.layer(place.layer).cross || config.stackOf(place.layer) != stack)
        return std::nullopt;
    Numbers output = outputMap(*m_model, place);
    if (config.finalNorm)
        for (int d = 0; d < m_width; ++d)
            output.col(d) *= gainAt(config, m_model->weights().model().stacks[stack].finalNorm, d);
    const Numbers values = valueMap(*m_model, place);
    using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::Map<const Rows> words(m_numbers.data(), m_width, m_width);
    const Numbers small = (output * words.cast<double>()) * values; // [Dh, Dh]
    if (!small.allFinite())
        return std::numeric_limits<double>::quiet_NaN();
    const Eigen::EigenSolver<Numbers> solver(small, false);
    if (solver.info() != Eigen::Success)
        return std::nullopt;
    const double sizes = solver.eigenvalues().cwiseAbs().sum();
    if (!(sizes > 0))
        return std::nullopt;
    return std::clamp(solver.eigenvalues().real().sum() / sizes, -1.0, 1.0);
}

std::vector<std::optional<double>> EmbeddingProduct::copyingOfAll(std::stop_token stop) const
{
    const TransformerConfig &config = m_model->config();
    std::vector<std::optional<double>> scores(static_cast<std::size_t>(config.layers) * static_cast<std::size_t>(config.heads));
    const double work = static_cast<double>(scores.size()) * kEigenWork * std::pow(config.headWidth, 3);
    forTasks(static_cast<int>(scores.size()), work, [&](int index, int) {
        if (!stop.stop_requested())
            scores[static_cast<std::size_t>(index)] = scoreOf({index / config.heads, index % config.heads});
    });
    m_model->weights().requireUnchanged();
    return scores;
}

} // namespace headscope
