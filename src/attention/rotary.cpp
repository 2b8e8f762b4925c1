#include "src/attention/rotary.h"

#include <cmath>

namespace headscope {

namespace {

int firstOf(const Rotary &rotary, int pair)
{
    return rotary.pairing == RotaryPairing::halves ? pair : 2 * pair;
}

int secondOf(const Rotary &rotary, int pair)
{
    return rotary.pairing == RotaryPairing::halves ? pair + rotary.dims / 2 : 2 * pair + 1;
}

// In single precision, as the models were trained: at position 10,000 the angle in double differs by 5e-4.
float angleOf(const Rotary &rotary, int pair, int position)
{
    return static_cast<float>(position) * rotary.frequencies[static_cast<std::size_t>(pair)];
}

} // namespace

std::vector<float> rotaryFrequencies(float base, int dims)
{
    std::vector<float> frequencies;
    for (int i = 0; 2 * i < dims; ++i)
        frequencies.push_back(1.0f / std::pow(base, static_cast<float>(2 * i) / static_cast<float>(dims)));
    return frequencies;
}

RotaryPair rotaryPair(const Rotary &rotary, int channel, int position)
{
    const int pair = rotary.pairing == RotaryPairing::halves ? channel % (rotary.dims / 2) : channel / 2;
    const float angle = angleOf(rotary, pair, position);
    return {firstOf(rotary, pair), secondOf(rotary, pair), std::cos(angle) * rotary.factor, std::sin(angle) * rotary.factor};
}

void rotaryTable(const Rotary &rotary, MutableMatrixView out)
{
    const int pairs = rotary.dims / 2;
    for (int position = 0; position < out.rows; ++position) {
        for (int pair = 0; pair < pairs; ++pair) {
            const float angle = angleOf(rotary, pair, position);
            out(position, pair) = std::cos(angle) * rotary.factor;
            out(position, pairs + pair) = std::sin(angle) * rotary.factor;
        }
    }
}

void rotate(const Rotary &rotary, MatrixView table, int headWidth, MutableMatrixView rows)
{
    const int pairs = rotary.dims / 2;
    for (int r = 0; r < rows.rows; ++r) {
        for (int head = 0; head < rows.cols; head += headWidth) {
            float *x = rows.row(r) + head;
            for (int pair = 0; pair < pairs; ++pair) {
                float &first = x[firstOf(rotary, pair)];
                float &second = x[secondOf(rotary, pair)];
                const float cosine = table(r, pair);
                const float sine = table(r, pairs + pair);
                const float turned = first * cosine - second * sine;
                second = second * cosine + first * sine;
                first = turned;
            }
        }
    }
}

} // namespace headscope
