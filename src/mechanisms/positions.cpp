#include "src/mechanisms/positions.h"

#include "src/attention/absolute_positions.h"
#include "src/attention/score_bias.h"
#include "src/error.h"
#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

enum Stream : std::uint64_t { positionStream = 20, relativeKeyStream, relativeValueStream };

int positionsOf(const MechanismInput &input)
{
    return std::max(input.q.rows(), input.k.rows());
}

std::vector<std::string> signedNumbers(int first, int last)
{
    std::vector<std::string> names;
    for (int number = first; number <= last; ++number)
        names.push_back(number < 0 ? "−" + std::to_string(-number) : number > 0 ? "+" + std::to_string(number) : "0");
    return names;
}

/// The usual comparison of queries and keys that were changed first.
Recipe comparedAfter(const MechanismInput &input, const Matrix &queries, const Matrix &keys)
{
    MechanismInput changed = input;
    changed.q = queries;
    changed.k = keys;
    Recipe recipe = scaledDotProduct(changed);
    recipe.numbersBefore = double(queries.rows() + keys.rows()) * queries.cols();
    return recipe;
}

/// One row of numbers over the distances s − t that occur.
MechanismStep overDistances(const MechanismInput &input, MechanismStep step, const std::vector<float> &numbers)
{
    OwnMatrix row(1, static_cast<int>(numbers.size()));
    std::ranges::copy(numbers, row.row(0));
    step.rows = StepAxis::other;
    step.columns = StepAxis::other;
    step.columnNames = signedNumbers(1 - input.q.rows(), input.k.rows() - 1);
    step.pages = {row.matrix()};
    return step;
}

/// The usual comparison and a number for the distance; `bias` is step 2. biases[s − t + T − 1].
Recipe biased(const MechanismInput &input, std::vector<float> biases)
{
    Recipe recipe = scaledDotProduct(input);
    recipe.scoreFormula += " + b(s − t)";
    recipe.scoreKind = StepKind::mapped;
    recipe.scoresFrom = {0, 1, 2};
    recipe.multiplyAddsOfPair += 1;
    recipe.numbersBefore = double(biases.size());
    recipe.compare = [scaled = std::move(recipe.compare), biases = std::move(biases), zero = input.q.rows() - 1](
                         int query, std::span<const int> keys, std::span<float> scores) {
        scaled(query, keys, scores);
        for (std::size_t i = 0; i < keys.size(); ++i)
            scores[i] += biases[static_cast<std::size_t>(keys[i] - query + zero)];
    };
    return recipe;
}

} // namespace

Matrix sinusoidsFor(const MechanismInput &input)
{
    OwnMatrix positions(positionsOf(input), input.q.cols());
    sinusoidalPositions(0, positions.view());
    return positions.matrix();
}

Matrix seededPositionsFor(const MechanismInput &input)
{
    return seededNormal(positionsOf(input), input.q.cols(), input.seed, positionStream);
}

Matrix plusPositions(const Matrix &x, const Matrix &positions, float scale)
{
    OwnMatrix sum(x.rows(), x.cols());
    for (int r = 0; r < x.rows(); ++r)
        for (int c = 0; c < x.cols(); ++c)
            sum(r, c) = x(r, c) + scale * positions(r, c);
    return sum.matrix();
}

Matrix turnedByPlaces(const Matrix &x, const Rotary &rotary)
{
    if (rotary.dims > x.cols())
        throw Error("a turn of " + std::to_string(rotary.dims) + " channels, and heads are " + std::to_string(x.cols()) + " wide");
    OwnMatrix table(x.rows(), rotary.dims);
    rotaryTable(rotary, table.view());
    OwnMatrix turned(x.rows(), x.cols());
    for (int r = 0; r < x.rows(); ++r)
        for (int c = 0; c < x.cols(); ++c)
            turned(r, c) = x(r, c);
    rotate(rotary, table.matrix().view, x.cols(), turned.view());
    return turned.matrix();
}

Recipe addedPositions(const MechanismInput &input, const Matrix &positions, float scale)
{
    const Matrix queries = plusPositions(input.q, positions, scale);
    const Matrix keys = plusPositions(input.k, positions, scale);
    Recipe recipe = comparedAfter(input, queries, keys);
    recipe.projections = {{.name = "positions",
                              .formula = "p",
                              .sentence = "A vector for each place in the text, whatever stands there.",
                              .rows = input.k.rows() >= input.q.rows() ? StepAxis::key : StepAxis::query,
                              .pages = {positions}},
        {.name = "Q + p",
            .formula = "Q + scale · p",
            .sentence = "Each query with the vector of its place: it says now what it asks for, and where it stands.",
            .kind = StepKind::mapped,
            .from = {0, 2},
            .pages = {queries}},
        {.name = "K + p",
            .formula = "K + scale · p",
            .sentence = "Each key with the vector of its place. Products of the two hold a part that only places make.",
            .kind = StepKind::mapped,
            .from = {1, 2},
            .rows = StepAxis::key,
            .pages = {keys}}};
    recipe.scoreFormula = "S = (Q + p) · (K + p)ᵀ / √" + std::to_string(input.k.cols());
    recipe.scoresFrom = {3, 4};
    recipe.multiplyAddsBefore = double(input.q.rows() + input.k.rows()) * input.q.cols();
    recipe.numbersBefore += double(positions.rows()) * positions.cols();
    return recipe;
}

RelativeVectors seededRelativeVectors(const MechanismInput &input, int distance)
{
    return {seededNormal(2 * distance + 1, input.k.cols(), input.seed, relativeKeyStream),
        seededNormal(2 * distance + 1, input.v.cols(), input.seed, relativeValueStream)};
}

Recipe relativePositions(const MechanismInput &input, const RelativeVectors &vectors)
{
    const int farthest = vectors.keys.rows() / 2;
    const auto rowOf = [farthest](int query, int key) { return std::clamp(key - query, -farthest, farthest) + farthest; };
    Recipe recipe;
    recipe.compare = [q = input.q, k = input.k, added = vectors.keys, rowOf, root = std::sqrt(static_cast<float>(input.k.cols()))](
                         int query, std::span<const int> keys, std::span<float> scores) {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const int row = rowOf(query, keys[i]);
            float sum = 0;
            for (int c = 0; c < q.cols(); ++c)
                sum += q(query, c) * (k(keys[i], c) + added(row, c));
            scores[i] = sum / root;
        }
    };
    recipe.handOver
        = [added = vectors.values, rowOf](int query, std::span<const int> keys, std::span<const float> weights, std::span<float> out) {
              for (std::size_t i = 0; i < keys.size(); ++i) {
                  const int row = rowOf(query, keys[i]);
                  for (std::size_t c = 0; c < out.size(); ++c)
                      out[c] += weights[i] * added(row, static_cast<int>(c));
              }
          };
    recipe.multiplyAddsOfPair = 2.0 * input.k.cols() + input.v.cols();
    recipe.numbersBefore = double(vectors.keys.rows()) * (input.k.cols() + input.v.cols());
    const std::vector<std::string> names = signedNumbers(-farthest, farthest);
    recipe.projections = {{.name = "aK",
                              .formula = "aK(s − t)",
                              .sentence = "A vector for each distance, added to the key: the outermost stand for all that is farther.",
                              .rows = StepAxis::other,
                              .rowNames = names,
                              .pages = {vectors.keys}},
        {.name = "aV",
            .formula = "aV(s − t)",
            .sentence = "Another for each distance, added to the value: so the output hears how far away each value came from.",
            .rows = StepAxis::other,
            .rowNames = names,
            .pages = {vectors.values}}};
    recipe.scoreFormula = "S(t, s) = q(t) · (k(s) + aK(s − t)) / √" + std::to_string(input.k.cols());
    recipe.scoreKind = StepKind::mapped;
    recipe.scoresFrom = {0, 1, 2};
    recipe.outputFormula = "out(t) = Σ A(t, s) · (v(s) + aV(s − t))";
    return recipe;
}

Recipe bucketPositions(const MechanismInput &input, const Matrix &biases, Sides sides, int distance)
{
    const bool bothSides = sides == Sides::both;
    const int buckets = biases.rows();
    const int single = buckets / (bothSides ? 4 : 2);
    if (single < 1 || distance <= single)
        throw Error("with " + std::to_string(buckets) + " buckets the nearest " + std::to_string(single)
                + " distances have one each; the last bucket cannot begin at " + std::to_string(distance),
            {}, "Take a larger distance");
    const int queries = input.q.rows();
    const int keys = input.k.rows();
    const std::vector<float> all = bucketBiases(biases.view, 0, bothSides, distance, queries, keys);
    Recipe recipe = biased(input, all);
    std::vector<float> numbers;
    for (int away = 1 - queries; away < keys; ++away)
        numbers.push_back(static_cast<float>(distanceBucket(away, bothSides, buckets, distance)));
    recipe.projections = {overDistances(input,
                              {.name = "buckets",
                                  .formula = "bucket(s − t)",
                                  .sentence = "Near distances have a bucket each; farther ones share, the more the farther they are.",
                                  .pages = {},
                                  .isWhole = true},
                              numbers),
        overDistances(input,
            {.name = "bias",
                .formula = "b(bucket(s − t))",
                .sentence = "What the bucket's learned number adds to every score at this distance.",
                .kind = StepKind::chosen,
                .from = {2},
                .pages = {}},
            all)};
    recipe.scoresFrom = {0, 1, 3};
    recipe.specialsBefore = queries + keys - 1;
    return recipe;
}

Recipe slopePositions(const MechanismInput &input, float slope, Sides sides)
{
    std::vector<float> biases = slopeBiases(slope, input.q.rows(), input.k.rows());
    if (sides == Sides::both)
        for (float &bias : biases)
            bias = -std::abs(bias);
    Recipe recipe = biased(input, biases);
    recipe.projections = {overDistances(input,
        {.name = "bias",
            .formula = sides == Sides::both ? "b = −m · |s − t|" : "b = m · (s − t)",
            .sentence = "A line that falls with the distance. Nothing is learned: each head has its own slope m.",
            .pages = {}},
        biases)};
    return recipe;
}

Recipe turnedPositions(const MechanismInput &input, const Rotary &rotary)
{
    const Matrix queries = turnedByPlaces(input.q, rotary);
    const Matrix keys = turnedByPlaces(input.k, rotary);
    OwnMatrix table(positionsOf(input), rotary.dims);
    rotaryTable(rotary, table.view());
    const Matrix turns = table.matrix();
    Recipe recipe = comparedAfter(input, queries, keys);
    std::vector<std::string> names;
    for (const char *of : {"cos ", "sin "})
        for (int pair = 1; pair <= rotary.dims / 2; ++pair)
            names.push_back(of + std::to_string(pair));
    recipe.projections = {{.name = "turns",
                              .formula = "cos(t · θ), sin(t · θ)",
                              .sentence = "How far each pair of channels is turned at each place: the first pairs fast, the last slowly.",
                              .rows = input.k.rows() >= input.q.rows() ? StepAxis::key : StepAxis::query,
                              .columns = StepAxis::other,
                              .columnNames = names,
                              .pages = {turns}},
        {.name = "Q turned",
            .formula = "R(t) · q(t)",
            .sentence = "Each query turned by its place. Its length stays.",
            .kind = StepKind::mapped,
            .from = {0, 2},
            .pages = {queries}},
        {.name = "K turned",
            .formula = "R(s) · k(s)",
            .sentence = "Each key turned by its place. In a product only the difference of the two turns is left: the distance.",
            .kind = StepKind::mapped,
            .from = {1, 2},
            .rows = StepAxis::key,
            .pages = {keys}}};
    recipe.scoreFormula = "S = RQ · (RK)ᵀ / √" + std::to_string(input.k.cols());
    recipe.scoresFrom = {3, 4};
    recipe.multiplyAddsBefore = 2.0 * (input.q.rows() + input.k.rows()) * rotary.dims;
    recipe.specialsBefore = double(turns.rows()) * rotary.dims;
    recipe.numbersBefore += double(turns.rows()) * turns.cols();
    return recipe;
}

} // namespace headscope
