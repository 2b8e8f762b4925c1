#include "src/mechanisms/seeded_numbers.h"
#include "tests/support/mechanisms/naive_mechanisms.h"

#include <cmath>

namespace headscope {

namespace {

using Row = std::vector<double>;

NaiveTable drawn(std::size_t rows, std::size_t cols, std::uint64_t seed, std::uint64_t stream)
{
    const Matrix numbers = seededProjection(int(rows), int(cols), seed, stream);
    NaiveTable table = zeros(rows, cols);
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < cols; ++c)
            table[r][c] = numbers(int(r), int(c));
    return table;
}

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

double dot(const Row &a, const Row &b)
{
    double sum = 0;
    for (std::size_t c = 0; c < a.size(); ++c)
        sum += a[c] * b[c];
    return sum;
}

/// The gate's own rows of a matrix of several, times x.
Row part(const NaiveTable &matrix, int gate, const Row &x)
{
    Row y;
    for (std::size_t c = 0; c < x.size(); ++c)
        y.push_back(dot(matrix[std::size_t(gate) * x.size() + c], x));
    return y;
}

struct Cell {
    NaiveTable w;
    NaiveTable u;

    Cell(const NaiveInput &input, std::size_t gates, double gain = 1)
        : w(drawn(gates * input.v[0].size(), input.v[0].size(), input.seed, 50))
        , u(each(drawn(gates * input.v[0].size(), input.v[0].size(), input.seed, 51), [gain](double x) { return gain * x; }))
    {
    }
    /// W·x + U·h of one gate.
    Row sum(int gate, const Row &x, const Row &h) const
    {
        Row both = part(w, gate, x);
        const Row ofState = part(u, gate, h);
        for (std::size_t c = 0; c < both.size(); ++c)
            both[c] += ofState[c];
        return both;
    }
};

NaiveRun elman(const NaiveInput &input, const Parameters &parameters)
{
    const Cell cell(input, 1, parameters.number("gain"));
    NaiveTable states;
    Row h(input.v[0].size(), 0.0);
    for (const Row &x : input.v) {
        h = cell.sum(0, x, h);
        for (double &number : h)
            number = std::tanh(number);
        states.push_back(h);
    }
    return {.weights = {}, .output = states};
}

NaiveRun lstm(const NaiveInput &input, const Parameters &parameters)
{
    const Cell cell(input, 4);
    NaiveTable states;
    Row h(input.v[0].size(), 0.0);
    Row c = h;
    for (const Row &x : input.v) {
        const Row i = cell.sum(0, x, h);
        const Row f = cell.sum(1, x, h);
        const Row g = cell.sum(2, x, h);
        const Row o = cell.sum(3, x, h);
        for (std::size_t each = 0; each < h.size(); ++each) {
            c[each] = sigmoid(f[each] + parameters.number("forget")) * c[each] + sigmoid(i[each]) * std::tanh(g[each]);
            h[each] = sigmoid(o[each]) * std::tanh(c[each]);
        }
        states.push_back(h);
    }
    return {.weights = {}, .output = states};
}

NaiveRun gru(const NaiveInput &input, const Parameters &)
{
    const Cell cell(input, 3);
    NaiveTable states;
    Row h(input.v[0].size(), 0.0);
    for (const Row &x : input.v) {
        const Row r = cell.sum(0, x, h);
        const Row z = cell.sum(1, x, h);
        const Row fromInput = part(cell.w, 2, x);
        const Row fromState = part(cell.u, 2, h);
        for (std::size_t each = 0; each < h.size(); ++each) {
            const double n = std::tanh(fromInput[each] + sigmoid(r[each]) * fromState[each]);
            h[each] = n + sigmoid(z[each]) * (h[each] - n);
        }
        states.push_back(h);
    }
    return {.weights = {}, .output = states};
}

NaiveRun convolution(const NaiveInput &input, const Parameters &parameters)
{
    const std::size_t d = input.v[0].size();
    const int width = parameters.whole("width");
    const NaiveTable taps = drawn(d, d * std::size_t(width), input.seed, 55);
    NaiveTable output = zeros(input.v.size(), d);
    for (int t = 0; t < int(input.v.size()); ++t)
        for (int s = 0; s < int(input.v.size()); ++s)
            for (int place = 0; place < width; ++place)
                if (s - t == place - (width - 1) / 2)
                    for (std::size_t out = 0; out < d; ++out)
                        for (std::size_t in = 0; in < d; ++in)
                            output[std::size_t(t)][out]
                                += taps[out][in * std::size_t(width) + std::size_t(place)] * input.v[std::size_t(s)][in];
    return {.weights = {}, .output = output};
}

} // namespace

NaiveDefinitions naiveBeside()
{
    return {{"elman", elman}, {"lstm", lstm}, {"gru", gru}, {"convolution", convolution}};
}

} // namespace headscope
