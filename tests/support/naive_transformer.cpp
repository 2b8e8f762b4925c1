#include "tests/support/naive_transformer.h"

#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace headscope {

namespace {

using Table = NaiveTransformer::Table;

Table zeros(std::size_t rows, std::size_t cols)
{
    return Table(rows, std::vector<double>(cols, 0.0));
}

Table product(const Table &x, MatrixView weight, MatrixView bias)
{
    Table y = zeros(x.size(), static_cast<std::size_t>(weight.cols));
    for (std::size_t r = 0; r < x.size(); ++r)
        for (int c = 0; c < weight.cols; ++c) {
            double sum = bias.empty() ? 0.0 : bias(0, c);
            for (int i = 0; i < weight.rows; ++i)
                sum += x[r][static_cast<std::size_t>(i)] * weight(i, c);
            y[r][static_cast<std::size_t>(c)] = sum;
        }
    return y;
}

Table sum(const Table &a, const Table &b)
{
    Table y = a;
    for (std::size_t r = 0; r < y.size(); ++r)
        for (std::size_t c = 0; c < y[r].size(); ++c)
            y[r][c] += b[r][c];
    return y;
}

double activated(Activation kind, double x)
{
    if (kind == Activation::relu)
        return x > 0 ? x : 0;
    if (kind == Activation::gelu)
        return 0.5 * x * (1 + std::erf(x / std::numbers::sqrt2));
    return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
}

Table softmax(Table scores)
{
    for (std::vector<double> &row : scores) {
        double total = 0;
        double largest = -std::numeric_limits<double>::infinity();
        for (double s : row)
            largest = std::max(largest, s);
        for (double &s : row) {
            s = std::isinf(s) ? 0 : std::exp(s - largest);
            total += s;
        }
        for (double &s : row)
            s = total > 0 ? s / total : 0;
    }
    return scores;
}

bool matches(int wanted, std::size_t actual)
{
    return wanted == Edit::kAll || static_cast<std::size_t>(wanted) == actual;
}

} // namespace

NaiveTransformer::NaiveTransformer(const Model &model, std::vector<int> ids, Edits edits)
    : m_model(model)
    , m_config(model.config())
    , m_ids(std::move(ids))
    , m_edits(std::move(edits))
{
    Table x = start();
    for (int layer = 0; layer < m_config.layers; ++layer)
        x = runLayer(layer, x);
    const ModelWeights &weights = model.weights().model();
    if (m_config.finalNorm && m_config.norm != NormKind::none)
        x = keep(Stage::finalNorm, 0, 0, norm(x, weights.stacks[0].finalNorm));
    keep(Stage::logits, 0, 0, product(x, weights.unembedding.weight.numbers({}).view, weights.unembedding.bias));
}

Table NaiveTransformer::edited(Table table, Stage stage, int layer, int head) const
{
    const StageScope scope = stageInfo(stage).scope;
    for (const Edit &edit : m_edits) {
        const bool ofHead = edit.kind == Edit::Kind::scaleHead && stage == Stage::weightedSum;
        const bool ofValue = edit.kind <= Edit::Kind::scaleValue && edit.stage == stage;
        if ((!ofHead && !ofValue) || (scope != StageScope::model && !matches(edit.layer, static_cast<std::size_t>(layer)))
            || (scope == StageScope::head && !matches(edit.head, static_cast<std::size_t>(head))))
            continue;
        for (std::size_t r = 0; r < table.size(); ++r)
            for (std::size_t c = 0; c < table[r].size(); ++c) {
                double &x = table[r][c];
                if (ofHead)
                    x *= edit.value;
                else if (!matches(edit.row, r) || !matches(edit.column, c))
                    continue;
                else if (edit.kind == Edit::Kind::setValue)
                    x = edit.value;
                else if (!std::isinf(x))
                    x = edit.kind == Edit::Kind::addValue ? x + edit.value : x * edit.value;
            }
    }
    return table;
}

const Table &NaiveTransformer::keep(Stage stage, int layer, int head, Table table)
{
    return m_stages[{stage, layer, head}] = edited(std::move(table), stage, layer, head);
}

Table NaiveTransformer::norm(const Table &x, const NormWeights &weights) const
{
    if (m_config.norm == NormKind::none)
        return x;
    Table y = x;
    for (std::vector<double> &row : y) {
        const double count = static_cast<double>(row.size());
        double mean = 0;
        if (m_config.norm == NormKind::layer)
            for (double value : row)
                mean += value / count;
        double squares = 0;
        for (double value : row)
            squares += (value - mean) * (value - mean) / count;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const int column = static_cast<int>(c);
            row[c] = (row[c] - mean) / std::sqrt(squares + m_config.normEpsilon) * weights.gain(0, column)
                + (weights.shift.empty() ? 0.0 : weights.shift(0, column));
        }
    }
    return y;
}

Table NaiveTransformer::start()
{
    const StackWeights &weights = m_model.weights().model().stacks[0];
    const auto width = static_cast<std::size_t>(m_config.width);
    Table embedding = zeros(m_ids.size(), width);
    Table position = embedding;
    for (std::size_t t = 0; t < m_ids.size(); ++t)
        for (std::size_t c = 0; c < width; ++c) {
            embedding[t][c] = weights.embedding(m_ids[t], static_cast<int>(c));
            const double pair = static_cast<double>(c / 2 * 2);
            const double angle = static_cast<double>(t) / std::pow(10000.0, pair / static_cast<double>(width));
            if (switchedOff(Edit::Kind::positionsOff, 0, 0))
                position[t][c] = 0;
            else if (m_config.position == PositionKind::learned)
                position[t][c] = weights.position(static_cast<int>(t), static_cast<int>(c));
            else if (m_config.position == PositionKind::sinusoidal)
                position[t][c] = c % 2 == 0 ? std::sin(angle) : std::cos(angle);
        }
    embedding = keep(Stage::embedding, 0, 0, embedding);
    if (m_config.position == PositionKind::none)
        return embedding;
    return sum(embedding, keep(Stage::position, 0, 0, position));
}

bool NaiveTransformer::switchedOff(Edit::Kind kind, int layer, int head) const
{
    for (const Edit &edit : m_edits)
        if (edit.kind == kind && matches(edit.layer, static_cast<std::size_t>(layer)) && matches(edit.head, static_cast<std::size_t>(head)))
            return true;
    return false;
}

bool NaiveTransformer::mayLook(int query, int key, int layer, int head) const
{
    if (m_config.layer(layer).causal && key > query && !switchedOff(Edit::Kind::maskOff, layer, head))
        return false;
    for (const Edit &edit : m_edits)
        if (edit.kind == Edit::Kind::hideToken && edit.column == key && key != query && matches(edit.row, static_cast<std::size_t>(query))
            && matches(edit.layer, static_cast<std::size_t>(layer)) && matches(edit.head, static_cast<std::size_t>(head)))
            return false;
    return true;
}

Table NaiveTransformer::runHead(int layer, int head, const Table &input)
{
    const LayerWeights &weights = m_model.weights().layer(layer);
    const int width = m_config.headWidth;
    const auto project = [&](Stage stage, const LinearWeights &map) {
        const MatrixView bias = map.bias.empty() ? map.bias : map.bias.block(0, head * width, 1, width);
        return keep(stage, layer, head, product(input, map.weight.numbers({}).view.block(0, head * width, m_config.width, width), bias));
    };
    const Table q = project(Stage::q, weights.q);
    const Table k = project(Stage::k, weights.k);
    const Table v = project(Stage::v, weights.v);

    Table scores = zeros(q.size(), k.size());
    for (std::size_t t = 0; t < q.size(); ++t)
        for (std::size_t s = 0; s < k.size(); ++s)
            for (std::size_t c = 0; c < q[t].size(); ++c)
                scores[t][s] += q[t][c] * k[s][c];
    scores = keep(Stage::rawScores, layer, head, scores);

    double divisor = switchedOff(Edit::Kind::scalingOff, layer, head) ? 1.0 : static_cast<double>(m_config.layer(layer).scoreDivisor);
    for (const Edit &edit : m_edits)
        if (edit.kind == Edit::Kind::temperature && matches(edit.layer, static_cast<std::size_t>(layer))
            && matches(edit.head, static_cast<std::size_t>(head)))
            divisor *= edit.value;
    for (std::vector<double> &row : scores)
        for (double &s : row)
            s /= divisor;
    scores = keep(Stage::scaledScores, layer, head, scores);

    for (std::size_t t = 0; t < scores.size(); ++t)
        for (std::size_t s = 0; s < scores.size(); ++s)
            if (!mayLook(static_cast<int>(t), static_cast<int>(s), layer, head))
                scores[t][s] = -std::numeric_limits<double>::infinity();
    scores = keep(Stage::maskedScores, layer, head, scores);
    scores = keep(Stage::weights, layer, head, softmax(scores));

    Table z = zeros(q.size(), static_cast<std::size_t>(width));
    for (std::size_t t = 0; t < z.size(); ++t)
        for (std::size_t s = 0; s < v.size(); ++s)
            for (std::size_t c = 0; c < z[t].size(); ++c)
                z[t][c] += scores[t][s] * v[s][c];
    return keep(Stage::weightedSum, layer, head, z);
}

Table NaiveTransformer::runLayer(int layer, Table x)
{
    const LayerWeights &weights = m_model.weights().layer(layer);
    const bool normed = m_config.norm != NormKind::none;
    const bool post = normed && m_config.normPlace == NormPlace::post;
    x = keep(Stage::residualBefore, layer, 0, x);

    const Table input = normed && !post ? keep(Stage::attentionNorm, layer, 0, norm(x, weights.attentionNorm)) : x;
    Table joined(x.size());
    for (int head = 0; head < m_config.heads; ++head) {
        const Table z = runHead(layer, head, input);
        for (std::size_t t = 0; t < z.size(); ++t)
            joined[t].insert(joined[t].end(), z[t].begin(), z[t].end());
    }
    joined = keep(Stage::joinedHeads, layer, 0, joined);
    x = sum(x, keep(Stage::outputProjection, layer, 0, product(joined, weights.output.weight.numbers({}).view, weights.output.bias)));

    if (m_config.hasMlp(layer)) {
        x = keep(Stage::residualMiddle, layer, 0, x);
        Table hidden = x;
        if (post)
            x = hidden = keep(Stage::attentionNorm, layer, 0, norm(x, weights.attentionNorm));
        else if (normed)
            hidden = keep(Stage::mlpNorm, layer, 0, norm(x, weights.mlpNorm));
        hidden = keep(Stage::mlpPre, layer, 0, product(hidden, weights.mlpIn.weight.numbers({}).view, weights.mlpIn.bias));
        for (std::vector<double> &row : hidden)
            for (double &value : row)
                value = activated(m_config.activation, value);
        hidden = keep(Stage::mlpPost, layer, 0, hidden);
        x = sum(x, keep(Stage::mlpOut, layer, 0, product(hidden, weights.mlpOut.weight.numbers({}).view, weights.mlpOut.bias)));
    }
    x = keep(Stage::residualAfter, layer, 0, x);
    if (post)
        x = m_config.hasMlp(layer) ? keep(Stage::mlpNorm, layer, 0, norm(x, weights.mlpNorm))
                                   : keep(Stage::attentionNorm, layer, 0, norm(x, weights.attentionNorm));
    return x;
}

} // namespace headscope
