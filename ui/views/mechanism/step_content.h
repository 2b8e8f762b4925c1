// A mechanism of the Lab with all that it made on its way: plain values, made on any thread.
#pragma once

#include "src/lab/step_arithmetic.h"
#include "src/mechanisms/mechanisms.h"
#include "ui/session/lab_state.h"
#include "ui/views/content_maker.h"
#include "ui/views/shared/matrix/value_range.h"

#include <QString>

#include <vector>

namespace headscope {

/// Of more tokens the first: every step of all of them is held, tables of pairs and a state behind each token among them.
inline constexpr int kMostStepTokens = 256;

/// Of all pages of a step together: what grows is seen to grow.
struct StepScale {
    ValueRange found;
    int decimals = 0;
};

struct StepContent {
    const MechanismInfo *mechanism = nullptr;
    std::vector<MechanismStep> steps;
    std::vector<StepRule> rules; ///< as many
    std::vector<StepScale> scales; ///< as many
    StepNames names;
    int leftOut = 0; ///< tokens behind the first kMostStepTokens

    /// "6 × 8", "6 × (8 × 8)".
    QString shapeOf(int step) const;
    /// "Scores": as a title.
    QString titleOf(int step) const;
};

/// Nothing where no mechanism is opened, or there is no text; the work throws Error where the mechanism cannot be had for it.
ContentOrder<StepContent> stepOrder(const LabState &lab);

} // namespace headscope
