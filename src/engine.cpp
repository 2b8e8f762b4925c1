#include "src/engine.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/models/applicable_edits.h"
#include "src/models/weights.h"
#include "src/ops/finite.h"
#include "src/tensor/buffer_pool.h"
#include "src/trace/trace_data.h"
#include "src/trace/undefined_origin.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace headscope {

namespace {

/// How much of two texts is kept where they have `room` tokens together: the longer one loses first, as in the official truncation
/// ("longest_first").
std::array<std::size_t, 2> keptOfTexts(std::array<std::size_t, 2> lengths, std::size_t room)
{
    const int shorter = lengths[0] > lengths[1] ? 1 : 0;
    std::size_t ofShorter = lengths[shorter];
    std::size_t ofLonger = ofShorter > room ? ofShorter : std::max(ofShorter, room - ofShorter);
    if (ofShorter + ofLonger > room) {
        ofShorter = room / 2;
        ofLonger = room - ofShorter;
    }
    std::array<std::size_t, 2> kept{};
    kept[shorter] = std::min(ofShorter, lengths[shorter]);
    kept[1 - shorter] = std::min(ofLonger, lengths[1 - shorter]);
    return kept;
}

std::string noteOfCut(std::size_t tokens, std::size_t context, bool pair, bool atStart)
{
    const std::string cut = std::to_string(tokens - context);
    const std::string which = pair ? cut + " of them were not run: the longer text loses its " + (atStart ? "beginning" : "end") + " first."
        : atStart                  ? "The first " + cut + " were not run."
                                   : "The last " + cut + " were not run.";
    return (pair ? "The texts have " : "The text has ") + std::to_string(tokens) + " tokens; this model reads at most "
        + std::to_string(context) + ". " + which;
}

/// Takes away as much of the texts as is too much, at their ends or at their beginnings. What the tokenizer puts around and between them
/// stays: a closing [SEP] draws much attention. Returns how many of the last `generated` tokens are left.
int cutAtContext(TraceData &data, int stack, std::size_t context, bool atStart, int generated)
{
    std::vector<Token> &tokens = data.tokens[stack];
    if (tokens.size() <= context)
        return generated;
    std::array<std::size_t, 2> lengths{};
    for (const Token &token : tokens)
        if (token.sequence >= 0)
            ++lengths[token.sequence];
    const std::size_t cut = tokens.size() - context;
    const std::size_t texts = lengths[0] + lengths[1];
    const std::array<std::size_t, 2> kept = keptOfTexts(lengths, texts > cut ? texts - cut : 0);
    data.cutTokens += cut;
    data.notes.push_back(noteOfCut(tokens.size(), context, lengths[1] > 0, atStart));
    const std::size_t firstGenerated = tokens.size() - static_cast<std::size_t>(generated);
    std::array<std::size_t, 2> seen{};
    std::vector<Token> left;
    left.reserve(context);
    int leftGenerated = 0;
    for (std::size_t i = 0; i < tokens.size() && left.size() < context; ++i) {
        const int sequence = tokens[i].sequence;
        const std::size_t at = sequence >= 0 ? seen[sequence]++ : 0;
        if (sequence >= 0 && (atStart ? at < lengths[sequence] - kept[sequence] : at >= kept[sequence]))
            continue;
        leftGenerated += i >= firstGenerated ? 1 : 0;
        left.push_back(std::move(tokens[i]));
    }
    tokens = std::move(left);
    return leftGenerated;
}

// What the decoder has said so far: its first token, the typed text without what the tokenizer puts behind a complete one.
std::vector<Token> targetTokens(
    const Tokenizer &tokenizer, const TransformerConfig &config, const std::string &target, const std::stop_token &stop)
{
    std::vector<Token> typed;
    if (!target.empty())
        typed = tokenizer.encodeTarget(target, stop);
    while (!typed.empty() && typed.back().sequence < 0)
        typed.pop_back();
    std::vector<Token> tokens;
    if (config.decoderStart >= 0) {
        tokens.push_back(tokenizer.tokenOf(config.decoderStart));
        tokens.back().sequence = -1;
    }
    tokens.insert(tokens.end(), typed.begin(), typed.end());
    return tokens;
}

// Models pad their vocabulary to a round number, and may say such an entry: it stands for no piece of text.
Token generatedToken(const Tokenizer &tokenizer, int id)
{
    if (id >= tokenizer.vocabularySize())
        return {.id = id, .piece = {}, .display = "⟨" + std::to_string(id) + "⟩", .note = {}};
    return tokenizer.tokenOf(id);
}

void fillTokens(TraceData &data, const RunRequest &request, const Model &model, const std::stop_token &stop)
{
    const TransformerConfig &config = model.config();
    const Tokenizer &tokenizer = model.tokenizer();
    if (request.pair && !tokenizer.takesPairs())
        throw Error("this model reads one text at a time", model.name(), "Leave the second sentence out");
    if (!request.target.empty() && !config.isEncoderDecoder())
        throw Error("this model has no decoder beside its encoder, and so no second text", model.name(), "Write all of it as one text");
    data.tokens[0] = request.pair ? tokenizer.encodePair(request.text, *request.pair, stop) : tokenizer.encode(request.text, stop);
    if (config.isEncoderDecoder())
        data.tokens[1] = targetTokens(tokenizer, config, request.target, stop);
    std::vector<Token> &last = data.tokens[config.stackCount() - 1];
    // What follows is part of the text: nothing stands between.
    while (!request.generated.empty() && !config.isEncoderDecoder() && !last.empty() && last.back().sequence < 0 && last.size() > 1)
        last.pop_back();
    for (const int id : request.generated)
        last.push_back(generatedToken(tokenizer, id));
    data.generated = static_cast<int>(request.generated.size());
    for (int stack = 0; stack < config.stackCount(); ++stack) {
        const bool isLast = stack + 1 == config.stackCount();
        const int left
            = cutAtContext(data, stack, static_cast<std::size_t>(config.context), tokenizer.cutsAtStart(), isLast ? data.generated : 0);
        data.generated = isLast ? left : data.generated;
    }
}

// Pieces that edits put in the place of the text's own. Edits that name no token of the text are told of later, with all others.
void replaceTokens(TraceData &data, const Edits &edits, const Tokenizer &tokenizer, const TransformerConfig &config)
{
    for (const Edit &edit : edits) {
        if (edit.kind != Edit::Kind::replaceToken || edit.layer >= config.layers)
            continue;
        std::vector<Token> &tokens = data.tokens[config.stackOf(std::max(edit.layer, 0))];
        if (edit.row < 0 || edit.row >= static_cast<int>(tokens.size()) || edit.id < 0 || edit.id >= config.vocabulary)
            continue;
        Token &old = tokens[static_cast<std::size_t>(edit.row)];
        Token piece = generatedToken(tokenizer, edit.id);
        piece.begin = old.begin;
        piece.end = old.end;
        piece.segment = old.segment;
        piece.sequence = old.sequence;
        piece.replaces = old.replaces.empty() ? old.display : old.replaces;
        old = std::move(piece);
    }
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

RunTokens runTokens(const TraceData &data, const TransformerConfig &config)
{
    RunTokens tokens;
    for (int stack = 0; stack < config.stackCount(); ++stack)
        tokens.ids[stack] = idsOf(data.tokens[stack], config.vocabulary);
    for (const Token &token : data.tokens[0])
        tokens.segments.push_back(std::clamp(token.segment, 0, std::max(config.tokenTypes - 1, 0)));
    return tokens;
}

// Layers that come out the same as in the earlier trace.
int sharedLayers(const Trace *base, const Transformer &transformer)
{
    if (!base || &base->model() != &transformer.model() || base->tokenCount() == 0)
        return 0;
    const TransformerConfig &config = transformer.model().config();
    const Transformer &before = *base->data().transformer;
    if (before.ids(0) != transformer.ids(0) || before.tokens().segments != transformer.tokens().segments)
        return 0;
    const int alike = before.tokens() == transformer.tokens() ? config.layers : config.encoderLayers;
    return std::min(
        {firstDifferentLayer(before.edits(), transformer.edits(), config.layers, config.encoderLayers), alike, base->data().doneLayers});
}

double millisecondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

bool changesWeights(const Edit &edit)
{
    const bool value = edit.kind == Edit::Kind::setValue || edit.kind == Edit::Kind::addValue || edit.kind == Edit::Kind::scaleValue;
    return value && edit.stage == Stage::weights;
}

std::shared_ptr<const Trace> snapshot(const TraceData &data, std::chrono::steady_clock::time_point start)
{
    auto copy = std::make_unique<TraceData>(data);
    copy->statistics.milliseconds = millisecondsSince(start);
    return std::make_shared<const Trace>(std::move(copy));
}

Matrix lastLogits(const Trace &trace)
{
    const StageKey place{Stage::logits, trace.config().layers - 1, 0};
    return trace.rows(place, trace.rowCount(place) - 1, 1);
}

int mostProbable(MatrixView logits)
{
    int best = 0;
    for (int id = 1; id < logits.cols; ++id)
        if (logits(0, id) > logits(0, best))
            best = id;
    return best;
}

} // namespace

struct Engine::State {
    std::shared_ptr<const Model> model;
    std::shared_ptr<BufferPool> pool = std::make_shared<BufferPool>();
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
    auto lastPartial = start;
    const TransformerConfig &config = m_state->model->config();

    auto data = std::make_unique<TraceData>();
    data->text = request.text;
    data->pair = request.pair;
    data->target = request.target;
    data->edits = request.edits;
    fillTokens(*data, request, *m_state->model, stop);
    if (stop.stop_requested()) // and there may be no tokens, for which edits would be wrong
        return nullptr;
    replaceTokens(*data, request.edits, m_state->model->tokenizer(), config);
    const std::array<int, 2> tokens{static_cast<int>(data->tokens[0].size()), static_cast<int>(data->tokens[1].size())};
    const bool isEmpty = tokens[0] == 0 || (config.isEncoderDecoder() && tokens[1] == 0);
    Edits edits = applicableEdits(request.edits, config, tokens, data->notes);
    if (std::any_of(edits.begin(), edits.end(), changesWeights))
        data->notes.emplace_back("Attention weights were edited: their rows need not sum to 1.");
    data->transformer = std::make_shared<const Transformer>(m_state->model, runTokens(*data, config), std::move(edits), m_state->pool);

    data->statistics.threads = threadCount();
    const Weights &weights = m_state->model->weights();
    if (!isEmpty) {
        weights.requireUnchanged(); // or all of the work is for nothing
        data->store = std::make_shared<LayerStore>(data->transformer, request.layerBudget);
    }
    const int wanted = request.layers ? std::clamp(request.layers(*snapshot(*data, start)), 0, config.layers) : config.layers;
    if (!isEmpty) {
        int shared = std::min(sharedLayers(request.base.get(), *data->transformer), wanted);
        if (shared > 0)
            shared = data->store->takeOver(*request.base->data().store, shared);
        data->statistics.firstComputedLayer = data->doneLayers = shared;
        if (stop.stop_requested())
            return nullptr;
        if (request.progress && shared > 0)
            request.progress(shared, config.layers);
        while (data->doneLayers < wanted) {
            if (!data->store->runNext(stop))
                return nullptr;
            data->doneLayers = data->store->doneLayers();
            if (request.progress)
                request.progress(data->doneLayers, config.layers);
            const auto now = std::chrono::steady_clock::now();
            if (request.partial && data->doneLayers < wanted && now - lastPartial >= request.partialEvery) {
                weights.requireUnchanged();
                request.partial(snapshot(*data, start));
                lastPartial = now;
            }
        }
        data->statistics.bytes = data->store->kept(wanted).bytes;
    } else if (stop.stop_requested()) {
        return nullptr;
    }

    TraceData &filled = *data;
    auto trace = std::make_shared<Trace>(std::move(data));
    // What comes next is nearly always asked for: made here, not on the thread that shows it.
    if (!isEmpty && wanted > 0 && endsUndefined(*trace))
        filled.notes.push_back(undefinedNote(*trace));
    if (!isEmpty)
        weights.requireUnchanged();
    filled.statistics.milliseconds = millisecondsSince(start);
    return trace;
}

std::vector<int> Engine::generate(const RunRequest &request, int count, const std::function<void(int id)> &made, std::stop_token stop)
{
    const TransformerConfig &config = m_state->model->config();
    if (config.predicts != Predicts::nextToken)
        throw Error("this model does not foretell the next token", m_state->model->name(),
            "Text is generated by decoders such as GPT-2, and by encoder-decoders such as T5");
    RunRequest next = request;
    next.layers = {}; // what comes next needs all of them
    std::vector<int> ids;
    while (static_cast<int>(ids.size()) < count) {
        const std::shared_ptr<const Trace> trace = run(next, stop);
        if (!trace)
            break;
        if (!trace->data().store)
            throw Error("there is nothing to go on from: the text is empty", m_state->model->name(), "Type at least one word");
        const auto tokens = static_cast<int>(trace->stackTokens(config.stackCount() - 1).size());
        if (tokens >= config.context)
            break;
        const Matrix logits = lastLogits(*trace);
        if (!allFinite(logits.view)) // none is the most probable; the trace's note says why
            break;
        ids.push_back(mostProbable(logits.view));
        next.generated.push_back(ids.back());
        next.base = trace;
        if (made)
            made(ids.back());
        if (std::find(config.endOfText.begin(), config.endOfText.end(), ids.back()) != config.endOfText.end())
            break;
    }
    return ids;
}

} // namespace headscope
