#include "src/mechanisms/seeded_numbers.h"
#include "tests/support/mechanisms/naive_mechanisms.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

namespace headscope {

namespace {

using Row = std::vector<double>;

NaiveTable drawn(std::size_t rows, std::size_t cols, std::uint64_t seed, std::uint64_t stream)
{
    SeededNumbers numbers(seed, stream);
    NaiveTable table = zeros(rows, cols);
    for (Row &row : table)
        for (double &number : row)
            number = static_cast<float>(numbers.normal());
    return table;
}

double dot(const Row &a, const Row &b)
{
    double sum = 0;
    for (std::size_t c = 0; c < a.size(); ++c)
        sum += a[c] * b[c];
    return sum;
}

/// softmax(q·k / √d + more(t, s)).
NaiveRun attention(const NaiveTable &q, const NaiveTable &k, const std::function<double(int t, int s)> &more = {})
{
    NaiveTable scores = zeros(q.size(), k.size());
    for (std::size_t t = 0; t < q.size(); ++t)
        for (std::size_t s = 0; s < k.size(); ++s)
            scores[t][s] = dot(q[t], k[s]) / std::sqrt(double(q[0].size())) + (more ? more(int(t), int(s)) : 0);
    return {.weights = softmax(scores), .output = {}};
}

NaiveRun added(const NaiveInput &input, double scale, const std::function<double(int t, int c)> &position)
{
    NaiveInput moved = input;
    for (NaiveTable *x : {&moved.q, &moved.k})
        for (std::size_t t = 0; t < x->size(); ++t)
            for (std::size_t c = 0; c < (*x)[t].size(); ++c)
                (*x)[t][c] += scale * position(int(t), int(c));
    return attention(moved.q, moved.k);
}

NaiveRun relative(const NaiveInput &input, int k)
{
    const NaiveTable ofKeys = drawn(std::size_t(2 * k + 1), input.k[0].size(), input.seed, 21);
    const NaiveTable ofValues = drawn(std::size_t(2 * k + 1), input.v[0].size(), input.seed, 22);
    const auto at = [k](const NaiveTable &table, int distance) { return table[std::size_t(k + std::max(-k, std::min(k, distance)))]; };
    NaiveRun run = attention(input.q, input.k,
        [&](int t, int s) { return dot(input.q[std::size_t(t)], at(ofKeys, s - t)) / std::sqrt(double(input.k[0].size())); });
    run.output = product(*run.weights, input.v);
    for (std::size_t t = 0; t < input.q.size(); ++t)
        for (std::size_t s = 0; s < input.k.size(); ++s)
            for (std::size_t c = 0; c < input.v[0].size(); ++c)
                (*run.output)[t][c] += (*run.weights)[t][s] * at(ofValues, int(s) - int(t))[c];
    return run;
}

using Speed = std::function<double(std::size_t pair, std::size_t width)>;

/// Angles in single precision, as models are trained; each pair as one complex number.
NaiveRun turned(const NaiveInput &input, const Parameters &parameters, const Speed &speed, double longer = 1)
{
    NaiveInput moved = input;
    const std::size_t width = input.q[0].size();
    const bool areHalves = parameters.whole("pairs") == 0;
    for (NaiveTable *x : {&moved.q, &moved.k}) {
        for (std::size_t t = 0; t < x->size(); ++t) {
            for (std::size_t pair = 0; pair < width / 2; ++pair) {
                double &a = (*x)[t][areHalves ? pair : 2 * pair];
                double &b = (*x)[t][areHalves ? pair + width / 2 : 2 * pair + 1];
                const double angle = float(t) * float(speed(pair, width));
                const double length = longer * std::hypot(a, b);
                const double direction = std::atan2(b, a) + angle;
                a = length * std::cos(direction);
                b = length * std::sin(direction);
            }
        }
    }
    return attention(moved.q, moved.k);
}

/// Peng et al. 2023 with the ramp over the number of the pair, as the official code has it.
double yarnSpeed(std::size_t pair, std::size_t width, const Parameters &parameters)
{
    const double base = parameters.number("base");
    const auto pairOf = [&](double turns) {
        return double(width) * std::log(parameters.number("context") / (turns * 2 * std::numbers::pi)) / (2 * std::log(base));
    };
    const double low = std::max(std::floor(pairOf(32)), 0.0);
    double high = std::min(std::ceil(pairOf(1)), double(width) - 1);
    if (high == low)
        high += 0.001;
    const double ramp = std::min(std::max((double(pair) - low) / (high - low), 0.0), 1.0);
    const double speed = std::pow(base, -2.0 * double(pair) / double(width));
    return speed * (1 - ramp) + speed / parameters.number("factor") * ramp;
}

NaiveRun biased(const NaiveInput &input, bool isEarlier, const std::function<double(int t, int s)> &bias)
{
    return attention(
        input.q, input.k, [&](int t, int s) { return isEarlier && s > t ? -std::numeric_limits<double>::infinity() : bias(t, s); });
}

} // namespace

NaiveDefinitions naivePositions()
{
    const auto plain = [](std::size_t pair, std::size_t width, double base) { return std::pow(base, -2.0 * double(pair) / double(width)); };
    return {
        {"no-positions", [](const NaiveInput &input, const Parameters &) { return attention(input.q, input.k); }},
        {"sinusoidal",
            [](const NaiveInput &input, const Parameters &parameters) {
                const double width = double(input.q[0].size());
                return added(input, parameters.number("scale"), [width](int t, int c) {
                    const double angle = t / std::pow(10000.0, 2 * (c / 2) / width);
                    return c % 2 == 0 ? std::sin(angle) : std::cos(angle);
                });
            }},
        {"learned",
            [](const NaiveInput &input, const Parameters &parameters) {
                const NaiveTable table = drawn(std::max(input.q.size(), input.k.size()), input.q[0].size(), input.seed, 20);
                return added(input, parameters.number("scale"), [&](int t, int c) { return table[std::size_t(t)][std::size_t(c)]; });
            }},
        {"relative", [](const NaiveInput &input, const Parameters &parameters) { return relative(input, parameters.whole("distance")); }},
        {"t5-buckets",
            [](const NaiveInput &input, const Parameters &parameters) {
                const int buckets = parameters.whole("buckets");
                const NaiveTable biases = drawn(std::size_t(buckets), 1, input.seed, 24);
                const bool isEarlier = parameters.whole("sides") == 0;
                return biased(input, isEarlier,
                    [&](int t, int s) { return biases[std::size_t(bucket(s - t, !isEarlier, buckets, parameters.whole("distance")))][0]; });
            }},
        {"alibi",
            [](const NaiveInput &input, const Parameters &parameters) {
                const int heads = parameters.whole("heads") == 0 ? int(input.heads.size()) : parameters.whole("heads");
                const int head = parameters.whole("head") == 0 ? input.head : parameters.whole("head") - 1;
                return biased(
                    input, parameters.whole("sides") == 0, [m = slope(head, heads)](int t, int s) { return -m * std::abs(t - s); });
            }},
        {"rotary",
            [plain](const NaiveInput &input, const Parameters &parameters) {
                return turned(
                    input, parameters, [&](std::size_t pair, std::size_t width) { return plain(pair, width, parameters.number("base")); });
            }},
        {"rotary-linear",
            [plain](const NaiveInput &input, const Parameters &parameters) {
                return turned(input, parameters, [&](std::size_t pair, std::size_t width) {
                    return plain(pair, width, parameters.number("base")) / parameters.number("factor");
                });
            }},
        {"rotary-ntk",
            [plain](const NaiveInput &input, const Parameters &parameters) {
                return turned(input, parameters, [&](std::size_t pair, std::size_t width) {
                    const double power = double(width) / (double(width) - 2);
                    return plain(pair, width, parameters.number("base") * std::pow(parameters.number("factor"), power));
                });
            }},
        {"rotary-yarn",
            [](const NaiveInput &input, const Parameters &parameters) {
                return turned(
                    input, parameters, [&](std::size_t pair, std::size_t width) { return yarnSpeed(pair, width, parameters); },
                    0.1 * std::log(parameters.number("factor")) + 1);
            }},
    };
}

} // namespace headscope
