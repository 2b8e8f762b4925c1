#include "src/mechanisms/differential.h"

#include "src/error.h"
#include "src/mechanisms/explicit_attention.h"
#include "src/mechanisms/heads.h"
#include "src/mechanisms/row_pattern.h"
#include "src/mechanisms/rows/recipes.h"
#include "src/mechanisms/seeded_numbers.h"

#include <cmath>
#include <string>

namespace headscope {

namespace {

enum Stream : std::uint64_t { secondQueryStream = 40, secondKeyStream, lambdaStream };

constexpr double kEpsilon = 1e-5;
constexpr double kDeviation = 0.1; // of λ's vectors before training

std::string inWords(double number)
{
    const std::string words = std::to_string(number);
    return words.substr(0, words.find('.') + 3);
}

} // namespace

double lambdaInitOf(int layer)
{
    return 0.8 - 0.6 * std::exp(-0.3 * (layer - 1));
}

DifferentialPart differentialPart(const MechanismInput &input, int layer, int step)
{
    DifferentialPart part;
    const int width = input.q.cols();
    const Matrix vectors = seededNormal(4, width, input.seed, lambdaStream);
    const auto product = [&](int a, int b) { return kDeviation * kDeviation * rowProduct(vectors, a, vectors, b); };
    part.lambdaInit = lambdaInitOf(layer);
    part.lambda = std::exp(product(0, 1)) - std::exp(product(2, 3)) + part.lambdaInit;
    if (input.heads.size() < 2) {
        part.second = {seededNormal(input.q.rows(), width, input.seed, secondQueryStream),
            seededNormal(input.k.rows(), width, input.seed, secondKeyStream), {}};
        return part;
    }
    const int count = static_cast<int>(input.heads.size());
    const int other = (input.head + step) % count;
    if (other == input.head)
        throw Error("of " + std::to_string(count) + " heads the one " + std::to_string(step) + " further on is the head itself", {},
            "Take a step that is no multiple of " + std::to_string(count));
    part.second = input.heads[static_cast<std::size_t>(other)];
    return part;
}

MechanismRun differentialAttention(const MechanismInput &input, const DifferentialPart &part, StepRecorder *steps)
{
    const int queries = input.q.rows();
    const int width = input.v.cols();
    const Matrix values = part.second.v.empty() ? input.v : sideBySide({input.v, part.second.v});
    const MechanismInput first = headAlone(input.q, input.k, values, input.mask);
    const MechanismInput second = headAlone(part.second.q, part.second.k, values, input.mask);
    StepRecorder ofFirst;
    StepRecorder ofSecond;
    const MechanismRun one = attend(first, withSoftmax(scaledDotProduct(first)), "A1 = softmax(Q1 · K1ᵀ / √d)", steps ? &ofFirst : nullptr);
    const MechanismRun two
        = attend(second, withSoftmax(scaledDotProduct(second)), "A2 = softmax(Q2 · K2ᵀ / √d)", steps ? &ofSecond : nullptr);
    const auto lambda = static_cast<float>(part.lambda);
    OwnMatrix difference(queries, values.cols());
    OwnMatrix output(queries, width);
    for (int query = 0; query < queries; ++query) {
        double squares = 0;
        for (int c = 0; c < values.cols(); ++c) {
            difference(query, c) = one.output(query, c) - lambda * two.output(query, c);
            squares += double(difference(query, c)) * difference(query, c);
        }
        const double scale = (1 - part.lambdaInit) / std::sqrt(squares / values.cols() + kEpsilon);
        for (int c = 0; c < width; ++c)
            output(query, c) = static_cast<float>(difference(query, c) * scale);
    }
    const std::string formula = "A = A1 − " + inWords(part.lambda) + " · A2";
    MechanismRun run;
    run.output = output.matrix();
    run.weights = std::make_shared<RowPattern>(
        queries, input.k.rows(),
        [a = one.weights, b = two.weights, lambda](int query, std::span<float> row) {
            const int keys = static_cast<int>(row.size());
            std::vector<float> subtracted(row.size());
            a->block(query, 0, {row.data(), 1, keys, keys});
            b->block(query, 0, {subtracted.data(), 1, keys, keys});
            for (std::size_t key = 0; key < row.size(); ++key)
                row[key] -= lambda * subtracted[key];
        },
        formula, false);
    run.work = workOfHeads({one, two});
    run.work.multiplyAdds += 3.0 * queries * values.cols();
    run.work.specials += queries;
    run.work.stateNumbers = double(input.k.rows()) * (2.0 * input.k.cols() + values.cols());
    run.work.bytesHeld += sizeof(float) * double(values.cols()) * (3.0 * queries + (part.second.v.empty() ? 0 : input.k.rows()));
    if (!steps)
        return run;
    // Steps of either: 0 queries, 1 keys, 2 scores, 3 weights, 4 values, 5 output.
    enum Place { q1, k1, scores1, weights1, q2, k2, scores2, weights2, weights, v, handedOut };
    for (int which = 1; which <= 2; ++which) {
        for (std::size_t i = 0; i < 4; ++i) {
            MechanismStep step = (which == 1 ? ofFirst : ofSecond).steps()[i];
            step.name += " " + std::to_string(which);
            for (int &from : step.from)
                from += which == 1 ? q1 : q2;
            steps->add(std::move(step));
        }
    }
    steps->add({.name = "difference",
        .formula = formula,
        .sentence = "What both attentions give alike cancels out: little is left on keys that do not matter. Weights may be below 0.",
        .kind = StepKind::mapped,
        .from = {weights1, weights2},
        .columns = StepAxis::key,
        .pages = {wholeMatrix(*run.weights)}});
    steps->add({.name = "V",
        .formula = part.second.v.empty() ? "V" : "V = [V1, V2]",
        .sentence = "What each token hands over: the values of both heads side by side, where there are two.",
        .rows = StepAxis::key,
        .pages = {values}});
    steps->add({.name = "A · V",
        .formula = "(A1 − λ · A2) · V",
        .sentence = "Each query takes the values by the difference.",
        .kind = StepKind::product,
        .from = {weights, v},
        .pages = {difference.matrix()}});
    steps->add({.name = "output",
        .formula = "out = (1 − " + inWords(part.lambdaInit) + ") · (A · V) / root mean square of its row",
        .sentence
        = "Each row is brought to one size, whatever is left after subtracting, and made smaller by what λ began with; of the pair "
          "the channels of the head that is looked at are shown.",
        .kind = StepKind::mapped,
        .from = {handedOut},
        .pages = {run.output}});
    return run;
}

} // namespace headscope
