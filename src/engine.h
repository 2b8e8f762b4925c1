// Front door: open a model, tokenize, run with edits, receive a Trace.
#pragma once

#include "src/models/model.h"
#include "src/stages/edits.h"
#include "src/trace/trace.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace headscope {

struct RunRequest {
    std::string text;
    Edits edits;
    /// An earlier trace of the same model and tokens: layers before the first difference in edits are taken over from it. May be null.
    std::shared_ptr<const Trace> base;
    std::function<void(int doneLayers, int layers)> progress; ///< called on the running thread; may be empty
};

/// Runs one model. Keeps its work buffers between runs; one Engine belongs to one thread.
class Engine {
public:
    explicit Engine(std::shared_ptr<const Model> model);
    ~Engine();

    const Model &model() const;

    /// Null when stop was requested (cancelled is a result, not an error). An empty text gives a trace of 0 tokens.
    /// Throws Error on edits that name a place the model does not have or a value that is not finite.
    std::shared_ptr<const Trace> run(const RunRequest &request, std::stop_token stop = {});

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace headscope
