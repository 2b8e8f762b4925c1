// What most walks begin and end with.
#pragma once

#include "src/mechanisms/mechanism.h"

#include <string>

namespace headscope {

struct GivenSteps {
    int q = 0;
    int k = 0;
    int v = 0;
};

inline int addQueries(const MechanismInput &input, StepRecorder &steps)
{
    return steps.add({.name = "Q", .formula = "Q", .sentence = "What each token asks for: a row for each query.", .pages = {input.q}});
}

inline int addKeys(const MechanismInput &input, StepRecorder &steps)
{
    return steps.add({.name = "K",
        .formula = "K",
        .sentence = "What each token offers to be found by: a row for each key.",
        .rows = StepAxis::key,
        .pages = {input.k}});
}

inline int addValues(const MechanismInput &input, StepRecorder &steps)
{
    return steps.add({.name = "V",
        .formula = "V",
        .sentence = "What each token hands over to who looks at it.",
        .rows = StepAxis::key,
        .pages = {input.v}});
}

inline GivenSteps addGivenSteps(const MechanismInput &input, StepRecorder &steps)
{
    return {addQueries(input, steps), addKeys(input, steps), addValues(input, steps)};
}

/// Weights made from the step `scores`, values, and the sum of values by weights. `areShares`: a weight is a share of attention.
inline void addHandingOver(const MechanismInput &input, const MechanismRun &run, int scores, const char *ofWeights, const char *ofOutput,
    StepRecorder &steps, bool areShares = true)
{
    const int weights = steps.add({.name = "weights",
        .formula = run.weights->formula(),
        .sentence = ofWeights,
        .kind = StepKind::mapped,
        .from = {scores},
        .columns = StepAxis::key,
        .pages = {wholeMatrix(*run.weights)},
        .isWeights = areShares});
    const int values = addValues(input, steps);
    steps.add({.name = "output",
        .formula = "out = A · V",
        .sentence = ofOutput,
        .kind = StepKind::product,
        .from = {weights, values},
        .pages = {run.output}});
}

} // namespace headscope
