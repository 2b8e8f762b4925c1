#include "src/lab/error_curves.h"

#include "src/error.h"
#include "src/lab/temperature.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr double kFactor = 32; // how far from a sentence's value a knob is turned that is no whole number
constexpr int kSteps = 21;

} // namespace

const ParameterInfo *knobOf(const MechanismInfo &mechanism)
{
    const auto found = std::ranges::find(mechanism.parameters, mechanism.knob, &ParameterInfo::name);
    return found == mechanism.parameters.end() ? nullptr : &*found;
}

std::vector<double> knobValues(const ParameterInfo &knob, int keys)
{
    if (!knob.isWhole)
        return ratioSteps(std::max(knob.least, knob.sentence / kFactor), std::min(knob.most, knob.sentence * kFactor), kSteps);
    std::vector<double> values;
    for (double value = 1; value < keys; value *= 2)
        values.push_back(value);
    values.push_back(keys);
    std::erase_if(values, [&](double value) { return value < knob.least || value > knob.most; });
    return values;
}

ErrorCurve errorCurve(const ChosenMechanism &chosen, const MechanismInput &input, const MechanismRun &full, const std::stop_token &stop)
{
    ErrorCurve curve{chosen, knobOf(*chosen.mechanism), {}, {}};
    for (const double value : knobValues(*curve.knob, input.k.rows())) {
        if (stop.stop_requested())
            break;
        Parameters parameters = chosen.parameters;
        try {
            parameters.set(curve.knob->name, value);
            const MechanismRun run = runMechanism(*chosen.mechanism, input, parameters);
            curve.points.push_back({value, relativeDifference(run.output, full.output)});
        } catch (const Error &problem) {
            curve.problem = problem.what();
        }
    }
    if (!curve.points.empty())
        curve.problem.clear();
    return curve;
}

} // namespace headscope
