#include "src/interventions/head_sweep.h"

#include "src/error.h"
#include "src/interventions/patching.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

int lastStack(const Trace &trace)
{
    return trace.config().stackCount() - 1;
}

StageKey placeOf(SweepKind kind, const SweepCell &cell)
{
    return kind == SweepKind::streamPatched ? StageKey{Stage::residualBefore, cell.layer, 0}
                                            : StageKey{Stage::weightedSum, cell.layer, cell.place};
}

Edit editOf(const SweepRequest &request, const SweepCell &cell)
{
    if (request.kind == SweepKind::headsOff) {
        Edit off;
        off.kind = Edit::Kind::scaleHead;
        off.layer = cell.layer;
        off.head = cell.place;
        return off;
    }
    const std::vector<int> rows = request.kind == SweepKind::streamPatched ? std::vector{cell.place} : std::vector<int>();
    return rowPatch(*request.base, *request.other, placeOf(request.kind, cell), request.rule, rows);
}

Matrix logits(const Trace &trace, int row)
{
    return trace.rows({Stage::logits, trace.config().layers - 1, 0}, row, 1);
}

// log Σ exp, in double.
double logSum(MatrixView logits)
{
    double maximum = -std::numeric_limits<double>::infinity();
    for (int id = 0; id < logits.cols; ++id)
        maximum = std::max(maximum, static_cast<double>(logits(0, id)));
    double sum = 0;
    for (int id = 0; id < logits.cols; ++id)
        sum += std::exp(logits(0, id) - maximum);
    return maximum + std::log(sum);
}

} // namespace

PredictionChange predictionChange(MatrixView without, MatrixView with, int id)
{
    const double before = logSum(without);
    const double after = logSum(with);
    PredictionChange change;
    change.logit = with(0, id);
    change.probability = std::exp(with(0, id) - after);
    change.logitChange = static_cast<double>(with(0, id)) - without(0, id);
    change.logProbabilityChange = (with(0, id) - after) - (without(0, id) - before);
    for (int other = 0; other < without.cols; ++other) {
        const double logP = without(0, other) - before;
        if (const double p = std::exp(logP); p > 0 || std::isnan(p))
            change.divergence += p * (logP - (with(0, other) - after));
    }
    change.divergence /= std::log(2.0);
    return change;
}

std::vector<SweepCell> sweepPlaces(const SweepRequest &request)
{
    const Trace &base = *request.base;
    const TransformerConfig &config = base.config();
    if (config.predicts == Predicts::nothing)
        throw Error("the model foretells no words, so there is nothing to compare", base.model().name());
    const auto tokens = static_cast<int>(base.stackTokens(lastStack(base)).size());
    if (request.row < 0 || request.row >= tokens || base.tokens().empty())
        throw Error("there is no token " + std::to_string(request.row + 1) + ", the text has " + std::to_string(tokens));
    if (request.id < 0 || request.id >= config.vocabulary)
        throw Error("there is no vocabulary entry " + std::to_string(request.id));
    const bool patches = request.kind != SweepKind::headsOff;
    if (patches && (!request.other || request.other->tokens().empty()))
        throw Error("there is no other sentence to take numbers from", base.model().name(), "Write sentence B first");
    if (patches && &request.other->model() != &base.model())
        throw Error("the other sentence was run by another model", request.other->model().name(), "Run both sentences with one model");

    std::vector<SweepCell> places;
    for (int layer = config.layers - 1; layer >= 0; --layer) {
        if (request.kind != SweepKind::streamPatched) {
            for (int head = 0; head < config.heads; ++head)
                places.push_back({layer, head, {}});
            continue;
        }
        const StageKey place{Stage::residualBefore, layer, 0};
        const std::vector<int> aligned = partnerTokens(base.rowTokens(place), request.other->rowTokens(place), request.rule);
        for (std::size_t token = 0; token < aligned.size(); ++token)
            if (aligned[token] >= 0)
                places.push_back({layer, static_cast<int>(token), {}});
    }
    return places;
}

bool sweep(Engine &engine, const SweepRequest &request, const std::function<void(const SweepCell &)> &arrived, std::stop_token stop)
{
    const Matrix without = logits(*request.base, request.row);
    for (SweepCell &cell : sweepPlaces(request)) {
        if (stop.stop_requested())
            return false;
        RunRequest run = request.run;
        run.edits.push_back(editOf(request, cell));
        run.base = request.base;
        run.progress = {};
        run.partial = {};
        const auto trace = engine.run(run, stop);
        if (!trace)
            return false;
        cell.change = predictionChange(without.view, logits(*trace, request.row).view, request.id);
        arrived(cell);
    }
    return true;
}

} // namespace headscope
