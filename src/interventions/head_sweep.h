// One change after the other, each alone: every head off in turn (or its output taken from another sentence's run, or a layer's stream at
// one token), and what that does to one prediction. Where the table is far from zero, the model depends on that place.
// Unlike direct contributions (logit_contributions.h) this counts what a head causes through all later layers, and other heads that make up
// for it.
#pragma once

#include "src/engine.h"
#include "src/interventions/partner_tokens.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

namespace headscope {

enum class SweepKind {
    headsOff, ///< weighted sum of each head · 0
    headsPatched, ///< weighted sum of each head := the other run's
    streamPatched, ///< residual stream entering each layer, token by token := the other run's
};

struct SweepRequest {
    std::shared_ptr<const Trace> base; ///< the run that is compared with, its edits included
    RunRequest run; ///< the same texts and edits; base and progress are set by the sweep
    SweepKind kind = SweepKind::headsOff;
    int row = 0; ///< the token of the last stack whose prediction is followed
    int id = 0; ///< the word
    std::shared_ptr<const Trace> other = {}; ///< for patches: the other sentence's run
    AlignmentRule rule = AlignmentRule::position;
};

/// What a prediction is without the change, or with it.
struct PredictionChange {
    double logit = 0; ///< with it
    double probability = 0; ///< with it
    double logitChange = 0; ///< with it − without
    double logProbabilityChange = 0; ///< natural logarithm
    /// KL(without ‖ with) of the whole distribution, in bits: Σ p log₂(p / p′).
    double divergence = 0;
};

struct SweepCell {
    int layer = 0;
    int place = 0; ///< head; of streamPatched the token
    PredictionChange change;
};

/// Both [1, V], of one vocabulary, in double precision.
PredictionChange predictionChange(MatrixView without, MatrixView with, int id);

/// The places that will be changed, in order: layers from the last to the first, because a run takes all layers before its change over
/// from the base and the last are therefore the fastest. Tokens without a partner in the other sentence are left out.
/// Throws Error for a model that foretells nothing, a row or word out of range, and patches without another run.
std::vector<SweepCell> sweepPlaces(const SweepRequest &request);

/// Runs them; `arrived` is called on the running thread for each. False when stop was requested. The same numbers whatever was run before.
bool sweep(Engine &engine, const SweepRequest &request, const std::function<void(const SweepCell &)> &arrived, std::stop_token stop = {});

} // namespace headscope
