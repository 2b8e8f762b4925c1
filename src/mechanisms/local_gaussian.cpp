#include "src/mechanisms/local_gaussian.h"

#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/normalisers.h"
#include "src/mechanisms/seeded_numbers.h"

#include <cmath>

namespace headscope {

namespace {

enum Stream : std::uint64_t { projectionStream = 8, vectorStream };

/// S · σ(v · tanh(W·q)) of each query.
std::vector<double> centresOf(const MechanismInput &input)
{
    const int width = input.q.cols();
    const Matrix projection = seededProjection(width, width, input.seed, projectionStream);
    const Matrix vector = seededProjection(1, width, input.seed, vectorStream);
    std::vector<double> centres;
    for (int query = 0; query < input.q.rows(); ++query) {
        double sum = 0;
        for (int out = 0; out < width; ++out) {
            double turned = 0;
            for (int c = 0; c < width; ++c)
                turned += double(projection(out, c)) * input.q(query, c);
            sum += vector(0, out) * std::tanh(turned);
        }
        centres.push_back(input.k.rows() / (1 + std::exp(-sum)));
    }
    return centres;
}

} // namespace

Recipe localGaussian(const MechanismInput &input, int reach)
{
    Recipe recipe = scaledDotProduct(input);
    const std::vector<double> centres = centresOf(input);
    recipe.choose = [centres, reach, count = input.k.rows()](int query, std::vector<int> &keys) {
        const double centre = centres[static_cast<std::size_t>(query)];
        for (int key = std::max(0, int(std::ceil(centre - reach))); key < count && key <= centre + reach; ++key)
            keys.push_back(key);
    };
    recipe.weigh = [centres, reach](int query, std::span<const int> keys, std::span<float> scores) {
        softmax(scores);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const double away = (keys[i] - centres[static_cast<std::size_t>(query)]) / (reach / 2.0);
            scores[i] = static_cast<float>(scores[i] * std::exp(-away * away / 2));
        }
    };
    recipe.specialsOfPair = 2;
    recipe.multiplyAddsBefore = double(input.q.rows()) * input.q.cols() * (input.q.cols() + 1);
    recipe.rowsSumToOne = false;
    return recipe;
}

} // namespace headscope
