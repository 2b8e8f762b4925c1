#include "src/pairs/principal_components.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <string>

namespace headscope {

namespace {

using Points = Eigen::Map<const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>;

/// The first of the components of the largest size is made positive.
void fixSign(Eigen::VectorXd &direction)
{
    Eigen::Index largest = 0;
    for (Eigen::Index i = 1; i < direction.size(); ++i)
        if (std::abs(direction(i)) > std::abs(direction(largest)))
            largest = i;
    if (direction(largest) < 0)
        direction = -direction;
}

} // namespace

double PrincipalComponents::share(int direction) const
{
    double total = 0;
    for (const double variance : variances)
        total += variance;
    const auto index = static_cast<std::size_t>(direction);
    return total > 0 && index < variances.size() ? variances[index] / total : 0;
}

double PrincipalComponents::along(int direction, std::span<const double> point) const
{
    const std::vector<double> &axis = directions[static_cast<std::size_t>(direction)];
    double sum = 0;
    for (std::size_t i = 0; i < axis.size(); ++i)
        sum += axis[i] * (point[i] - mean[i]);
    return sum;
}

PrincipalComponents principalComponents(std::span<const double> points, int width, int count)
{
    if (width < 1 || points.empty() || points.size() % static_cast<std::size_t>(width) != 0)
        throw Error(std::to_string(points.size()) + " numbers are not points of " + std::to_string(width), "principal components");
    const SingleThreadedBlas guard;
    const auto rows = static_cast<Eigen::Index>(points.size()) / width;
    const Points matrix(points.data(), rows, width);
    const Eigen::VectorXd mean = matrix.colwise().mean();
    // Block by block: thousands of points need no second copy.
    constexpr Eigen::Index kBlock = 1024;
    Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(width, width);
    for (Eigen::Index first = 0; first < rows; first += kBlock) {
        const Eigen::MatrixXd centred = matrix.middleRows(first, std::min(kBlock, rows - first)).rowwise() - mean.transpose();
        covariance.noalias() += centred.transpose() * centred;
    }
    covariance /= static_cast<double>(rows);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance); // smallest first
    PrincipalComponents result;
    result.mean.assign(mean.data(), mean.data() + width);
    for (int i = 0; i < width; ++i)
        result.variances.push_back(std::max(0.0, solver.eigenvalues()(width - 1 - i)));
    for (int i = 0; i < std::min(count, width); ++i) {
        Eigen::VectorXd direction = solver.eigenvectors().col(width - 1 - i);
        fixSign(direction);
        result.directions.emplace_back(direction.data(), direction.data() + width);
    }
    return result;
}

} // namespace headscope
