#include "src/lab/growth.h"

#include "src/enum_rows.h"
#include "src/error.h"
#include "src/lab/lab_input.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <numeric>

namespace headscope {

namespace {

constexpr int kHeads = 4; // for mechanisms that join several
constexpr double kShare = 0.5; // of what is left of the budget, for one size of all mechanisms; the last size may have all

constexpr std::array<GrowthMeasureInfo, countOf<GrowthMeasure>()> kMeasures{{
    {GrowthMeasure::seconds, "time", "Time as the text grows", "s", [](const GrowthPoint &point) { return point.seconds; }},
    {GrowthMeasure::bytesHeld, "memory", "Memory held beside q, k, v and the output", "bytes",
        [](const GrowthPoint &point) { return point.work.bytesHeld; }},
    {GrowthMeasure::operations, "operations", "Operations counted", "operations",
        [](const GrowthPoint &point) { return point.work.multiplyAdds + point.work.specials; }},
}};
static_assert(hasRowForEach(kMeasures));

double machineClock()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values)
{
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, middle);
    return *middle;
}

/// What a line needs for its next size, from how its last ones grew.
double nextOf(const GrowthLine &line, double (*of)(const GrowthPoint &), double leastPower, double mostPower)
{
    const std::size_t count = line.points.size();
    if (count == 0)
        return 0;
    const double last = of(line.points[count - 1]);
    const double before = count > 1 ? of(line.points[count - 2]) : last / 2;
    return last * std::clamp(before > 0 ? last / before : 1, std::exp2(leastPower), std::exp2(mostPower));
}

/// Measures size after size; what a mechanism has spent and may spend is settled here.
class Measurement {
public:
    Measurement(const GrowthRequest &request, const std::function<void(double, const Growth &)> &progress, const std::stop_token &stop)
        : m_progress(progress)
        , m_stop(stop)
        , m_clock(request.clock ? request.clock : machineClock)
    {
        m_growth.request = request;
        m_growth.lines.push_back({{&fullAttention(), Parameters({})}, {}, {}});
        for (const ChosenMechanism &chosen : request.mechanisms)
            if (!(chosen == m_growth.lines.front().chosen))
                m_growth.lines.push_back({chosen, {}, {}});
    }

    Growth run()
    {
        const GrowthRequest &request = m_growth.request;
        m_start = m_clock();
        std::vector<int> sizes;
        for (std::int64_t tokens = request.least; tokens <= request.most; tokens *= 2)
            sizes.push_back(static_cast<int>(tokens));
        for (std::size_t i = 0; i < sizes.size() && !m_stop.stop_requested(); ++i) {
            for (std::size_t line = 0; line < m_growth.lines.size(); ++line)
                endWhereTooMuch(m_growth.lines[line], sizes[i]);
            const auto growing = std::ranges::count_if(m_growth.lines, [](const GrowthLine &line) { return line.ended.empty(); });
            if (growing == 0)
                break;
            measureSize(sizes[i], [&](double done) { tell((double(i) + done) / double(sizes.size())); });
        }
        m_growth.seconds = m_clock() - m_start;
        if (!m_stop.stop_requested())
            tell(1);
        return std::move(m_growth);
    }

private:
    void tell(double share) const
    {
        if (m_progress)
            m_progress(share, m_growth);
    }

    void endWhereTooMuch(GrowthLine &line, int tokens)
    {
        if (!line.ended.empty() || line.points.empty())
            return;
        const GrowthRequest &request = m_growth.request;
        if (nextOf(line, kMeasures[std::size_t(GrowthMeasure::bytesHeld)].of, 0, 2) > request.mostBytes) {
            line.ended = std::to_string(tokens) + " tokens would take more memory than is allowed";
            return;
        }
        const auto growing = std::ranges::count_if(m_growth.lines, [](const GrowthLine &one) { return one.ended.empty(); });
        const double left = request.budget - (m_clock() - m_start);
        const double share = tokens > request.most / 2 ? 1 : kShare;
        const double rounds = request.rounds + (line.points.size() == 1 ? 1 : 0);
        if (rounds * nextOf(line, kMeasures[std::size_t(GrowthMeasure::seconds)].of, 0, 3) > share * left / double(growing))
            line.ended = std::to_string(tokens) + " tokens would not fit into the time that was given";
    }

    template <typename Done>
    void measureSize(int tokens, const Done &done)
    {
        const GrowthRequest &request = m_growth.request;
        MechanismInput input
            = randomInput({.tokens = tokens, .width = request.width, .heads = kHeads, .seed = request.seed, .otherTokens = tokens});
        input.mask.causal = request.causal;
        std::vector<GrowthPoint> points(m_growth.lines.size());
        std::vector<std::vector<double>> seconds(m_growth.lines.size());
        // The first round of the smallest size warms caches and pages up.
        const int rounds = request.rounds + (tokens == request.least ? 1 : 0);
        double steps = 0;
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t i = 0; i < m_growth.lines.size(); ++i, ++steps) {
                GrowthLine &line = m_growth.lines[i];
                if (!line.ended.empty())
                    continue;
                if (m_stop.stop_requested())
                    return;
                try {
                    const double start = m_clock();
                    points[i].work = runMechanism(*line.chosen.mechanism, input, line.chosen.parameters).work;
                    seconds[i].push_back(m_clock() - start);
                } catch (const Error &problem) {
                    line.ended = problem.what();
                }
                done(steps / (rounds * double(m_growth.lines.size())));
            }
        }
        for (std::size_t i = 0; i < m_growth.lines.size(); ++i) {
            if (!m_growth.lines[i].ended.empty())
                continue;
            if (rounds > request.rounds)
                seconds[i].erase(seconds[i].begin());
            points[i].tokens = tokens;
            points[i].seconds = median(seconds[i]);
            m_growth.lines[i].points.push_back(points[i]);
        }
        done(1);
    }

    Growth m_growth;
    const std::function<void(double, const Growth &)> &m_progress;
    const std::stop_token &m_stop;
    std::function<double()> m_clock;
    double m_start = 0;
};

} // namespace

bool ChosenMechanism::operator==(const ChosenMechanism &other) const
{
    if (mechanism != other.mechanism)
        return false;
    return std::ranges::all_of(parameters.of(),
        [&](const ParameterInfo &parameter) { return parameters.number(parameter.name) == other.parameters.number(parameter.name); });
}

std::optional<PowerLaw> fitPowerLaw(std::span<const double> x, std::span<const double> y)
{
    const std::size_t count = x.size();
    const auto isNot = [](double value) { return !(value > 0) || !std::isfinite(value); };
    if (count < 3 || std::ranges::any_of(x, isNot) || std::ranges::any_of(y, isNot) || std::ranges::min(x) == std::ranges::max(x))
        return std::nullopt;
    double meanX = 0;
    double meanY = 0;
    for (std::size_t i = 0; i < count; ++i) {
        meanX += std::log(x[i]) / double(count);
        meanY += std::log(y[i]) / double(count);
    }
    double squares = 0;
    double products = 0;
    for (std::size_t i = 0; i < count; ++i) {
        squares += (std::log(x[i]) - meanX) * (std::log(x[i]) - meanX);
        products += (std::log(x[i]) - meanX) * (std::log(y[i]) - meanY);
    }
    PowerLaw law;
    law.exponent = products / squares;
    law.factor = std::exp(meanY - law.exponent * meanX);
    law.points = static_cast<int>(count);
    double rest = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double off = std::log(y[i]) - meanY - law.exponent * (std::log(x[i]) - meanX);
        rest += off * off;
    }
    law.spread = std::sqrt(rest / double(count - 2) / squares);
    return law;
}

std::span<const GrowthMeasureInfo> growthMeasures()
{
    return kMeasures;
}

std::optional<PowerLaw> GrowthLine::law(GrowthMeasure measure) const
{
    const std::size_t from = points.size() - std::min(points.size(), std::max<std::size_t>(3, (points.size() + 1) / 2));
    std::vector<double> tokens;
    std::vector<double> values;
    for (std::size_t i = from; i < points.size(); ++i) {
        tokens.push_back(points[i].tokens);
        values.push_back(rowOf(kMeasures, measure).of(points[i]));
    }
    return fitPowerLaw(tokens, values);
}

Growth measureGrowth(
    const GrowthRequest &request, const std::function<void(double share, const Growth &sofar)> &progress, const std::stop_token &stop)
{
    if (request.least < 1 || request.most < request.least || request.width < 1 || request.rounds < 1)
        throw Error("there is nothing to measure from " + std::to_string(request.least) + " to " + std::to_string(request.most)
                + " tokens of width " + std::to_string(request.width),
            {}, "Take sizes from 1, the largest not below the smallest");
    return Measurement(request, progress, stop).run();
}

} // namespace headscope
