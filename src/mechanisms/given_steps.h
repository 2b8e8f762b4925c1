// What every walk begins with.
#pragma once

#include "src/mechanisms/mechanism.h"

namespace headscope {

struct GivenSteps {
    int q = 0;
    int k = 0;
    int v = 0;
};

inline GivenSteps addGivenSteps(const MechanismInput &input, StepRecorder &steps)
{
    GivenSteps given;
    given.q = steps.add({.name = "Q", .formula = "Q", .sentence = "What each token asks for: a row for each query.", .pages = {input.q}});
    given.k = steps.add({.name = "K",
        .formula = "K",
        .sentence = "What each token offers to be found by: a row for each key.",
        .rows = StepAxis::key,
        .pages = {input.k}});
    given.v = steps.add({.name = "V",
        .formula = "V",
        .sentence = "What each token hands over to who looks at it.",
        .rows = StepAxis::key,
        .pages = {input.v}});
    return given;
}

} // namespace headscope
