// The bottleneck's derivatives against differences of a plain network in double precision.
#include "src/error.h"
#include "src/lab/bottleneck.h"
#include "src/lab/lab_input.h"
#include "src/mechanisms/seeded_numbers.h"
#include "tests/support/naive_arithmetic.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

namespace {

constexpr int kTokens = 6;
constexpr int kWidth = 4;
constexpr int kSteps = 3;
constexpr std::uint64_t kSeed = 9;
constexpr double kStep = 1e-5;
constexpr double kTolerance = 3e-6; // states and weights are in single precision

using Row = std::vector<double>;

NaiveTable drawn(int rows, int cols, std::uint64_t seed, std::uint64_t stream)
{
    const Matrix numbers = seededProjection(rows, cols, seed, stream);
    NaiveTable table = zeros(std::size_t(rows), std::size_t(cols));
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < cols; ++c)
            table[std::size_t(r)][std::size_t(c)] = numbers(r, c);
    return table;
}

double times(const NaiveTable &matrix, std::size_t row, const Row &x)
{
    double sum = 0;
    for (std::size_t c = 0; c < x.size(); ++c)
        sum += matrix[row][c] * x[c];
    return sum;
}

Row gru(const NaiveTable &w, const NaiveTable &u, const Row &x, const Row &h)
{
    const auto sigmoid = [](double y) { return 1 / (1 + std::exp(-y)); };
    Row next;
    for (std::size_t c = 0; c < h.size(); ++c) {
        const double r = sigmoid(times(w, c, x) + times(u, c, h));
        const double z = sigmoid(times(w, c + kWidth, x) + times(u, c + kWidth, h));
        const double n = std::tanh(times(w, c + 2 * kWidth, x) + r * times(u, c + 2 * kWidth, h));
        next.push_back((1 - z) * n + z * h[c]);
    }
    return next;
}

struct Plain {
    NaiveTable states;
    NaiveTable weights;
    NaiveTable contexts;

    explicit Plain(const NaiveTable &x)
    {
        const NaiveTable w = drawn(3 * kWidth, kWidth, kSeed, 50);
        const NaiveTable u = drawn(3 * kWidth, kWidth, kSeed, 51);
        Row h(kWidth, 0.0);
        for (const Row &token : x)
            states.push_back(h = gru(w, u, token, h));
        const NaiveTable ofQuery = drawn(kWidth, kWidth, kSeed, 60);
        const NaiveTable ofKey = drawn(kWidth, kWidth, kSeed, 61);
        const NaiveTable vector = drawn(1, kWidth, kSeed, 62);
        const NaiveTable decoderW = drawn(3 * kWidth, kWidth, kSeed + 1'000'003, 50);
        const NaiveTable decoderU = drawn(3 * kWidth, kWidth, kSeed + 1'000'003, 51);
        for (int step = 0; step < kSteps; ++step) {
            NaiveTable scores(1);
            for (const Row &state : states) {
                Row hidden;
                for (std::size_t c = 0; c < kWidth; ++c)
                    hidden.push_back(std::tanh(times(ofQuery, c, h) + times(ofKey, c, state)));
                scores[0].push_back(times(vector, 0, hidden));
            }
            weights.push_back(softmax(scores)[0]);
            contexts.push_back(product({weights.back()}, states)[0]);
            h = gru(decoderW, decoderU, contexts.back(), h);
        }
    }
};

NaiveTable valuesOf(const MechanismInput &input)
{
    NaiveTable x = zeros(kTokens, kWidth);
    for (int t = 0; t < kTokens; ++t)
        for (int c = 0; c < kWidth; ++c)
            x[std::size_t(t)][std::size_t(c)] = input.v(t, c);
    return x;
}

} // namespace

class BottleneckTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void derivativesAreThoseOfDifferences();
    void attentionKeepsWhatTheStateLoses();
    void whatCannotBeHad();
};

void BottleneckTest::derivativesAreThoseOfDifferences()
{
    const MechanismInput input = randomInput({.tokens = kTokens, .width = kWidth, .heads = 1, .seed = kSeed});
    const Bottleneck found = *bottleneckOf(input, kSteps);
    const Plain expected(valuesOf(input));
    for (std::size_t t = 0; t < kTokens; ++t) {
        for (std::size_t c = 0; c < kWidth; ++c)
            QVERIFY(std::abs(found.states(int(t), int(c)) - expected.states[t][c]) < kTolerance);
        for (std::size_t step = 0; step < kSteps; ++step)
            QVERIFY(std::abs(found.alignment(int(step), int(t)) - expected.weights[step][t]) < kTolerance);
        double fixed = 0;
        Row attended(kSteps);
        for (std::size_t channel = 0; channel < kWidth; ++channel) {
            NaiveTable up = valuesOf(input);
            NaiveTable down = up;
            up[t][channel] += kStep;
            down[t][channel] -= kStep;
            const Plain more(up);
            const Plain less(down);
            for (std::size_t c = 0; c < kWidth; ++c) {
                fixed += std::pow((more.states.back()[c] - less.states.back()[c]) / (2 * kStep), 2);
                for (std::size_t step = 0; step < kSteps; ++step)
                    attended[step] += std::pow((more.contexts[step][c] - less.contexts[step][c]) / (2 * kStep), 2);
            }
        }
        QVERIFY(std::abs(found.fixed[t] - std::sqrt(fixed / kWidth)) < kTolerance);
        for (std::size_t step = 0; step < kSteps; ++step)
            QVERIFY2(std::abs(found.attended[step][t] - std::sqrt(attended[step] / kWidth)) < kTolerance,
                qPrintable(QString::number(found.attended[step][t])));
    }
}

void BottleneckTest::attentionKeepsWhatTheStateLoses()
{
    const MechanismInput input = randomInput({.tokens = 40, .width = 8, .heads = 1, .seed = 2});
    int done = 0;
    const Bottleneck found = *bottleneckOf(input, 2, [&](int tokens, int) { done = tokens; });
    QCOMPARE(done, 40);
    QVERIFY(found.fixed[0] < 1e-3 * found.fixed[39]);
    QVERIFY(found.attended[0][0] > 10 * found.fixed[0]);
}

void BottleneckTest::whatCannotBeHad()
{
    const MechanismInput input = randomInput({.tokens = kTokens, .width = kWidth});
    QVERIFY_EXCEPTION_THROWN(bottleneckOf(input, 0), Error);
    QVERIFY_EXCEPTION_THROWN(bottleneckOf(randomInput({.tokens = kMostBottleneck + 1, .width = kWidth}), 1), Error);
    MechanismInput hidden = input;
    hidden.mask.hidden = {{1}};
    QVERIFY_EXCEPTION_THROWN(bottleneckOf(hidden, 1), Error);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!bottleneckOf(input, 1, {}, stop.get_token()));
}

QTEST_APPLESS_MAIN(BottleneckTest)
#include "bottleneck_test.moc"
