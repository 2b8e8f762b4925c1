#include "src/lab/comparison.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

namespace headscope {

namespace {

double secondsOf(const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input)
{
    const auto start = std::chrono::steady_clock::now();
    runMechanism(mechanism, input, parameters);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double largestDifference(const Pattern &a, const Pattern &b)
{
    const Matrix first = wholeMatrix(a);
    const Matrix second = wholeMatrix(b);
    double largest = 0;
    for (int r = 0; r < first.rows(); ++r)
        for (int c = 0; c < first.cols(); ++c)
            largest = std::max(largest, std::abs(double(first(r, c)) - second(r, c)));
    return largest;
}

/// Steps from each token to `start`; −1: it is not reached.
std::vector<int> stepsFrom(int start, const std::vector<std::vector<int>> &listeners)
{
    std::vector<int> steps(listeners.size(), -1);
    std::vector<int> front{start};
    steps[static_cast<std::size_t>(start)] = 0;
    for (std::size_t i = 0; i < front.size(); ++i) {
        for (const int next : listeners[static_cast<std::size_t>(front[i])]) {
            if (steps[static_cast<std::size_t>(next)] >= 0)
                continue;
            steps[static_cast<std::size_t>(next)] = steps[static_cast<std::size_t>(front[i])] + 1;
            front.push_back(next);
        }
    }
    return steps;
}

} // namespace

Travel travelOf(const Pattern &pattern, const Mask &mask)
{
    const int tokens = std::min(pattern.rowCount(), pattern.columnCount());
    const Matrix weights = wholeMatrix(pattern);
    std::vector<std::vector<int>> listeners(static_cast<std::size_t>(tokens)); // of each key
    for (int query = 0; query < tokens; ++query)
        for (int key = 0; key < tokens; ++key)
            if (weights(query, key) != 0)
                listeners[static_cast<std::size_t>(key)].push_back(query);
    Travel travel;
    for (int start = 0; start < tokens; ++start) {
        const std::vector<int> steps = stepsFrom(start, listeners);
        for (int end = 0; end < tokens; ++end) {
            const int taken = steps[static_cast<std::size_t>(end)];
            travel.steps = std::max(travel.steps, taken);
            if (taken < 0 && mask.allows(end, start))
                travel.reachesAll = false;
        }
    }
    return travel;
}

Comparison compareWithFull(
    const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, const MechanismRun &full)
{
    Comparison one;
    one.mechanism = &mechanism;
    one.parameters = parameters;
    one.run = runMechanism(mechanism, input, parameters);
    one.pattern = one.run.weights;
    if (!one.pattern && mechanism.weights == WeightsKind::implied && input.k.rows() <= kMostImplied)
        one.pattern = impliedPattern(mechanism, input, parameters);
    one.difference = relativeDifference(one.run.output, full.output);
    if (one.pattern && !mechanism.readsOther && input.k.rows() <= kMostWeighed) {
        if (one.pattern->rowCount() == full.weights->rowCount() && one.pattern->columnCount() == full.weights->columnCount())
            one.largestChange = largestDifference(*one.pattern, *full.weights);
        one.travel = travelOf(*one.pattern, input.mask);
    }
    return one;
}

double timeBesideFull(
    const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, int rounds, const std::stop_token &stop)
{
    std::vector<double> ratios;
    while (ratios.empty() || (std::ssize(ratios) < rounds && !stop.stop_requested())) {
        const double full = secondsOf(fullAttention(), Parameters({}), input);
        ratios.push_back(secondsOf(mechanism, parameters, input) / full);
    }
    const auto middle = ratios.begin() + std::ssize(ratios) / 2;
    std::ranges::nth_element(ratios, middle);
    return *middle;
}

} // namespace headscope
