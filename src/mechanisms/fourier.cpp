#include "src/mechanisms/fourier.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numbers>

namespace headscope {

namespace {

constexpr double kOfComplexProduct = 4; // multiplications of real numbers
constexpr double kOfButterfly = kOfComplexProduct + 4; // and a sum and a difference

std::complex<double> turn(double share)
{
    return std::polar(1.0, -2 * std::numbers::pi * share);
}

} // namespace

FourierTransform::FourierTransform(int length)
    : m_length(length)
{
    const auto n = static_cast<std::size_t>(length);
    const bool isPower = std::has_single_bit(n);
    const std::size_t power = isPower ? n : std::bit_ceil(2 * n - 1);
    for (std::size_t j = 0; j < power / 2; ++j)
        m_turns.push_back(turn(double(j) / double(power)));
    if (isPower)
        return;
    for (std::size_t t = 0; t < n; ++t)
        m_chirp.push_back(turn(double(t * t % (2 * n)) / double(2 * n)));
    m_filter.resize(power);
    for (std::size_t t = 0; t < n; ++t)
        m_filter[t] = m_filter[(power - t) % power] = std::conj(m_chirp[t]);
    transformPowerOfTwo(m_filter);
    m_padded.resize(power);
}

double FourierTransform::numbersHeld() const
{
    constexpr double kOfOne = sizeof(std::complex<double>) / sizeof(float);
    return kOfOne * double(m_turns.size() + m_chirp.size() + m_filter.size() + m_padded.size());
}

void FourierTransform::transformPowerOfTwo(std::span<std::complex<double>> numbers)
{
    const std::size_t n = numbers.size();
    for (std::size_t i = 1, reversed = 0; i < n; ++i) {
        std::size_t bit = n >> 1U;
        for (; reversed & bit; bit >>= 1U)
            reversed ^= bit;
        reversed ^= bit;
        if (i < reversed)
            std::swap(numbers[i], numbers[reversed]);
    }
    for (std::size_t half = 1; half < n; half *= 2) {
        for (std::size_t start = 0; start < n; start += 2 * half) {
            for (std::size_t j = 0; j < half; ++j) {
                const std::complex<double> turned = m_turns[j * (n / 2 / half)] * numbers[start + j + half];
                numbers[start + j + half] = numbers[start + j] - turned;
                numbers[start + j] += turned;
            }
        }
        m_multiplyAdds += kOfButterfly * double(n) / 2;
    }
}

void FourierTransform::apply(std::span<std::complex<double>> numbers)
{
    if (m_chirp.empty()) {
        transformPowerOfTwo(numbers);
        return;
    }
    // f · t = (f² + t² − (f − t)²) / 2: a transform is a convolution with a chirp, and that is a product of longer transforms.
    const std::size_t power = m_padded.size();
    std::ranges::fill(m_padded, 0);
    for (std::size_t t = 0; t < m_chirp.size(); ++t)
        m_padded[t] = numbers[t] * m_chirp[t];
    transformPowerOfTwo(m_padded);
    // The way back by the same transform: conjugate before and behind it.
    for (std::size_t i = 0; i < power; ++i)
        m_padded[i] = std::conj(m_padded[i] * m_filter[i]);
    transformPowerOfTwo(m_padded);
    for (std::size_t f = 0; f < m_chirp.size(); ++f)
        numbers[f] = std::conj(m_padded[f]) / double(power) * m_chirp[f];
    m_multiplyAdds += kOfComplexProduct * (2.0 * m_length + double(power));
}

} // namespace headscope
