#include "src/mechanisms/nystrom.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/mechanisms/given_steps.h"
#include "src/mechanisms/token_runs.h"
#include "src/mechanisms/work_meter.h"

#include <Eigen/Dense>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace headscope {

namespace {

// In double precision: the inverse of a kernel of many alike landmarks magnifies what rounding left.
using Numbers = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Means of runs of rows.
Numbers landmarksOf(const Matrix &x, int count)
{
    Numbers landmarks = Numbers::Zero(count, x.cols());
    for (int run = 0; run < count; ++run) {
        const int first = runStart(run, count, x.rows());
        const int end = runStart(run + 1, count, x.rows());
        for (int token = first; token < end; ++token)
            for (int c = 0; c < x.cols(); ++c)
                landmarks(run, c) += double(x(token, c)) / (end - first);
    }
    return landmarks;
}

void softmaxRow(Eigen::Ref<Eigen::RowVectorXd> row)
{
    row = (row.array() - row.maxCoeff()).exp();
    row /= row.sum();
}

Eigen::RowVectorXd rowOf(const Matrix &x, int row)
{
    Eigen::RowVectorXd numbers(x.cols());
    for (int c = 0; c < x.cols(); ++c)
        numbers(c) = x(row, c);
    return numbers;
}

Matrix singlePrecision(const Numbers &numbers)
{
    OwnMatrix single(static_cast<int>(numbers.rows()), static_cast<int>(numbers.cols()));
    for (int r = 0; r < numbers.rows(); ++r)
        for (int c = 0; c < numbers.cols(); ++c)
            single(r, c) = static_cast<float>(numbers(r, c));
    return single.matrix();
}

Numbers iteratedInverse(const Numbers &kernel, int iterations)
{
    const Numbers one = Numbers::Identity(kernel.rows(), kernel.cols());
    Numbers inverse = kernel.transpose() / kernel.colwise().sum().maxCoeff();
    for (int i = 0; i < iterations; ++i) {
        const Numbers near = kernel * inverse;
        inverse = 0.25 * inverse * (13 * one - near * (15 * one - near * (7 * one - near)));
    }
    return inverse;
}

struct Parts {
    Numbers queries; ///< landmarks [M, Dh]
    Numbers keys; ///< [M, Dh]
    Numbers inverse; ///< [M, M]
    Numbers gathered; ///< softmax(Q̃·Kᵀ) · V [M, Dv]
};

/// softmax(Q·K̃ᵀ/√Dh) of one query.
Eigen::RowVectorXd toLandmarks(const MechanismInput &input, const Parts &parts, int query)
{
    Eigen::RowVectorXd row = rowOf(input.q, query) * parts.keys.transpose() / std::sqrt(double(input.k.cols()));
    softmaxRow(row);
    return row;
}

/// softmax(Q̃·Kᵀ/√Dh) of one landmark.
Eigen::RowVectorXd fromLandmark(const MechanismInput &input, const Parts &parts, int landmark)
{
    Eigen::RowVectorXd row(input.k.rows());
    for (int key = 0; key < input.k.rows(); ++key) {
        double sum = 0;
        for (int c = 0; c < input.k.cols(); ++c)
            sum += parts.queries(landmark, c) * input.k(key, c);
        row(key) = sum / std::sqrt(double(input.k.cols()));
    }
    softmaxRow(row);
    return row;
}

void keepSteps(
    const MechanismInput &input, const Parts &parts, const Numbers &kernel, int iterations, const Matrix &output, StepRecorder &steps)
{
    const int count = static_cast<int>(kernel.rows());
    Numbers first(input.q.rows(), count);
    Numbers third(count, input.k.rows());
    for (int query = 0; query < input.q.rows(); ++query)
        first.row(query) = toLandmarks(input, parts, query);
    for (int landmark = 0; landmark < count; ++landmark)
        third.row(landmark) = fromLandmark(input, parts, landmark);
    const auto [q, k, v] = addGivenSteps(input, steps);
    const std::string root = " / √" + std::to_string(input.k.cols()) + ")";
    const int queries = steps.add({.name = "landmark queries",
        .formula = "Q̃",
        .sentence = "The text is cut into " + std::to_string(count) + " runs of tokens; each run asks as the mean of its queries.",
        .kind = StepKind::mapped,
        .from = {q},
        .rows = StepAxis::other,
        .pages = {singlePrecision(parts.queries)}});
    const int keys = steps.add({.name = "landmark keys",
        .formula = "K̃",
        .sentence = "And offers the mean of its keys.",
        .kind = StepKind::mapped,
        .from = {k},
        .rows = StepAxis::other,
        .pages = {singlePrecision(parts.keys)}});
    const int f = steps.add({.name = "to landmarks",
        .formula = "F = softmax(Q · K̃ᵀ" + root,
        .sentence = "How much each token looks at each landmark: a narrow part of attention.",
        .kind = StepKind::mapped,
        .from = {q, keys},
        .columns = StepAxis::other,
        .pages = {singlePrecision(first)},
        .isWeights = true});
    const int m = steps.add({.name = "among landmarks",
        .formula = "M = softmax(Q̃ · K̃ᵀ" + root,
        .sentence = "How the landmarks look at each other.",
        .kind = StepKind::mapped,
        .from = {queries, keys},
        .rows = StepAxis::other,
        .columns = StepAxis::other,
        .pages = {singlePrecision(kernel)},
        .isWeights = true});
    const int b = steps.add({.name = "from landmarks",
        .formula = "B = softmax(Q̃ · Kᵀ" + root,
        .sentence = "How much each landmark looks at each token.",
        .kind = StepKind::mapped,
        .from = {queries, k},
        .rows = StepAxis::other,
        .columns = StepAxis::key,
        .pages = {singlePrecision(third)},
        .isWeights = true});
    const int z = steps.add({.name = "inverse",
        .formula = iterations > 0 ? "Z ← Z · (13 − MZ · (15 − MZ · (7 − MZ))) / 4, " + std::to_string(iterations) + " times" : "Z = M⁺",
        .sentence = "What undoes M: the way over the landmarks counts them twice, once from each side, and this takes one of the two away.",
        .kind = StepKind::mapped,
        .from = {m},
        .rows = StepAxis::other,
        .columns = StepAxis::other,
        .pages = {singlePrecision(parts.inverse)}});
    const int gathered = steps.add({.name = "gathered values",
        .formula = "B · V",
        .sentence = "Each landmark gathers the values of the whole text.",
        .kind = StepKind::product,
        .from = {b, v},
        .rows = StepAxis::other,
        .pages = {singlePrecision(parts.gathered)}});
    const int settled = steps.add({.name = "settled values",
        .formula = "Z · (B · V)",
        .sentence = "What the landmarks gathered, set against each other.",
        .kind = StepKind::product,
        .from = {z, gathered},
        .rows = StepAxis::other,
        .pages = {singlePrecision(parts.inverse * parts.gathered)}});
    steps.add({.name = "output",
        .formula = "out = F · Z · B · V",
        .sentence = "Each token takes from the landmarks by its shares.",
        .kind = StepKind::product,
        .from = {f, settled},
        .pages = {output}});
}

} // namespace

MechanismRun nystromAttention(const MechanismInput &input, int landmarks, int iterations, StepRecorder *steps)
{
    const int tokens = input.q.rows();
    const int width = input.v.cols();
    const int depth = input.k.cols();
    if (input.k.rows() != tokens)
        throw Error(
            "landmarks are of one text; there are " + std::to_string(tokens) + " queries and " + std::to_string(input.k.rows()) + " keys",
            {}, "Take queries and keys of the same text");
    const int count = std::min(landmarks, tokens);
    const double divisor = std::sqrt(double(depth));
    WorkMeter meter;
    const SingleThreadedBlas guard;
    // Landmarks, kernel and inverse with two more of its kind while it is made, gathered and settled values, one row of all keys.
    meter.hold(sizeof(double) * (2.0 * count * depth + 4.0 * count * count + 2.0 * count * width + tokens));
    Parts parts;
    parts.queries = landmarksOf(input.q, count);
    parts.keys = landmarksOf(input.k, count);
    Numbers kernel = parts.queries * parts.keys.transpose() / divisor;
    for (int landmark = 0; landmark < count; ++landmark)
        softmaxRow(kernel.row(landmark));
    parts.inverse
        = iterations > 0 ? iteratedInverse(kernel, iterations) : Numbers(kernel.completeOrthogonalDecomposition().pseudoInverse());
    parts.gathered = Numbers::Zero(count, width);
    for (int landmark = 0; landmark < count; ++landmark) {
        const Eigen::RowVectorXd weights = fromLandmark(input, parts, landmark);
        for (int key = 0; key < tokens; ++key)
            for (int c = 0; c < width; ++c)
                parts.gathered(landmark, c) += weights(key) * input.v(key, c);
    }
    const Numbers settled = parts.inverse * parts.gathered;
    OwnMatrix output(tokens, width);
    for (int query = 0; query < tokens; ++query) {
        const Eigen::RowVectorXd out = toLandmarks(input, parts, query) * settled;
        for (int c = 0; c < width; ++c)
            output(query, c) = static_cast<float>(out(c));
    }
    const double pairs = 2.0 * tokens * count + double(count) * count;
    const double cube = double(count) * count * count;
    meter.work.pairs = pairs;
    meter.work.multiplyAdds = 2.0 * tokens * depth // means
        + pairs * depth + (2.0 * tokens + count) * count * width // scores, and values on their three ways
        + cube * (iterations > 0 ? 4.0 * iterations : 4.0); // a decomposition costs about as much as four products
    meter.work.specials = pairs;
    meter.work.bytesMoved = sizeof(float) * pairs * (depth + width + 4)
        + sizeof(double) * double(count) * count * (iterations > 0 ? 12.0 * iterations : 12.0);
    meter.work.stateNumbers = double(tokens) * (depth + width); // landmarks move with every new token
    MechanismRun run;
    run.output = output.matrix();
    run.work = meter.counted();
    if (steps)
        keepSteps(input, parts, kernel, iterations, run.output, *steps);
    return run;
}

} // namespace headscope
