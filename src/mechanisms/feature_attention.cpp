#include "src/mechanisms/feature_attention.h"

#include "src/devices/cpu/threads.h"
#include "src/mechanisms/given_steps.h"
#include "src/mechanisms/mechanisms.h"
#include "src/mechanisms/seeded_numbers.h"
#include "src/mechanisms/state_mask.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace headscope {

namespace {

constexpr std::uint64_t kDirectionStream = 40;
constexpr std::uint64_t kLengthStream = 41;

double product(const Matrix &a, int row, const Matrix &b, int other)
{
    double sum = 0;
    for (int c = 0; c < a.cols(); ++c)
        sum += double(a(row, c)) * b(other, c);
    return sum;
}

class FeaturePattern : public Pattern {
public:
    FeaturePattern(const Features &features, StateMask mask)
        : Pattern(eachToken(features.ofQueries.rows()), eachToken(features.ofKeys.rows()))
        , m_queries(features.ofQueries)
        , m_keys(features.ofKeys)
        , m_mask(std::move(mask))
    {
    }
    void block(int firstRow, int firstColumn, MutableMatrixView out) const override
    {
        std::vector<double> row(static_cast<std::size_t>(columnCount()));
        for (int r = 0; r < out.rows; ++r) {
            double sum = 0;
            for (int key = 0; key < columnCount(); ++key) {
                const bool isSeen = key < m_mask.end(firstRow + r) && !m_mask.hidden[static_cast<std::size_t>(key)];
                sum += row[static_cast<std::size_t>(key)] = isSeen ? product(m_queries, firstRow + r, m_keys, key) : 0;
            }
            for (int c = 0; c < out.cols; ++c)
                out(r, c) = static_cast<float>(sum > 0 ? row[static_cast<std::size_t>(firstColumn + c)] / sum : 0);
        }
    }
    std::string formula() const override { return "A(t, s) = φ(q(t))·φ(k(s)) / Σ φ(q(t))·φ(k)"; }
    bool rowsSumToOne() const override { return true; }

private:
    Matrix m_queries;
    Matrix m_keys;
    StateMask m_mask;
};

/// Σ φ(k) · [v, 1]ᵀ, so far. The last column is what rows are divided by.
class Sums {
public:
    Sums(WorkMeter &meter, const MechanismInput &input, const Features &features)
        : m_values(input.v)
        , m_keys(features.ofKeys)
        , m_sums(meter, features.ofKeys.cols(), input.v.cols() + 1)
    {
    }
    void add(int key)
    {
        const int width = m_values.cols();
        for (int feature = 0; feature < m_sums.rows(); ++feature) {
            float *sums = m_sums.row(feature);
            const float share = m_keys(key, feature);
            for (int c = 0; c < width; ++c)
                sums[c] += share * m_values(key, c);
            sums[width] += share;
        }
    }
    void read(const Matrix &queries, int query, float *out) const
    {
        const int width = m_values.cols();
        double all = 0;
        for (int feature = 0; feature < m_sums.rows(); ++feature) {
            const float *sums = m_sums.row(feature);
            const float share = queries(query, feature);
            for (int c = 0; c < width; ++c)
                out[c] += share * sums[c];
            all += double(share) * sums[width];
        }
        for (int c = 0; c < width; ++c)
            out[c] = static_cast<float>(all > 0 ? out[c] / all : 0);
    }
    Matrix copy() const { return m_sums.copy(); }

private:
    Matrix m_values;
    Matrix m_keys;
    MeteredMatrix m_sums;
};

void keepSteps(
    const MechanismInput &input, const Features &features, const MechanismRun &run, std::vector<Matrix> sums, StepRecorder &steps)
{
    const auto [q, k, v] = addGivenSteps(input, steps);
    std::vector<int> fromQueries{q};
    std::vector<int> fromKeys{k};
    if (!features.projection.empty()) {
        const int directions = steps.add({.name = "directions",
            .formula = "Ω",
            .sentence = "Drawn directions, at right angles to one another in groups of " + std::to_string(input.k.cols())
                + ": each makes one feature.",
            .rows = StepAxis::other,
            .pages = {features.projection}});
        fromQueries.push_back(directions);
        fromKeys.push_back(directions);
    }
    const int queries = steps.add({.name = "φ(Q)",
        .formula = features.formula,
        .sentence = features.sentence,
        .kind = StepKind::mapped,
        .from = fromQueries,
        .columns = StepAxis::other,
        .pages = {features.ofQueries}});
    const int keys = steps.add({.name = "φ(K)",
        .formula = features.formula,
        .sentence = "The same features of each key. None is below 0, so that no weight is.",
        .kind = StepKind::mapped,
        .from = fromKeys,
        .rows = StepAxis::key,
        .columns = StepAxis::other,
        .pages = {features.ofKeys}});
    std::vector<std::string> columnNames;
    for (int c = 0; c < input.v.cols(); ++c)
        columnNames.push_back(std::to_string(c));
    columnNames.emplace_back("Σ");
    const bool grows = sums.size() > 1;
    const int state = steps.add({.name = "sums",
        .formula = grows ? "S(t) = S(t − 1) + φ(k(t)) · [v(t), 1]" : "S = Σ φ(k(s)) · [v(s), 1]",
        .sentence = grows
            ? "Each token adds its values to every feature, as strongly as it has it: this is all that later tokens will see of it. "
              "The last column sums the features alone."
            : "All values are summed up, once for every feature, as strongly as their keys have it. The last column sums the "
              "features alone. No query is needed for this, so it is done once for all of them.",
        .kind = StepKind::mapped,
        .from = {keys, v},
        .rows = StepAxis::other,
        .columns = StepAxis::other,
        .columnNames = columnNames,
        .pages = std::move(sums)});
    steps.add({.name = "output",
        .formula = "out(t) = φ(q(t)) · S / (φ(q(t)) · Σ)",
        .sentence
        = "Each query takes from the sums by its own features, and divides by what it took of the last column: its shares sum to 1.",
        .kind = StepKind::mapped,
        .from = {queries, state},
        .pages = {run.output}});
}

/// ω·x of each row and direction, x divided by the fourth root of its width.
OwnMatrix alongDirections(const Matrix &x, const Matrix &directions)
{
    const double scale = std::pow(double(x.cols()), -0.25);
    OwnMatrix along(x.rows(), directions.rows());
    for (int row = 0; row < x.rows(); ++row)
        for (int feature = 0; feature < directions.rows(); ++feature)
            along(row, feature) = static_cast<float>(product(x, row, directions, feature) * scale);
    return along;
}

} // namespace

MechanismRun attendByFeatures(const MechanismInput &input, const Features &features, StepRecorder *steps)
{
    const StateMask mask = stateMaskOf(input, false);
    const int queries = input.q.rows();
    const int keys = input.k.rows();
    const int count = features.ofKeys.cols();
    const int width = input.v.cols();
    WorkMeter meter;
    meter.hold(sizeof(float) * (double(queries) + keys) * count);
    Sums sums(meter, input, features);
    OwnMatrix output(queries, width);
    std::vector<Matrix> kept;
    if (mask.causal) {
        for (int token = 0; token < keys; ++token) {
            if (!mask.hidden[static_cast<std::size_t>(token)])
                sums.add(token);
            sums.read(features.ofQueries, token, output.row(token));
            if (steps)
                kept.push_back(sums.copy());
        }
    } else {
        for (int key = 0; key < keys; ++key)
            if (!mask.hidden[static_cast<std::size_t>(key)])
                sums.add(key);
        forTasks(
            queries, double(queries) * count * width, [&](int query, int) { sums.read(features.ofQueries, query, output.row(query)); });
        if (steps)
            kept.push_back(sums.copy());
    }
    const double written = keys - std::ranges::count(mask.hidden, true);
    const double visits = written + queries;
    meter.work.multiplyAdds = features.multiplyAdds + visits * count * (width + 1.0);
    meter.work.specials = features.specials;
    meter.work.bytesMoved = sizeof(float)
        * (visits * count * (width + 2.0) + written * count * (width + 1.0) + written * width); // sums read, and written by keys
    meter.work.sequentialSteps = mask.causal ? keys : 1;
    meter.work.stateNumbers = count * (width + 1.0);
    MechanismRun run;
    run.output = output.matrix();
    run.weights = std::make_shared<FeaturePattern>(features, mask);
    run.work = meter.counted();
    if (steps)
        keepSteps(input, features, run, std::move(kept), *steps);
    return run;
}

Features eluFeatures(const MechanismInput &input)
{
    const auto mapped = [](const Matrix &x) {
        OwnMatrix features(x.rows(), x.cols());
        for (int r = 0; r < x.rows(); ++r)
            for (int c = 0; c < x.cols(); ++c)
                features(r, c) = x(r, c) > 0 ? x(r, c) + 1 : std::exp(x(r, c));
        return features.matrix();
    };
    return {.ofQueries = mapped(input.q),
        .ofKeys = mapped(input.k),
        .formula = "φ(x) = elu(x) + 1",
        .sentence = "A number above 0 becomes one more than it, any other its exponential: nothing is below 0, and the slope never is 0.",
        .specials = (double(input.q.rows()) + input.k.rows()) * input.k.cols()};
}

Features positiveFeatures(const MechanismInput &input, const Matrix &directions, double epsilon)
{
    const int count = directions.rows();
    const auto halfSquare = [](const Matrix &x, int row) { return product(x, row, x, row) / std::sqrt(double(x.cols())) / 2; };
    // Of the exponents, so that no row of long vectors comes to nothing; with an ε, of ω·x alone, as the official code has it.
    const auto largestOf = [&](const Matrix &x, OwnMatrix along, int first, int last) {
        double largest = -std::numeric_limits<double>::infinity();
        for (int r = first; r < last; ++r)
            largest = std::max(largest, *std::max_element(along.row(r), along.row(r) + count) - (epsilon > 0 ? 0 : halfSquare(x, r)));
        return largest;
    };
    // In the same memory.
    const auto mapped = [&](const Matrix &x, OwnMatrix along, const std::function<double(int row)> &largest) {
        for (int r = 0; r < x.rows(); ++r) {
            const double taken = halfSquare(x, r) + largest(r);
            for (int c = 0; c < count; ++c)
                along(r, c) = static_cast<float>((std::exp(along(r, c) - taken) + epsilon) / std::sqrt(double(count)));
        }
        return along.matrix();
    };
    const OwnMatrix queries = alongDirections(input.q, directions);
    const OwnMatrix keys = alongDirections(input.k, directions);
    const double largestKey = largestOf(input.k, keys, 0, input.k.rows());
    const double rows = double(input.q.rows()) + input.k.rows();
    return {.ofQueries = mapped(input.q, queries, [&](int row) { return largestOf(input.q, queries, row, row + 1); }),
        .ofKeys = mapped(input.k, keys, [&](int) { return largestKey; }),
        .formula = "φ(x) = exp(ω·x − ‖x‖² / 2) / √m, x = q or k / d^¼",
        .sentence = "How far each query points along each direction, as an exponential: products of such features are on average "
                    "exp(q·k / √d), which a softmax needs. The largest exponent is subtracted, which changes no weight.",
        .projection = directions,
        .multiplyAdds = rows * input.k.cols() * (count + 1.0),
        .specials = rows * count};
}

Matrix orthogonalDirections(int features, int width, std::uint64_t seed)
{
    SeededNumbers numbers(seed, kDirectionStream);
    SeededNumbers lengths(seed, kLengthStream);
    OwnMatrix directions(features, width);
    std::vector<std::vector<double>> group; // rows so far that the next one is at right angles to
    for (int feature = 0; feature < features; ++feature) {
        if (std::ssize(group) == width)
            group.clear();
        std::vector<double> row(static_cast<std::size_t>(width));
        std::ranges::generate(row, [&] { return numbers.normal(); });
        for (int again = 0; again < 2; ++again) { // twice, so that rounding leaves no angle
            for (const std::vector<double> &other : group) {
                const double along = std::inner_product(row.begin(), row.end(), other.begin(), 0.0);
                std::ranges::transform(row, other, row.begin(), [&](double x, double o) { return x - along * o; });
            }
        }
        const double length = std::sqrt(std::inner_product(row.begin(), row.end(), row.begin(), 0.0));
        std::ranges::transform(row, row.begin(), [&](double x) { return x / length; });
        double square = 0; // of a normal row
        for (int c = 0; c < width; ++c) {
            const double drawn = lengths.normal();
            square += drawn * drawn;
        }
        for (int c = 0; c < width; ++c)
            directions(feature, c) = static_cast<float>(row[static_cast<std::size_t>(c)] * std::sqrt(square));
        group.push_back(std::move(row));
    }
    return directions.matrix();
}

} // namespace headscope
