#include "src/mechanisms/seeded_numbers.h"

#include <cmath>
#include <numbers>
#include <vector>

namespace headscope {

namespace {

Matrix normalNumbers(int rows, int cols, std::uint64_t seed, std::uint64_t stream, double divisor)
{
    SeededNumbers numbers(seed, stream);
    auto values = std::make_shared<std::vector<float>>(static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols));
    for (float &value : *values)
        value = static_cast<float>(numbers.normal() / divisor);
    return {{values->data(), rows, cols, cols, 1}, values};
}

} // namespace

SeededNumbers::SeededNumbers(std::uint64_t seed, std::uint64_t stream)
    : m_state(seed * 0x9E3779B97F4A7C15U ^ (stream + 1) * 0xD1B54A32D192ED03U)
{
}

// SplitMix64, Steele et al. 2014, "Fast splittable pseudorandom number generators".
std::uint64_t SeededNumbers::bits()
{
    std::uint64_t z = m_state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}

double SeededNumbers::uniform()
{
    return static_cast<double>(bits() >> 11) * 0x1p-53;
}

double SeededNumbers::normal()
{
    const double radius = std::sqrt(-2 * std::log(1 - uniform())); // of 1 − x: never the logarithm of 0
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

int SeededNumbers::below(int count)
{
    return static_cast<int>(uniform() * count);
}

Matrix seededNormal(int rows, int cols, std::uint64_t seed, std::uint64_t stream)
{
    return normalNumbers(rows, cols, seed, stream, 1);
}

Matrix seededProjection(int rows, int cols, std::uint64_t seed, std::uint64_t stream)
{
    return normalNumbers(rows, cols, seed, stream, std::sqrt(double(cols)));
}

} // namespace headscope
