#include "src/patterns/measures.h"

#include "src/enum_rows.h"
#include "src/error.h"
#include "src/patterns/attention_graph.h"
#include "src/patterns/flow_pattern.h"
#include "src/patterns/head_pattern.h"
#include "src/patterns/key_weighted_pattern.h"
#include "src/patterns/rollout_pattern.h"

#include <array>

namespace headscope {

namespace {

using Run = std::shared_ptr<const Trace>;
using Made = std::shared_ptr<const Pattern>;

Made stage(const Run &trace, const HeadPlace &place, Stage which)
{
    return headPattern(trace, {which, place.layer, place.head});
}

constexpr std::array<MeasureInfo, countOf<Measure>()> kMeasures{{
    {.id = Measure::weights,
        .name = "weights",
        .title = "Weights",
        .phrase = "attention weights",
        .legend = "attention weight",
        .number = "weight",
        .make = [](const Run &trace, const HeadPlace &place) { return stage(trace, place, Stage::weights); },
        .definition = "The share of each key in what a query reads. Without edits every row sums to 1.",
        .formula = "A(t, s) = exp(S(t, s)) / Σₛ exp(S(t, s)), S the scores",
        .source = "Vaswani et al. 2017, arXiv:1706.03762"},
    {.id = Measure::scores,
        .name = "scores",
        .title = "Scores",
        .phrase = "scores",
        .legend = "score before the softmax",
        .number = "score",
        .scale = MeasureScale::diverging,
        .decimals = 2,
        .adds = false,
        .stage = Stage::maskedScores,
        .make = [](const Run &trace, const HeadPlace &place) { return stage(trace, place, Stage::maskedScores); },
        .definition = "What the softmax sees: scaled, with what positions add, and −∞ where the mask forbids a look.",
        .formula = "S(t, s) = q(t) · k(s) / √Dh",
        .source = "Vaswani et al. 2017, arXiv:1706.03762"},
    {.id = Measure::valueWeighted,
        .name = "value-weighted",
        .title = "Value-weighted",
        .phrase = "value-weighted attention",
        .legend = "value-weighted attention",
        .number = "weight · ‖v‖",
        .scale = MeasureScale::fromZero,
        .make = [](const Run &trace, const HeadPlace &place) { return valueWeighted(stage(trace, place, Stage::weights), trace, place); },
        .definition = "The weight times how long the key's value is: a key may get much weight and hand over next to nothing.",
        .formula = "A(t, s) · ‖v(s)‖",
        .source = "Elhage et al. 2021, transformer-circuits.pub/2021/framework"},
    {.id = Measure::normWeighted,
        .name = "norm-weighted",
        .title = "Norm-weighted",
        .phrase = "norm-weighted attention",
        .legend = "norm-weighted attention",
        .number = "‖weight · v · W_O‖",
        .scale = MeasureScale::fromZero,
        .make = [](const Run &trace, const HeadPlace &place) { return normWeighted(stage(trace, place, Stage::weights), trace, place); },
        .definition = "How long the vector is that the key brings into the residual stream, through the head's own rows of W_O.",
        .formula = "‖A(t, s) · v(s) · W_O‖",
        .source = "Kobayashi et al. 2020, arXiv:2004.10102"},
    {.id = Measure::rollout,
        .name = "rollout",
        .title = "Rollout",
        .phrase = "rollout",
        .legend = "attention rollout up to this layer",
        .number = "rollout",
        .ofHeads = false,
        .isQuick = false,
        .mostTokens = kMostGraphTokens,
        .make = [](const Run &trace, const HeadPlace &place) { return rolloutPattern(trace, place.layer); },
        .definition = "How much of each input token is in a token behind this layer, if every layer mixes tokens by the mean of its heads' "
                      "weights and passes half of each on unchanged.",
        .formula = "R(l) = Ã(l) · R(l − 1), Ã = ½ · mean of A over heads + ½ · I",
        .source = "Abnar & Zuidema 2020, arXiv:2005.00928"},
    {.id = Measure::flow,
        .name = "flow",
        .title = "Flow",
        .phrase = "attention flow",
        .legend = "attention flow up to this layer",
        .number = "flow",
        .ofHeads = false,
        .isQuick = false,
        .mostTokens = kMostFlowTokens,
        .make = [](const Run &trace, const HeadPlace &place) { return flowPattern(trace, place.layer); },
        .definition = "How much can flow from a token behind this layer down to an input token, if no way from layer to layer carries more "
                      "than its share.",
        .formula = "maximum flow from t to s, no more than Ã on any way, Ã = ½ · mean of A over heads + ½ · I",
        .source = "Abnar & Zuidema 2020, arXiv:2005.00928"},
}};
static_assert(hasRowForEach(kMeasures));

} // namespace

std::span<const MeasureInfo> allMeasures()
{
    return kMeasures;
}

const MeasureInfo &measureInfo(Measure measure)
{
    return rowOf(kMeasures, measure);
}

std::string measuresAsMarkdown()
{
    std::string text = "# What a picture of attention can show\n\n"
                       "A(t, s) is the weight that query t gives key s. The name is what the command line calls a measure: "
                       "`--measure rollout`.\n";
    for (const MeasureInfo &measure : kMeasures) {
        text += "\n## " + std::string(measure.title) + "\n\n`" + std::string(measure.name) + "`";
        text += measure.ofHeads ? "" : ", one matrix for all heads of a layer of self-attention";
        if (measure.mostTokens != MeasureInfo::kAnyLength)
            text += ", for texts of up to " + std::to_string(measure.mostTokens) + " tokens";
        if (!measure.adds)
            text += ", for tokens alone: its numbers do not add up to those of words";
        text += "\n\n" + std::string(measure.definition) + "\n\n" + std::string(measure.formula) + "\n\n" + std::string(measure.source)
            + "\n";
    }
    return text;
}

std::string measureProblem(const Trace &trace, const HeadPlace &place, Measure measure)
{
    const MeasureInfo &info = measureInfo(measure);
    if (!info.ofHeads && trace.config().layer(place.layer).cross)
        return "goes through the layers of one text; this layer looks from one text at another";
    const int tokens = trace.rowCount({Stage::weights, place.layer, place.head});
    if (tokens > info.mostTokens)
        return "for texts of up to " + std::to_string(info.mostTokens) + " tokens; this one has " + std::to_string(tokens);
    return {};
}

std::shared_ptr<const Pattern> measuredPattern(std::shared_ptr<const Trace> trace, const HeadPlace &place, Measure measure)
{
    trace->rows({Stage::weights, place.layer, place.head}, 0, 0); // throws for a layer or head out of range
    const MeasureInfo &info = measureInfo(measure);
    if (const std::string problem = measureProblem(*trace, place, measure); !problem.empty())
        throw Error(problem, std::string(info.phrase), "Choose another measure");
    return info.make(trace, place);
}

} // namespace headscope
