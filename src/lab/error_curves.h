// How far a mechanism is from full attention over the parameter that decides it: features, landmarks, window, k. The rows of the table of
// mechanisms name it (`knob`).
#pragma once

#include "src/lab/growth.h"

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace headscope {

struct ErrorPoint {
    double value = 0; ///< of the knob
    double difference = 0; ///< ‖out − full‖ / ‖full‖
};

struct ErrorCurve {
    ChosenMechanism chosen; ///< its other parameters stay as they are
    const ParameterInfo *knob = nullptr;
    std::vector<ErrorPoint> points; ///< ascending
    std::string problem; ///< why there are no more of them, in words
};

/// Null: the mechanism has none.
const ParameterInfo *knobOf(const MechanismInfo &mechanism);
/// The values that a knob is tried at for so many keys, within its range: of whole numbers all powers of two up to `keys` and `keys`
/// itself; of others equal ratios around what a sentence is given.
std::vector<double> knobValues(const ParameterInfo &knob, int keys);

/// Of one mechanism that has a knob. Values that the mechanism refuses are left out; where it refuses all, the curve has its reason. When
/// stop was requested: what there is by then.
ErrorCurve errorCurve(
    const ChosenMechanism &chosen, const MechanismInput &input, const MechanismRun &full, const std::stop_token &stop = {});

} // namespace headscope
