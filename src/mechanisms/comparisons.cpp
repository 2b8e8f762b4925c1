#include "src/mechanisms/comparisons.h"

#include "src/mechanisms/seeded_numbers.h"
#include "src/ops/matmul.h"

#include <cmath>
#include <string>

namespace headscope {

namespace {

enum Stream : std::uint64_t { generalStream, queryStream, keyStream, vectorStream };

/// x · mapᵀ. x [R, I], map [O, I].
Matrix mapped(const Matrix &x, const Matrix &map)
{
    auto values = std::make_shared<std::vector<float>>(static_cast<std::size_t>(x.rows()) * static_cast<std::size_t>(map.rows()));
    multiply(x.view, map.view.transposed(), {values->data(), x.rows(), map.rows(), map.rows()});
    return {{values->data(), x.rows(), map.rows(), map.rows(), 1}, values};
}

/// One row of lengths.
std::vector<float> lengthsOf(const Matrix &x)
{
    std::vector<float> lengths;
    for (int row = 0; row < x.rows(); ++row)
        lengths.push_back(std::sqrt(rowProduct(x, row, x, row)));
    return lengths;
}

} // namespace

float rowProduct(const Matrix &a, int row, const Matrix &b, int other)
{
    float sum = 0;
    for (int c = 0; c < a.cols(); ++c)
        sum += a(row, c) * b(other, c);
    return sum;
}

Recipe dotProduct(const MechanismInput &input, float divisor)
{
    Recipe recipe;
    recipe.compare = [q = input.q, k = input.k, divisor](int query, std::span<const int> keys, std::span<float> scores) {
        for (std::size_t i = 0; i < keys.size(); ++i)
            scores[i] = rowProduct(q, query, k, keys[i]) / divisor;
    };
    recipe.multiplyAddsOfPair = input.k.cols();
    recipe.scoreFormula = "S = Q · Kᵀ";
    recipe.scoreKind = StepKind::productTransposed;
    return recipe;
}

Recipe scaledDotProduct(const MechanismInput &input)
{
    Recipe recipe = dotProduct(input, std::sqrt(static_cast<float>(input.k.cols())));
    recipe.scoreFormula = "S = Q · Kᵀ / √" + std::to_string(input.k.cols());
    return recipe;
}

Recipe generalProduct(const MechanismInput &input)
{
    const int width = input.k.cols();
    MechanismInput turned = input;
    turned.q = mapped(input.q, seededProjection(width, width, input.seed, generalStream));
    Recipe recipe = dotProduct(turned, 1);
    recipe.multiplyAddsBefore = double(input.q.rows()) * width * width;
    recipe.numbersBefore = double(turned.q.rows()) * width;
    recipe.projections = {{.name = "Q · W",
        .formula = "Q · W",
        .sentence = "The matrix between queries and keys turns each query.",
        .kind = StepKind::mapped,
        .from = {0},
        .pages = {turned.q}}};
    recipe.scoreFormula = "S = Q · W · Kᵀ";
    recipe.scoresFrom = {2, 1};
    return recipe;
}

Recipe additiveScore(const MechanismInput &input, int width)
{
    const Matrix queries = mapped(input.q, seededProjection(width, input.q.cols(), input.seed, queryStream));
    const Matrix keys = mapped(input.k, seededProjection(width, input.k.cols(), input.seed, keyStream));
    Recipe recipe;
    recipe.compare = [queries, mappedKeys = keys, v = seededProjection(1, width, input.seed, vectorStream)](
                         int query, std::span<const int> looked, std::span<float> scores) {
        for (std::size_t i = 0; i < looked.size(); ++i) {
            scores[i] = 0;
            for (int c = 0; c < v.cols(); ++c)
                scores[i] += v(0, c) * std::tanh(queries(query, c) + mappedKeys(looked[i], c));
        }
    };
    recipe.multiplyAddsOfPair = 2.0 * width;
    recipe.specialsOfPair = width;
    recipe.projections = {{.name = "W · q",
                              .formula = "W · q(t)",
                              .sentence = "The hidden layer's part of each query.",
                              .kind = StepKind::mapped,
                              .from = {0},
                              .pages = {queries}},
        {.name = "U · k",
            .formula = "U · k(s)",
            .sentence = "The hidden layer's part of each key.",
            .kind = StepKind::mapped,
            .from = {1},
            .rows = StepAxis::key,
            .pages = {keys}}};
    recipe.scoreFormula = "S(t, s) = v · tanh(W · q(t) + U · k(s))";
    recipe.scoresFrom = {2, 3};
    recipe.multiplyAddsBefore = (double(input.q.rows()) * input.q.cols() + double(input.k.rows()) * input.k.cols()) * width;
    recipe.numbersBefore = double(input.q.rows() + input.k.rows()) * width;
    return recipe;
}

Recipe cosineScore(const MechanismInput &input, float sharpness)
{
    Recipe recipe;
    recipe.compare = [q = input.q, k = input.k, sharpness, ofQueries = lengthsOf(input.q), ofKeys = lengthsOf(input.k)](
                         int query, std::span<const int> keys, std::span<float> scores) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const float lengths = ofQueries[static_cast<std::size_t>(query)] * ofKeys[static_cast<std::size_t>(keys[i])];
            scores[i] = lengths == 0 ? 0 : sharpness * rowProduct(q, query, k, keys[i]) / lengths;
        }
    };
    recipe.multiplyAddsOfPair = input.k.cols() + 2;
    recipe.scoreFormula = "S(t, s) = β · q(t)·k(s) / (‖q(t)‖ · ‖k(s)‖)";
    recipe.multiplyAddsBefore = double(input.q.rows() + input.k.rows()) * input.k.cols();
    recipe.numbersBefore = double(input.q.rows() + input.k.rows());
    return recipe;
}

} // namespace headscope
