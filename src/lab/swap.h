// A mechanism in the place of a model's own attention, in one layer or in all: what becomes of its prediction. The model was not trained
// for it.
#pragma once

#include "src/engine.h"
#include "src/mechanisms/mechanisms.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace headscope {

struct SwapRequest {
    std::shared_ptr<const Trace> base; ///< the run that is compared with, its edits included; complete
    RunRequest run; ///< the same texts and edits
    const MechanismInfo *mechanism = nullptr;
    Parameters parameters{{}};
    std::uint64_t seed = 1;
    int layer = Edit::kAll; ///< kAll: every layer in which tokens look at their own text
};

struct SwapResult {
    /// Those of the request, and one for each head: its pattern, or, of a mechanism without one, its output. They hold for this text.
    Edits edits;
    std::shared_ptr<const Trace> trace;
    std::optional<double> lossBefore; ///< textLoss()
    std::optional<double> lossAfter;
    std::vector<std::string> notes; ///< what of the model's own attention the mechanism leaves out, in words
};

inline constexpr int kMostSwapped = 512; ///< tokens: a pattern is held for every head

/// What the mechanism is given in this layer and head: as headInput(), with the model's own mask and the trace's edits of it.
MechanismInput swappedInput(const Trace &trace, int layer, int head, std::uint64_t seed);
/// The layers that are meant, ascending.
std::vector<int> swappedLayers(const TransformerConfig &config, int layer);

/// Layer by layer, as each changes what the next is given; the forward is the engine's own. Nothing when stop was requested. Throws Error
/// for more tokens than kMostSwapped, a layer between two texts, and where the mechanism cannot be had.
std::optional<SwapResult> swapMechanism(Engine &engine, const SwapRequest &request,
    const std::function<void(int doneLayers, int layers)> &progress = {}, const std::stop_token &stop = {});

} // namespace headscope
