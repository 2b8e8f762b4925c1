#include "src/patterns/measured_pattern.h"

#include "src/error.h"
#include "src/patterns/attention_graph.h"
#include "src/patterns/flow_pattern.h"
#include "src/patterns/head_pattern.h"
#include "src/patterns/key_weighted_pattern.h"
#include "src/patterns/rollout_pattern.h"

namespace headscope {

std::string measureProblem(const Trace &trace, const HeadPlace &place, Measure measure)
{
    if (measure != Measure::rollout && measure != Measure::flow)
        return {};
    if (trace.config().layer(place.layer).cross)
        return "goes through the layers of one text; this layer looks from one text at another";
    const int most = measure == Measure::flow ? kMostFlowTokens : kMostGraphTokens;
    const int tokens = trace.rowCount({Stage::weights, place.layer, place.head});
    if (tokens > most)
        return "for texts of up to " + std::to_string(most) + " tokens; this one has " + std::to_string(tokens);
    return {};
}

std::string unitProblem(Measure measure, TokenUnit unit)
{
    return measure == Measure::scores && unit != TokenUnit::tokens ? "scores do not add up; choose weights to join tokens" : std::string();
}

std::string renormaliseProblem(Measure measure)
{
    return measure == Measure::scores ? "scores are no shares of a whole; hide tokens without renormalising" : std::string();
}

bool measuresHeads(Measure measure)
{
    return measure != Measure::rollout && measure != Measure::flow;
}

std::vector<HeadPlace> measuredHeads(HeadPlace picked, const PatternChoice &choice)
{
    return measuresHeads(choice.measure) ? chosenHeads(picked, choice) : std::vector<HeadPlace>{picked};
}

std::shared_ptr<const Pattern> measuredPattern(std::shared_ptr<const Trace> trace, const HeadPlace &place, Measure measure)
{
    trace->rows({Stage::weights, place.layer, place.head}, 0, 0); // throws for a layer or head out of range
    if (const std::string problem = measureProblem(*trace, place, measure); !problem.empty())
        throw Error(problem, measure == Measure::flow ? "attention flow" : "rollout", "Choose another measure");
    const auto stage = [&](Stage which) { return headPattern(trace, {which, place.layer, place.head}); };
    switch (measure) {
    case Measure::weights: return stage(Stage::weights);
    case Measure::scores: return stage(Stage::maskedScores);
    case Measure::valueWeighted: return valueWeighted(stage(Stage::weights), trace, place);
    case Measure::normWeighted: return normWeighted(stage(Stage::weights), trace, place);
    case Measure::rollout: return rolloutPattern(trace, place.layer);
    case Measure::flow: return flowPattern(trace, place.layer);
    }
    throw Error("there is no such measure");
}

} // namespace headscope
