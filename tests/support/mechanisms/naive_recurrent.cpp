#include "tests/support/mechanisms/naive_mechanisms.h"

#include "src/mechanisms/seeded_numbers.h"

#include <cmath>
#include <functional>
#include <numeric>

namespace headscope {

namespace {

using Row = std::vector<double>;

double dot(const Row &a, const Row &b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

NaiveTable lengthOne(NaiveTable x)
{
    for (Row &row : x) {
        const double length = std::sqrt(dot(row, row) + 1e-6);
        for (double &value : row)
            value /= length;
    }
    return x;
}

/// f(map · k) of each key; the streams are those of state_rules.cpp.
NaiveTable gatesOf(const NaiveInput &input, std::size_t count, std::uint64_t stream, const std::function<double(double)> &f)
{
    const Matrix map = seededProjection(int(count), int(input.k[0].size()), input.seed, stream);
    NaiveTable gates = zeros(input.k.size(), count);
    for (std::size_t t = 0; t < gates.size(); ++t) {
        for (std::size_t gate = 0; gate < count; ++gate) {
            for (std::size_t c = 0; c < input.k[t].size(); ++c)
                gates[t][gate] += double(map(int(gate), int(c))) * input.k[t][c];
            gates[t][gate] = f(gates[t][gate]);
        }
    }
    return gates;
}

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

NaiveTable strengthsOf(const NaiveInput &input)
{
    return gatesOf(input, 1, 45, sigmoid);
}

NaiveTable stepsOf(const NaiveInput &input, const Parameters &chosen)
{
    const double bias = std::log(std::exp(chosen.number("step")) - 1);
    return gatesOf(input, 1, 46, [bias](double x) { return std::log(1 + std::exp(x + bias)); });
}

NaiveRun lowerTriangle(const NaiveInput &input, const std::function<double(std::size_t t, std::size_t s)> &weight)
{
    NaiveTable weights = zeros(input.q.size(), input.k.size());
    for (std::size_t t = 0; t < weights.size(); ++t)
        for (std::size_t s = 0; s <= t; ++s)
            weights[t][s] = weight(t, s);
    return {weights, product(weights, input.v)};
}

NaiveRun retentionOf(const NaiveInput &input, const Parameters &chosen)
{
    return lowerTriangle(input, [&](std::size_t t, std::size_t s) {
        return std::pow(chosen.number("decay"), double(t - s)) * dot(input.q[t], input.k[s]) / std::sqrt(double(input.k[0].size()));
    });
}

NaiveRun gatedLinearOf(const NaiveInput &input, const Parameters &chosen)
{
    const std::size_t width = input.k[0].size();
    const NaiveTable gates = gatesOf(input, width, 44, [&](double x) { return std::pow(sigmoid(x), 1 / chosen.number("temperature")); });
    return lowerTriangle(input, [&](std::size_t t, std::size_t s) {
        double sum = 0;
        for (std::size_t c = 0; c < width; ++c) {
            double kept = 1;
            for (std::size_t between = s + 1; between <= t; ++between)
                kept *= gates[between][c];
            sum += input.q[t][c] * kept * input.k[s][c];
        }
        return sum / std::sqrt(double(width));
    });
}

/// The whole matrix a token multiplies the state with, and those of all tokens between two.
NaiveRun deltaOf(const NaiveInput &input, const NaiveTable &kept, const NaiveTable &strengths)
{
    const std::size_t width = input.k[0].size();
    const NaiveTable q = lengthOne(input.q);
    const NaiveTable k = lengthOne(input.k);
    return lowerTriangle(input, [&](std::size_t t, std::size_t s) {
        NaiveTable written{k[s]}; // a row: kᵀ · A(s + 1)ᵀ · … · A(t)ᵀ, each A symmetric
        for (std::size_t between = s + 1; between <= t; ++between) {
            NaiveTable update = zeros(width, width);
            for (std::size_t r = 0; r < width; ++r)
                for (std::size_t c = 0; c < width; ++c)
                    update[r][c] = kept[between][0] * ((r == c ? 1 : 0) - strengths[between][0] * k[between][r] * k[between][c]);
            written = product(written, update);
        }
        return strengths[s][0] * dot(written[0], q[t]) / std::sqrt(double(width));
    });
}

NaiveTable decaysOf(const NaiveInput &input, const Parameters &chosen)
{
    return each(stepsOf(input, chosen), [&](double step) { return std::exp(-chosen.number("rate") * step); });
}

NaiveRun dualityOf(const NaiveInput &input, const Parameters &chosen)
{
    const NaiveTable steps = stepsOf(input, chosen);
    return lowerTriangle(input, [&](std::size_t t, std::size_t s) {
        double passed = 0; // time between the two
        for (std::size_t between = s + 1; between <= t; ++between)
            passed += steps[between][0];
        return dot(input.q[t], input.k[s]) * std::exp(-chosen.number("rate") * passed) * steps[s][0];
    });
}

} // namespace

NaiveDefinitions naiveRecurrent()
{
    return {{"retnet", retentionOf}, {"gla", gatedLinearOf},
        {"deltanet",
            [](const NaiveInput &input, const Parameters &) {
                return deltaOf(input, NaiveTable(input.k.size(), Row{1}), strengthsOf(input));
            }},
        {"gated-deltanet",
            [](const NaiveInput &input, const Parameters &chosen) { return deltaOf(input, decaysOf(input, chosen), strengthsOf(input)); }},
        {"mamba2", dualityOf}};
}

} // namespace headscope
