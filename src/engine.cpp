#include "src/engine.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/models/applicable_edits.h"
#include "src/tensor/buffer_pool.h"
#include "src/trace/trace_data.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace headscope {

namespace {

// Memory of dead traces that is kept for the next: enough for two runs of a small GPT-2 over a full context.
constexpr std::size_t kIdleBytes = std::size_t{512} << 20;

void cutAtContext(TraceData &data, std::size_t context)
{
    if (data.tokens.size() <= context)
        return;
    data.cutTokens = data.tokens.size() - context;
    data.notes.push_back("The text has " + std::to_string(data.tokens.size()) + " tokens; this model reads at most "
        + std::to_string(context) + ". The last " + std::to_string(data.cutTokens) + " were not run.");
    data.tokens.resize(context);
}

std::vector<int> idsOf(const std::vector<Token> &tokens, int vocabulary)
{
    std::vector<int> ids;
    ids.reserve(tokens.size());
    for (const Token &token : tokens) {
        if (token.id < 0 || token.id >= vocabulary)
            throw Error("the token \"" + token.display + "\" has id " + std::to_string(token.id) + ", the model has "
                    + std::to_string(vocabulary) + " vocabulary entries",
                {}, "The tokenizer does not belong to this model");
        ids.push_back(token.id);
    }
    return ids;
}

// Layers that come out the same as in the earlier trace.
int sharedLayers(const Trace *base, const Transformer &transformer)
{
    if (!base || &base->model() != &transformer.model() || base->data().transformer->ids() != transformer.ids())
        return 0;
    const int layers = transformer.model().config().layers;
    return std::min(firstDifferentLayer(base->data().transformer->edits(), transformer.edits(), layers), layers);
}

bool changesWeights(const Edit &edit)
{
    const bool value = edit.kind == Edit::Kind::setValue || edit.kind == Edit::Kind::addValue || edit.kind == Edit::Kind::scaleValue;
    return value && edit.stage == Stage::weights;
}

bool isFinite(const MatrixView &row)
{
    for (int column = 0; column < row.cols; ++column) {
        if (!std::isfinite(row(0, column)))
            return false;
    }
    return true;
}

} // namespace

struct Engine::State {
    std::shared_ptr<const Model> model;
    std::shared_ptr<BufferPool> pool = std::make_shared<BufferPool>(kIdleBytes);
};

Engine::Engine(std::shared_ptr<const Model> model)
    : m_state(std::make_unique<State>())
{
    m_state->model = std::move(model);
}

Engine::~Engine() = default;

const Model &Engine::model() const
{
    return *m_state->model;
}

std::shared_ptr<const Trace> Engine::run(const RunRequest &request, std::stop_token stop)
{
    const auto start = std::chrono::steady_clock::now();
    const TransformerConfig &config = m_state->model->config();

    auto data = std::make_unique<TraceData>();
    data->text = request.text;
    data->edits = request.edits;
    data->tokens = m_state->model->tokenizer().encode(request.text);
    cutAtContext(*data, static_cast<std::size_t>(config.context));
    const int tokens = static_cast<int>(data->tokens.size());
    Edits edits = applicableEdits(request.edits, config, tokens, data->notes);
    if (std::any_of(edits.begin(), edits.end(), changesWeights))
        data->notes.push_back("Attention weights were edited: their rows need not sum to 1.");
    data->transformer
        = std::make_unique<const Transformer>(m_state->model, idsOf(data->tokens, config.vocabulary), std::move(edits), m_state->pool);

    const int shared = sharedLayers(request.base.get(), *data->transformer);
    data->statistics.firstComputedLayer = shared;
    data->statistics.threads = threadCount();
    if (tokens > 0) {
        for (int layer = 0; layer < config.layers; ++layer) {
            if (layer < shared) {
                data->layers.push_back(request.base->data().layers[static_cast<std::size_t>(layer)]);
            } else {
                const LayerTrace *before = layer == 0 ? nullptr : data->layers.back().get();
                data->layers.push_back(std::make_shared<const LayerTrace>(data->transformer->runLayer(layer, before, stop)));
            }
            if (stop.stop_requested())
                return nullptr;
            data->statistics.bytes += data->layers.back()->bytes;
            if (request.progress)
                request.progress(layer + 1, config.layers);
        }
    } else if (stop.stop_requested()) {
        return nullptr;
    }

    TraceData &filled = *data;
    auto trace = std::make_shared<Trace>(std::move(data));
    // What comes next is nearly always asked for: made here, not on the thread that shows it.
    if (tokens > 0 && !isFinite(trace->rows({Stage::logits, 0, 0}, tokens - 1, 1).view))
        filled.notes.push_back("Some numbers grew too large for 32-bit arithmetic and became infinite or undefined. Undo the last edit, or "
                               "use a smaller number.");
    filled.statistics.milliseconds = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    return trace;
}

} // namespace headscope
