// What dividing scores does to a softmax: how the weights of a row, their slopes and their entropy change with what scores are divided by.
// Why attention divides by √d, and why hard attention cannot be trained by gradients.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <cstdint>
#include <span>
#include <vector>

namespace headscope {

/// A row of scores s divided by a temperature: A = softmax(s / T), in double precision.
struct SoftenedRow {
    double temperature = 1;
    std::vector<double> weights; ///< A
    std::vector<double> slopes; ///< ∂A(i)/∂s(i) = A(i) · (1 − A(i)) / T
    double slope = 0; ///< ‖∂A/∂s‖, Frobenius, of the whole Jacobian (diag(A) − A·Aᵀ) / T
    double entropy = 0; ///< −Σ A · log₂ A, in bits
};
/// `scores` are finite and at least one; T > 0.
SoftenedRow softenedRow(std::span<const double> scores, double temperature);
/// From `least` to `most` in `count` equal ratios; count ≥ 2.
std::vector<double> ratioSteps(double least, double most, int count);
std::vector<SoftenedRow> softenedOver(std::span<const double> scores, std::span<const double> temperatures);

/// Scores q·k / √d of a query with the keys that it may look at, ascending.
struct RowScores {
    std::vector<int> keys;
    std::vector<double> scores;
};
/// Of one query of the input, summed in double precision. Empty where the mask hides all.
RowScores scoresOfRow(const MechanismInput &input, int query);

/// Of drawn queries and keys of a width: what their softmax does with and without division by √d. Medians over the drawn rows.
struct WidthPoint {
    int width = 1;
    double slopeDivided = 0; ///< ‖∂A/∂z‖ of A = softmax(z), z = q·k / √d
    double slopeUndivided = 0; ///< the same of z = q·k
    double entropyDivided = 0; ///< bits
    double entropyUndivided = 0;
};
/// For each width: `rows` queries with `keys` keys each, of standard normal numbers of the seed.
std::vector<WidthPoint> softmaxOverWidth(std::span<const int> widths, int keys, int rows, std::uint64_t seed);

} // namespace headscope
