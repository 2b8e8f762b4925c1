// Principal component analysis: the directions along which points differ most. Pearson 1901; by eigenvectors of the covariance matrix.
// Trap: an eigenvector times −1 is one too, and libraries choose as they like. Here the component of the largest size is positive, so that
// a picture does not flip from one run to the next.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace headscope {

struct PrincipalComponents {
    std::vector<double> mean; ///< [D]
    std::vector<double> variances; ///< [D], largest first; of the points themselves (divided by their number), never below 0
    std::vector<std::vector<double>> directions; ///< of length 1, [count][D]

    /// How much of all variance lies along a direction; 0 when all points are the same.
    double share(int direction) const;
    /// Where a point lies along a direction, counted from the mean. point [D].
    double along(int direction, std::span<const double> point) const;
};

/// points: n · D numbers, point after point, D ≥ 1. count: how many directions are kept, at most D. In double precision. Throws Error when
/// there is no point or the numbers do not make whole points.
PrincipalComponents principalComponents(std::span<const double> points, int width, int count);

} // namespace headscope
