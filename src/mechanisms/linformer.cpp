#include "src/mechanisms/linformer.h"

#include "src/devices/cpu/threads.h"
#include "src/mechanisms/given_steps.h"
#include "src/mechanisms/normalisers.h"
#include "src/mechanisms/seeded_numbers.h"
#include "src/ops/matmul.h"

#include <cmath>
#include <string>

namespace headscope {

namespace {

void keepSteps(const MechanismInput &input, const Matrix &ofKeys, const Matrix &ofValues, const MeteredMatrix &keys,
    const MeteredMatrix &values, const Matrix &output, StepRecorder &steps)
{
    const int count = keys.rows();
    const double divisor = std::sqrt(double(input.k.cols()));
    OwnMatrix scores(input.q.rows(), count);
    multiply(input.q.view, keys.view().transposed(), scores.view());
    for (int query = 0; query < input.q.rows(); ++query)
        for (int i = 0; i < count; ++i)
            scores(query, i) = static_cast<float>(scores(query, i) / divisor);
    OwnMatrix weights(input.q.rows(), count);
    for (int query = 0; query < input.q.rows(); ++query) {
        for (int i = 0; i < count; ++i)
            weights(query, i) = scores(query, i);
        softmax({weights.row(query), static_cast<std::size_t>(count)});
    }
    const auto [q, k, v] = addGivenSteps(input, steps);
    const int e = steps.add({.name = "E",
        .formula = "E",
        .sentence = "How much of each key goes into each of the " + std::to_string(count) + " mixed ones.",
        .rows = StepAxis::other,
        .columns = StepAxis::key,
        .pages = {ofKeys}});
    const int f = steps.add({.name = "F",
        .formula = "F",
        .sentence = "The same for the values.",
        .rows = StepAxis::other,
        .columns = StepAxis::key,
        .pages = {ofValues}});
    const int mixedKeys = steps.add({.name = "E · K",
        .formula = "E · K",
        .sentence = "All " + std::to_string(input.k.rows()) + " keys are mixed into " + std::to_string(count)
            + ", however long the text is. Who is who is lost here.",
        .kind = StepKind::product,
        .from = {e, k},
        .rows = StepAxis::other,
        .pages = {keys.copy()}});
    const int mixedValues = steps.add({.name = "F · V",
        .formula = "F · V",
        .sentence = "The values are mixed likewise.",
        .kind = StepKind::product,
        .from = {f, v},
        .rows = StepAxis::other,
        .pages = {values.copy()}});
    const int s = steps.add({.name = "scores",
        .formula = "S = Q · (E · K)ᵀ / √" + std::to_string(input.k.cols()),
        .sentence = "Each query is compared with the mixed keys alone.",
        .kind = StepKind::productTransposed,
        .from = {q, mixedKeys},
        .columns = StepAxis::other,
        .pages = {scores.matrix()}});
    const int a = steps.add({.name = "weights",
        .formula = "softmax(S)",
        .sentence = "Shares of attention, handed out among mixtures of tokens.",
        .kind = StepKind::mapped,
        .from = {s},
        .columns = StepAxis::other,
        .pages = {weights.matrix()},
        .isWeights = true});
    steps.add({.name = "output",
        .formula = "out = softmax(S) · (F · V)",
        .sentence = "Each query takes the mixed values by its shares.",
        .kind = StepKind::product,
        .from = {a, mixedValues},
        .pages = {output}});
}

} // namespace

MechanismRun linformer(const MechanismInput &input, const Matrix &ofKeys, const Matrix &ofValues, StepRecorder *steps)
{
    const int queries = input.q.rows();
    const int count = ofKeys.rows();
    const int width = input.v.cols();
    const float divisor = std::sqrt(static_cast<float>(input.k.cols()));
    WorkMeter meter;
    meter.hold(sizeof(float) * (2.0 * count * input.k.rows() + count)); // E and F, and one row of weights
    MeteredMatrix keys(meter, count, input.k.cols());
    MeteredMatrix values(meter, count, width);
    multiply(ofKeys.view, input.k.view, keys.view());
    multiply(ofValues.view, input.v.view, values.view());
    OwnMatrix output(queries, width);
    std::vector<std::vector<float>> rows(static_cast<std::size_t>(threadCount()), std::vector<float>(static_cast<std::size_t>(count)));
    forTasks(queries, double(queries) * count * (input.k.cols() + width), [&](int query, int thread) {
        std::vector<float> &row = rows[static_cast<std::size_t>(thread)];
        for (int i = 0; i < count; ++i) {
            float sum = 0;
            for (int c = 0; c < input.k.cols(); ++c)
                sum += input.q(query, c) * keys(i, c);
            row[static_cast<std::size_t>(i)] = sum / divisor;
        }
        softmax(row);
        for (int i = 0; i < count; ++i)
            for (int c = 0; c < width; ++c)
                output(query, c) += row[static_cast<std::size_t>(i)] * values(i, c);
    });
    const double mixed = double(count) * input.k.rows() * (input.k.cols() + width);
    meter.work.pairs = double(queries) * count;
    meter.work.multiplyAdds = mixed + meter.work.pairs * (input.k.cols() + width);
    meter.work.specials = meter.work.pairs;
    meter.work.bytesMoved = sizeof(float)
        * (2.0 * count * input.k.rows() + double(input.k.rows()) * (input.k.cols() + width) // projections, keys and values once
            + meter.work.pairs * (input.k.cols() + width + 4));
    meter.work.stateNumbers = double(input.k.rows()) * (input.k.cols() + width); // a new key has a column of E of its own
    MechanismRun run;
    run.output = output.matrix();
    run.work = meter.counted();
    if (steps)
        keepSteps(input, ofKeys, ofValues, keys, values, run.output, *steps);
    return run;
}

Matrix linformerProjection(int rows, int keys, std::uint64_t seed, std::uint64_t stream)
{
    SeededNumbers numbers(seed, stream);
    OwnMatrix projection(rows, keys);
    for (int row = 0; row < rows; ++row)
        for (int key = 0; key < keys; ++key)
            projection(row, key) = static_cast<float>(numbers.normal() / std::sqrt(double(rows)));
    return projection.matrix();
}

} // namespace headscope
