// Sums and functions of the naive twin, in double precision, each as its definition says.
#pragma once

#include "src/models/config.h"
#include "src/models/weights.h"

#include <cstddef>
#include <vector>

namespace headscope {

/// [row][column]
using NaiveTable = std::vector<std::vector<double>>;

NaiveTable zeros(std::size_t rows, std::size_t cols);
/// x · columns [first, first + count) of the map, plus its bias.
NaiveTable product(const NaiveTable &x, const LinearWeights &map, int first, int count);
NaiveTable product(const NaiveTable &x, const LinearWeights &map);
/// a · b. a [R, I], b [I, C].
NaiveTable product(const NaiveTable &a, const NaiveTable &b);
NaiveTable sum(const NaiveTable &a, const NaiveTable &b);
/// Rows of a table in the checkpoint.
NaiveTable rowsOf(const StoredMatrix &table, const std::vector<int> &ids);
/// Of each row. A row of nothing but −∞ becomes zeros.
NaiveTable softmax(NaiveTable scores);
double activated(Activation kind, double x);
NaiveTable activated(Activation kind, const NaiveTable &x);
/// cap · tanh(x / cap); x where there is no cap.
double capped(double cap, double x);
/// ALiBi's slope. Press et al. 2022: for a number of heads that is a power of two, and how they go on between two powers.
double slope(int head, int heads);
/// T5's bucket of a distance s − t. Raffel et al. 2020, as the models were trained, in single precision.
int bucket(int distance, bool bothSides, int buckets, int farthest);

template <typename F>
NaiveTable each(NaiveTable x, const F &f)
{
    for (std::vector<double> &row : x)
        for (double &value : row)
            value = f(value);
    return x;
}

} // namespace headscope
