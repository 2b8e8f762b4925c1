// Numbers in the place of those that a trained model would have learned, and draws: of a seed, the same on every machine.
#pragma once

#include "src/tensor/matrix_view.h"

#include <cstdint>

namespace headscope {

/// Of a sequence of its own for each (seed, stream): independent of how many were drawn from others.
class SeededNumbers {
public:
    SeededNumbers(std::uint64_t seed, std::uint64_t stream);
    std::uint64_t bits();
    /// 0 ≤ x < 1.
    double uniform();
    /// Of the standard normal distribution (Box and Muller 1958).
    double normal();
    /// 0 … count − 1, each as likely as the others.
    int below(int count);

private:
    std::uint64_t m_state;
};

/// Normal numbers of variance 1. [rows, cols]
Matrix seededNormal(int rows, int cols, std::uint64_t seed, std::uint64_t stream);

/// Normal numbers of variance 1 / cols, so that a product with them keeps the size of what it is applied to. [rows, cols]
Matrix seededProjection(int rows, int cols, std::uint64_t seed, std::uint64_t stream);

} // namespace headscope
