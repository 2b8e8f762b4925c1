#include "src/lab/position_reach.h"

#include "src/error.h"
#include "src/mechanisms/comparisons.h"
#include "src/mechanisms/positions.h"
#include "src/mechanisms/seeded_numbers.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace headscope {

namespace {

constexpr std::uint64_t kShuffleStream = 2'000'000; // far from those of the mechanisms

/// Sums over the pairs of each distance.
class OverDistances {
public:
    OverDistances(int queries, int keys)
        : m_zero(queries - 1)
        , m_sums(static_cast<std::size_t>(queries + keys - 1))
        , m_counts(m_sums.size())
    {
    }
    void add(int query, int key, double value)
    {
        const auto at = static_cast<std::size_t>(key - query + m_zero);
        m_sums[at] += value;
        ++m_counts[at];
    }
    std::vector<int> distances() const
    {
        std::vector<int> all;
        for (std::size_t at = 0; at < m_sums.size(); ++at)
            if (m_counts[at] > 0)
                all.push_back(static_cast<int>(at) - m_zero);
        return all;
    }
    std::vector<double> means() const
    {
        std::vector<double> all;
        for (std::size_t at = 0; at < m_sums.size(); ++at)
            if (m_counts[at] > 0)
                all.push_back(m_sums[at] / m_counts[at]);
        return all;
    }

private:
    int m_zero;
    std::vector<double> m_sums;
    std::vector<int> m_counts;
};

std::vector<int> keysOf(const Recipe &recipe, const MechanismInput &input, int query)
{
    std::vector<int> keys;
    if (recipe.choose) {
        recipe.choose(query, keys);
    } else {
        keys.resize(static_cast<std::size_t>(input.k.rows()));
        std::iota(keys.begin(), keys.end(), 0);
    }
    std::erase_if(keys, [&](int key) { return !input.mask.allows(query, key); });
    return keys;
}

Matrix ones(int rows, int cols)
{
    OwnMatrix all(rows, cols);
    for (int r = 0; r < rows; ++r)
        std::fill_n(all.row(r), cols, 1.0F);
    return all.matrix();
}

/// Mean length of each turning pair of channels.
std::vector<double> meanLengths(const Rotary &rotary, const Matrix &x)
{
    std::vector<double> lengths(static_cast<std::size_t>(rotary.dims / 2));
    for (int pair = 0; pair < rotary.dims / 2; ++pair) {
        const RotaryPair at = rotaryPair(rotary, rotary.pairing == RotaryPairing::halves ? pair : 2 * pair, 0);
        for (int r = 0; r < x.rows(); ++r)
            lengths[static_cast<std::size_t>(pair)] += std::hypot(double(x(r, at.first)), double(x(r, at.second))) / x.rows();
    }
    return lengths;
}

std::vector<double> envelopeOf(const Rotary &rotary, const MechanismInput &input, const std::vector<int> &distances)
{
    const std::vector<double> ofQueries = meanLengths(rotary, input.q);
    const std::vector<double> ofKeys = meanLengths(rotary, input.k);
    const double scale = double(rotary.factor) * rotary.factor / std::sqrt(double(input.k.cols()));
    std::vector<double> envelope;
    for (const int distance : distances) {
        double sum = 0;
        for (std::size_t pair = 0; pair < ofKeys.size(); ++pair)
            sum += ofQueries[pair] * ofKeys[pair] * std::cos(double(rotary.frequencies[pair]) * distance);
        envelope.push_back(scale * sum);
    }
    return envelope;
}

Matrix inOrder(const Matrix &x, const std::vector<int> &order)
{
    OwnMatrix rows(x.rows(), x.cols());
    for (int r = 0; r < x.rows(); ++r)
        for (int c = 0; c < x.cols(); ++c)
            rows(r, c) = x(order[static_cast<std::size_t>(r)], c);
    return rows.matrix();
}

} // namespace

PositionReach positionReach(
    const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, const std::stop_token &stop)
{
    if (mechanism.group != MechanismGroup::positions || !mechanism.recipe)
        throw Error(std::string(mechanism.title) + " is not a way to tell positions", {}, "Choose one of the group positions");
    const int queries = input.q.rows();
    const int keys = input.k.rows();
    MechanismInput flat = input;
    flat.q = ones(queries, input.q.cols());
    flat.k = ones(keys, input.k.cols());
    const Recipe with = mechanism.recipe(input, parameters);
    const Recipe without = scaledDotProduct(input);
    const Recipe withOnes = mechanism.recipe(flat, parameters);
    OverDistances added(queries, keys);
    OverDistances ofOnes(queries, keys);
    std::vector<float> scores;
    std::vector<float> plain;
    std::vector<float> onesScores;
    for (int query = 0; query < queries; ++query) {
        if (stop.stop_requested())
            return {};
        const std::vector<int> looked = keysOf(with, input, query);
        for (std::vector<float> *row : {&scores, &plain, &onesScores})
            row->resize(looked.size());
        with.compare(query, looked, scores);
        without.compare(query, looked, plain);
        withOnes.compare(query, looked, onesScores);
        for (std::size_t i = 0; i < looked.size(); ++i) {
            added.add(query, looked[i], double(scores[i]) - plain[i]);
            ofOnes.add(query, looked[i], onesScores[i]);
        }
    }
    PositionReach reach{added.distances(), added.means(), ofOnes.means(), std::sqrt(double(input.k.cols())), {}};
    if (const std::optional<Rotary> rotary = rotaryOf(mechanism.name, input.k.cols(), parameters))
        reach.envelope = envelopeOf(*rotary, input, reach.distances);
    return reach;
}

Shuffle shuffled(const MechanismInfo &mechanism, const Parameters &parameters, const MechanismInput &input, std::uint64_t seed)
{
    const int tokens = input.q.rows();
    if (input.k.rows() != tokens)
        throw Error("queries and keys are of two texts, and only one can be shuffled", {}, "Choose a head that looks at its own text");
    Shuffle shuffle;
    shuffle.order.resize(static_cast<std::size_t>(tokens));
    std::iota(shuffle.order.begin(), shuffle.order.end(), 0);
    SeededNumbers numbers(seed, kShuffleStream);
    for (int last = tokens - 1; last > 0; --last) // Fisher and Yates, as Durstenfeld has it
        std::swap(shuffle.order[static_cast<std::size_t>(last)], shuffle.order[static_cast<std::size_t>(numbers.below(last + 1))]);
    std::vector<int> placeOf(shuffle.order.size());
    for (int place = 0; place < tokens; ++place)
        placeOf[static_cast<std::size_t>(shuffle.order[static_cast<std::size_t>(place)])] = place;

    MechanismInput moved = input;
    moved.q = inOrder(input.q, shuffle.order);
    moved.k = inOrder(input.k, shuffle.order);
    moved.v = inOrder(input.v, shuffle.order);
    for (HeadNumbers &head : moved.heads)
        head = {inOrder(head.q, shuffle.order), inOrder(head.k, shuffle.order), inOrder(head.v, shuffle.order)};
    for (Mask::HiddenKey &hidden : moved.mask.hidden) {
        hidden.key = placeOf[static_cast<std::size_t>(hidden.key)];
        if (hidden.query != Mask::HiddenKey::kEveryQuery)
            hidden.query = placeOf[static_cast<std::size_t>(hidden.query)];
    }
    for (std::array<int, 2> &edge : moved.edges)
        for (int &end : edge)
            end = placeOf.at(static_cast<std::size_t>(end));

    const Matrix before = runMechanism(mechanism, input, parameters).output;
    const Matrix after = inOrder(runMechanism(mechanism, moved, parameters).output, placeOf);
    for (int r = 0; r < before.rows(); ++r)
        for (int c = 0; c < before.cols(); ++c)
            shuffle.largestChange = std::max(shuffle.largestChange, std::abs(double(after(r, c)) - before(r, c)));
    shuffle.difference = relativeDifference(after, before);
    return shuffle;
}

} // namespace headscope
