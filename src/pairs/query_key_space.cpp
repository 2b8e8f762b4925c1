#include "src/pairs/query_key_space.h"

#include "src/error.h"
#include "src/pairs/principal_components.h"
#include "src/trace/sources.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace headscope {

namespace {

struct Vectors {
    int count = 0;
    int width = 0;
    std::vector<double> numbers; ///< count · width

    std::span<double> at(int index) { return std::span(numbers).subspan(std::size_t(index) * std::size_t(width), std::size_t(width)); }
};

Vectors vectorsOf(const Trace &trace, const StageKey &key)
{
    const Matrix matrix = trace.matrix(key);
    Vectors result{matrix.rows(), matrix.cols(), {}};
    result.numbers.reserve(std::size_t(matrix.rows()) * std::size_t(matrix.cols()));
    for (int r = 0; r < matrix.rows(); ++r)
        for (int c = 0; c < matrix.cols(); ++c)
            result.numbers.push_back(matrix(r, c));
    return result;
}

std::vector<double> lengthsOf(Vectors &vectors)
{
    std::vector<double> lengths;
    for (int i = 0; i < vectors.count; ++i) {
        double sum = 0;
        for (const double x : vectors.at(i))
            sum += x * x;
        lengths.push_back(std::sqrt(sum));
    }
    return lengths;
}

void scale(Vectors &vectors, double factor)
{
    for (double &x : vectors.numbers)
        x *= factor;
}

double rootMeanSquare(const std::vector<double> &lengths)
{
    double sum = 0;
    for (const double length : lengths)
        sum += length * length;
    return std::sqrt(sum / static_cast<double>(lengths.size()));
}

std::vector<double> meanOf(Vectors &vectors)
{
    std::vector<double> mean(std::size_t(vectors.width), 0.0);
    for (int i = 0; i < vectors.count; ++i)
        for (std::size_t c = 0; c < mean.size(); ++c)
            mean[c] += vectors.at(i)[c] / vectors.count;
    return mean;
}

/// Moves the keys so that their mean is that of the queries.
void centreTogether(Vectors &queries, Vectors &keys)
{
    const std::vector<double> to = meanOf(queries);
    const std::vector<double> from = meanOf(keys);
    for (int i = 0; i < keys.count; ++i)
        for (std::size_t c = 0; c < to.size(); ++c)
            keys.at(i)[c] += to[c] - from[c];
}

std::vector<std::array<double, 2>> placed(Vectors &vectors, const PrincipalComponents &components)
{
    std::vector<std::array<double, 2>> places;
    const int axes = static_cast<int>(components.directions.size());
    for (int i = 0; i < vectors.count; ++i) {
        const auto point = vectors.at(i);
        places.push_back({components.along(0, point), axes > 1 ? components.along(1, point) : 0});
    }
    return places;
}

} // namespace

QueryKeySpace queryKeySpace(const Trace &trace, int layer, int head, const QueryKeyOptions &options)
{
    if (layer < 0 || layer >= trace.config().layers)
        throw Error("there is no layer " + std::to_string(layer + 1), "queries and keys");
    Vectors queries = vectorsOf(trace, {queriesOf(trace, layer), layer, head});
    Vectors keys = vectorsOf(trace, {keysOf(trace, layer), layer, head});
    if (queries.count == 0 || keys.count == 0)
        throw Error("there are no tokens", "queries and keys", "Type a text");
    const auto isDefined
        = [](const Vectors &vectors) { return std::ranges::all_of(vectors.numbers, [](double x) { return std::isfinite(x); }); };
    if (!isDefined(queries) || !isDefined(keys))
        throw Error("some queries or keys of this head are undefined (NaN or ∞): no plane shows them", "queries and keys",
            "The note above the picture says where that began");
    QueryKeySpace space;
    space.queryLengths = lengthsOf(queries);
    space.keyLengths = lengthsOf(keys);
    if (options.equalLengths) {
        const double ofQueries = rootMeanSquare(space.queryLengths);
        const double ofKeys = rootMeanSquare(space.keyLengths);
        if (ofQueries > 0 && ofKeys > 0)
            space.factor = std::sqrt(ofQueries / ofKeys);
        scale(queries, 1 / space.factor);
        scale(keys, space.factor);
    }
    if (options.centreSeparately)
        centreTogether(queries, keys);
    std::vector<double> all = queries.numbers;
    all.insert(all.end(), keys.numbers.begin(), keys.numbers.end());
    const PrincipalComponents components = principalComponents(all, queries.width, 2);
    space.shares = {components.share(0), components.share(1)};
    space.queries = placed(queries, components);
    space.keys = placed(keys, components);
    return space;
}

} // namespace headscope
