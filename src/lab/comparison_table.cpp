#include "src/lab/comparison_table.h"

#include "src/error.h"

#include <algorithm>

namespace headscope {

namespace {

std::optional<double> reachOfLast(const ChosenMechanism &chosen, const MechanismInput &input, const std::stop_token &stop)
{
    const auto known = mechanismsWithReach();
    if (input.q.rows() > kMostReached || std::ranges::find(known, chosen.mechanism) == known.end() || input.v.cols() != input.q.cols())
        return std::nullopt;
    const std::vector<double> reach = reachOfFirst(*chosen.mechanism, chosen.parameters, input, stop);
    return reach.empty() ? std::nullopt : std::optional(reach.back());
}

} // namespace

std::vector<ChosenMechanism> inTableOrder(std::vector<ChosenMechanism> mechanisms)
{
    std::ranges::stable_sort(mechanisms, {}, [](const ChosenMechanism &chosen) {
        if (chosen.mechanism == &fullAttention())
            return 0;
        return chosen.mechanism->group == MechanismGroup::beside ? 1 : 2;
    });
    return mechanisms;
}

std::vector<ComparedRow> comparisonRows(const std::vector<ChosenMechanism> &mechanisms, const MechanismInput &input, int rounds,
    const std::function<void(double share)> &progress, const std::stop_token &stop)
{
    const MechanismRun full = runMechanism(fullAttention(), input, Parameters({}));
    std::vector<ComparedRow> rows;
    for (const ChosenMechanism &chosen : mechanisms) {
        if (stop.stop_requested())
            break;
        ComparedRow row;
        row.chosen = chosen;
        try {
            const Comparison one = compareWithFull(*chosen.mechanism, chosen.parameters, input, full);
            row.work = one.run.work;
            row.travel = one.travel;
            row.difference = one.difference;
            row.reach = reachOfLast(chosen, input, stop);
            row.time = timeBesideFull(*chosen.mechanism, chosen.parameters, input, rounds, stop);
        } catch (const Error &problem) {
            row.problem = problem.what();
        }
        rows.push_back(std::move(row));
        if (progress)
            progress(double(rows.size()) / double(mechanisms.size()));
    }
    return rows;
}

} // namespace headscope
