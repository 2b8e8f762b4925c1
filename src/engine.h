// Front door: open a model, tokenize, run with edits, receive a Trace.
#pragma once

#include "src/models/model.h"
#include "src/stages/edits.h"
#include "src/trace/trace.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace headscope {

/// Of a run, with what is read of it at once (capture_plan.h): with the window itself and the cache of matrices the process stays under its
/// weights and 1 GB.
inline constexpr std::size_t kLayerBudget = std::size_t{736} << 20;

struct RunRequest {
    std::string text;
    Edits edits = {};
    /// An earlier trace of the same model and tokens: layers before the first difference in edits are taken over from it. May be null.
    std::shared_ptr<const Trace> base = {};
    std::function<void(int doneLayers, int layers)> progress = {}; ///< called on the running thread; may be empty
    std::optional<std::string> pair = {}; ///< a second sentence, for models that take two; Error for others
    std::string target = {}; ///< what the decoder of an encoder-decoder has said so far, behind the model's own first token
    std::vector<int> generated = {}; ///< ids that follow the text (of an encoder-decoder: the target), as generate() gave them
    /// Asked once, before the first layer, of a trace that has the tokens and nothing else: how many layers are needed. The trace of the
    /// run has no others (Trace::doneLayers()). All are run where it is empty.
    std::function<int(const Trace &tokens)> layers = {};
    /// Called on the running thread with what is there so far: an immutable trace of the layers done. After a layer, and only when
    /// partialEvery has passed since the start or the call before; never with all that is run. May be empty.
    std::function<void(std::shared_ptr<const Trace>)> partial = {};
    std::chrono::milliseconds partialEvery{300};
    /// Bytes that everything of it may take at once, while it runs and while two layers are looked at behind it. Where not all fit, the
    /// inputs of layers are kept and other numbers are made again when they are asked for, to the same bits: see KeptLayers.
    std::size_t layerBudget = kLayerBudget;
};

/// Runs one model. Keeps its work buffers between runs; one Engine belongs to one thread.
class Engine {
public:
    explicit Engine(std::shared_ptr<const Model> model);
    ~Engine();

    const Model &model() const;

    /// Null when stop was requested (cancelled is a result, not an error). An empty text gives a trace of 0 tokens.
    /// Throws Error on edits that name a place the model does not have or a value that is not finite, and when another program changed the
    /// model's files since it was opened (Weights::requireUnchanged).
    std::shared_ptr<const Trace> run(const RunRequest &request, std::stop_token stop = {});

    /// Goes on with the text (of an encoder-decoder: the target) by the most probable token each time, until `count` more were made, the
    /// text is complete or the context full. `request.generated` is where it starts; `made` is called with each new id on the running
    /// thread. The ids made, without those of the request; fewer than asked for when stop was requested.
    /// Throws Error for a model that does not foretell the next token, and for an empty text without a target to start from.
    std::vector<int> generate(
        const RunRequest &request, int count, const std::function<void(int id)> &made = {}, std::stop_token stop = {});

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace headscope
