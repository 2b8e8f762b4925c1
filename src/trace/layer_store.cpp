#include "src/trace/layer_store.h"

#include <algorithm>

namespace headscope {

namespace {

// Idle memory that a long run's pool may hold when it is over.
constexpr std::size_t kIdleBehindLongRuns = std::size_t{32} << 20;

std::size_t bytesOf(const Matrix &matrix)
{
    return sizeof(float) * static_cast<std::size_t>(matrix.rows()) * static_cast<std::size_t>(matrix.cols());
}

} // namespace

/// A piece that was looked at, or is being made.
struct LayerStore::Slot {
    LayerPart kind;
    int layer;
    int first;
    std::mutex working; ///< held by whoever makes the numbers
    std::shared_ptr<const LayerTrace> numbers;
    std::size_t bytes = 0; ///< guarded by the store's mutex; 0 while the numbers are made
};

LayerStore::LayerStore(std::shared_ptr<const Transformer> transformer, std::size_t budget)
    : m_transformer(std::move(transformer))
    , m_budget(budget)
    , m_plan(planCapture(*m_transformer, budget))
{
    const auto layers = static_cast<std::size_t>(m_transformer->model().config().layers);
    m_layers.resize(m_plan.all ? layers : 0);
    m_inputs.resize(m_plan.all ? 0 : layers);
    m_heads.resize(m_plan.all ? 0 : layers);
    BufferPool &pool = m_transformer->pool();
    pool.setMostIdle(m_plan.all ? BufferPool::kMostIdle : m_plan.working);
    pool.setMostAlive(m_plan.all ? BufferPool::kUnbounded : budget);
}

LayerStore::~LayerStore() = default;

int LayerStore::takeOver(const LayerStore &before, int count)
{
    const TransformerConfig &config = m_transformer->model().config();
    if (before.m_plan.all != m_plan.all)
        return 0;
    if (m_plan.all) {
        for (int layer = 0; layer < count; ++layer) {
            m_layers[static_cast<std::size_t>(layer)] = before.m_layers[static_cast<std::size_t>(layer)];
            m_kept += m_layers[static_cast<std::size_t>(layer)]->bytes;
            finishLayer();
        }
        return m_done;
    }
    // A layer is begun at its input, and that of layer `count` may have edits of its own.
    const auto edited = [&](const Transformer &run) { return touches(run.edits(), Stage::residualBefore, count, Edit::kAll); };
    int start = 0;
    for (int layer = 1; layer <= count; ++layer) {
        const bool begins = layer == config.layers || layer == config.firstLayerOf(config.stackOf(layer));
        const bool same = layer < count || !(edited(*m_transformer) || edited(*before.m_transformer));
        if (begins || (same && !before.keptInput(layer).empty()))
            start = layer;
    }
    while (m_done < start) {
        const int stack = config.stackOf(m_done);
        m_inputs[static_cast<std::size_t>(m_done)] = before.keptInput(m_done);
        m_kept += bytesOf(before.keptInput(m_done));
        if (m_done == config.lastLayerOf(stack)) {
            m_ends[stack] = before.m_ends[stack];
            m_kept += bytesOf(m_ends[stack]);
        }
        finishLayer();
    }
    if (start < config.layers && start != config.firstLayerOf(config.stackOf(start))) {
        m_next = m_inputs[static_cast<std::size_t>(start)] = before.keptInput(start);
        m_kept += bytesOf(m_next);
    }
    m_running = m_done < config.layers;
    return m_done;
}

bool LayerStore::runNext(const std::stop_token &stop)
{
    return m_plan.all ? runWhole(stop) : runThrough(stop);
}

// What comes next once a layer's numbers, or what it handed on, are stored.
void LayerStore::finishLayer()
{
    const TransformerConfig &config = m_transformer->model().config();
    const int stack = config.stackOf(m_done);
    if (config.isEncoderDecoder() && m_done == config.lastLayerOf(0)) {
        const int tokens = m_transformer->queryCount(m_done);
        const Buffer encoded = m_transformer->pool().take(static_cast<std::size_t>(tokens) * static_cast<std::size_t>(config.width));
        const Buffer handedOn = m_transformer->pool().take(encoded.size);
        end(stack, 0, handedOn.view(tokens, config.width));
        m_transformer->endOfStack(stack, handedOn.view(tokens, config.width), 0, encoded.view(tokens, config.width));
        m_encoded = encoded.matrix(tokens, config.width);
        const std::lock_guard lock(m_mutex);
        m_kept += bytesOf(m_encoded);
    }
    ++m_done;
}

bool LayerStore::runWhole(const std::stop_token &stop)
{
    const TransformerConfig &config = m_transformer->model().config();
    const int layer = m_done;
    const bool first = layer == config.firstLayerOf(config.stackOf(layer));
    LayerInput input{{}, config.layer(layer).cross ? m_encoded : Matrix{}};
    std::size_t bytes = 0;
    const LayerTrace *before = first ? nullptr : m_layers[static_cast<std::size_t>(layer) - 1].get();
    if (before && m_transformer->handsOnUnchanged(layer - 1)) {
        input.residual = before->residualAfter;
    } else {
        if (before) {
            const int tokens = m_transformer->queryCount(layer);
            const Buffer stream = m_transformer->pool().take(static_cast<std::size_t>(tokens) * static_cast<std::size_t>(config.width));
            m_transformer->handOn(layer - 1, *before, 0, stream.view(tokens, config.width));
            input.residual = stream.matrix(tokens, config.width);
        } else {
            input.residual = m_transformer->firstInput(config.stackOf(layer));
        }
        bytes = bytesOf(input.residual);
    }
    auto numbers = std::make_shared<LayerTrace>(m_transformer->runLayer(layer, input, stop));
    if (stop.stop_requested())
        return false;
    numbers->bytes += bytes;
    {
        const std::lock_guard lock(m_mutex);
        m_kept += numbers->bytes;
    }
    m_layers[static_cast<std::size_t>(layer)] = std::move(numbers);
    finishLayer();
    return true;
}

bool LayerStore::runThrough(const std::stop_token &stop)
{
    const TransformerConfig &config = m_transformer->model().config();
    const int layer = m_done;
    const int stack = config.stackOf(layer);
    if (m_next.empty())
        m_next = m_transformer->firstInput(stack);
    std::optional<Matrix> next = pass(layer, {m_next, config.layer(layer).cross ? m_encoded : Matrix{}}, stop);
    if (!next)
        return false;
    const bool last = layer == config.lastLayerOf(stack);
    const bool keeps = last || m_plan.keepsInput(config, layer + 1);
    if (last)
        m_ends[stack] = *next;
    else if (keeps)
        m_inputs[static_cast<std::size_t>(layer) + 1] = *next;
    m_next = last ? Matrix{} : *next;
    finishLayer();
    const bool over = m_done == config.layers;
    {
        const std::lock_guard lock(m_mutex);
        m_kept += keeps ? bytesOf(*next) : 0;
        m_running = !over;
        trim();
    }
    if (over)
        m_transformer->pool().setMostIdle(kIdleBehindLongRuns);
    return true;
}

/// What a layer hands on, without keeping anything of it; nothing when stopped.
std::optional<Matrix> LayerStore::pass(int layer, const LayerInput &input, const std::stop_token &stop) const
{
    const int tokens = m_transformer->queryCount(layer);
    const int width = m_transformer->model().config().width;
    const LayerTrace heads = m_transformer->runHeads(layer, input, false, stop);
    const Buffer out = m_transformer->pool().take(static_cast<std::size_t>(tokens) * static_cast<std::size_t>(width));
    for (int first = 0; first < tokens && !stop.stop_requested(); first += kPassedRows) {
        const int rows = std::min(kPassedRows, tokens - first);
        const LayerTrace numbers = m_transformer->runRows(layer, input, &heads, first, rows, stop);
        if (!stop.stop_requested())
            m_transformer->handOn(layer, numbers, first, out.view(tokens, width).rowRange(first, rows));
    }
    if (stop.stop_requested())
        return std::nullopt;
    return out.matrix(tokens, width);
}

LayerPart LayerStore::partOf(int layer, Stage stage) const
{
    return stepOf(m_transformer->model().plan(layer), stage).part;
}

std::shared_ptr<const LayerTrace> LayerStore::whole(int layer, Stage stage) const
{
    if (m_plan.all)
        return m_layers[static_cast<std::size_t>(layer)];
    if (stage == Stage::residualAfter && m_transformer->handsOnUnchanged(layer)) {
        const TransformerConfig &config = m_transformer->model().config();
        const int stack = config.stackOf(layer);
        const bool last = layer == config.lastLayerOf(stack);
        if (const Matrix &handedOn = last ? m_ends[stack] : m_inputs[static_cast<std::size_t>(layer) + 1]; !handedOn.empty()) {
            LayerTrace numbers;
            numbers.residualAfter = handedOn;
            return std::make_shared<const LayerTrace>(std::move(numbers));
        }
    }
    const LayerPart kind = partOf(layer, stage);
    return kind == LayerPart::input || kind == LayerPart::heads ? piece(kind, layer, 0) : nullptr;
}

bool LayerStore::isAtHand(int layer) const
{
    if (m_plan.all)
        return true;
    const std::lock_guard lock(m_mutex);
    return !m_heads[static_cast<std::size_t>(layer)].expired();
}

std::shared_ptr<const LayerTrace> LayerStore::block(int layer, Stage stage, int firstRow) const
{
    return piece(partOf(layer, stage), layer, firstRow);
}

void LayerStore::end(int stack, int first, MutableMatrixView out) const
{
    if (!m_plan.all) {
        const MatrixView rows = m_ends[stack].view.block(first, 0, out.rows, out.cols);
        for (int r = 0; r < out.rows; ++r)
            std::copy_n(rows.data + r * rows.rowStride, out.cols, out.row(r));
        return;
    }
    const int layer = m_transformer->model().config().lastLayerOf(stack);
    m_transformer->handOn(layer, *m_layers[static_cast<std::size_t>(layer)], first, out);
}

Matrix LayerStore::keptInput(int layer) const
{
    return m_inputs[static_cast<std::size_t>(layer)];
}

LayerInput LayerStore::inputOf(int layer) const
{
    const bool cross = m_transformer->model().config().layer(layer).cross;
    return {piece(LayerPart::input, layer, 0)->residualBefore, cross ? m_encoded : Matrix{}};
}

std::shared_ptr<const LayerTrace> LayerStore::piece(LayerPart kind, int layer, int first) const
{
    if (kind == LayerPart::input) {
        if (Matrix kept = keptInput(layer); !kept.empty()) {
            LayerTrace numbers;
            numbers.residualBefore = std::move(kept);
            return std::make_shared<const LayerTrace>(std::move(numbers));
        }
    }
    std::shared_ptr<Slot> slot;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = std::find_if(m_slots.begin(), m_slots.end(),
            [&](const std::shared_ptr<Slot> &one) { return one->kind == kind && one->layer == layer && one->first == first; });
        if (found != m_slots.end()) {
            m_slots.splice(m_slots.begin(), m_slots, found);
        } else {
            m_slots.push_front(std::make_shared<Slot>());
            m_slots.front()->kind = kind;
            m_slots.front()->layer = layer;
            m_slots.front()->first = first;
        }
        slot = m_slots.front();
    }
    const std::lock_guard working(slot->working);
    if (slot->numbers)
        return slot->numbers;
    std::shared_ptr<const LayerTrace> numbers;
    if (kind == LayerPart::heads) {
        const std::lock_guard lock(m_mutex);
        numbers = m_heads[static_cast<std::size_t>(layer)].lock();
    }
    if (!numbers)
        numbers = std::make_shared<const LayerTrace>(make(kind, layer, first));
    slot->numbers = std::move(numbers);
    const std::lock_guard lock(m_mutex);
    if (kind == LayerPart::heads)
        m_heads[static_cast<std::size_t>(layer)] = slot->numbers;
    if (std::find(m_slots.begin(), m_slots.end(), slot) != m_slots.end()) {
        slot->bytes = slot->numbers->bytes;
        m_lookedAt += slot->bytes;
        trim();
    }
    return slot->numbers;
}

// Lets go of what was not looked at for the longest time. The mutex is held.
void LayerStore::trim() const
{
    const std::size_t used = m_kept + m_beingMade + (m_running ? m_plan.working : 0);
    const std::size_t room = m_budget > used ? m_budget - used : 0;
    // What a reader holds comes last: letting go of it frees nothing until the reader does.
    for (const bool held : {false, true}) {
        for (auto slot = m_slots.end(); slot != m_slots.begin() && m_lookedAt > room;) {
            --slot;
            const bool isBeingMade = (*slot)->bytes == 0;
            if (isBeingMade || ((*slot)->numbers.use_count() > 1) != held)
                continue;
            m_lookedAt -= (*slot)->bytes;
            slot = m_slots.erase(slot);
        }
    }
}

std::size_t LayerStore::bytesToMake(LayerPart kind, int layer) const
{
    if (kind == LayerPart::input)
        return m_plan.working;
    if (kind == LayerPart::heads)
        return m_plan.reading;
    return layerBytes(m_transformer->model().config(), layer, {kTileRows, kTileRows, true});
}

/// Room for a piece, for as long as it is made.
struct LayerStore::Room {
    Room(const LayerStore &store, std::size_t bytes)
        : store(store)
        , bytes(bytes)
    {
        const std::lock_guard lock(store.m_mutex);
        store.m_beingMade += bytes;
        store.trim();
    }
    ~Room()
    {
        const std::lock_guard lock(store.m_mutex);
        store.m_beingMade -= bytes;
    }
    Room(const Room &) = delete;
    Room &operator=(const Room &) = delete;

    const LayerStore &store;
    std::size_t bytes;
};

LayerTrace LayerStore::make(LayerPart kind, int layer, int first) const
{
    const TransformerConfig &config = m_transformer->model().config();
    const int stack = config.stackOf(layer);
    const bool begins = layer == config.firstLayerOf(stack);
    // What it is made from comes first: that makes room for itself.
    const LayerInput input = kind != LayerPart::input ? inputOf(layer) : begins ? LayerInput() : inputOf(layer - 1);
    const auto heads = kind == LayerPart::rows ? piece(LayerPart::heads, layer, 0) : nullptr;
    const Room room(*this, bytesToMake(kind, layer));
    const int rows
        = std::min(kTileRows, (kind == LayerPart::keyRows ? m_transformer->keyCount(layer) : m_transformer->queryCount(layer)) - first);
    LayerTrace made;
    switch (kind) {
    case LayerPart::input:
        made.residualBefore = begins ? m_transformer->firstInput(stack) : *pass(layer - 1, input, {});
        made.bytes = bytesOf(made.residualBefore);
        break;
    case LayerPart::heads: made = m_transformer->runHeads(layer, input, true, {}); break;
    case LayerPart::queryRows: made = m_transformer->runRows(layer, input, nullptr, first, rows, {}); break;
    case LayerPart::keyRows: made = m_transformer->runKeyRows(layer, input, first, rows); break;
    case LayerPart::rows:
        made = m_transformer->runRows(layer, input, heads.get(), first, rows, {});
        // What it was made from is no part of it, and would stay in memory with it.
        made.keys = made.v = made.globalK = made.globalV = {};
        break;
    }
    if (kind != LayerPart::input)
        made.residualBefore = {};
    m_transformer->model().weights().requireUnchanged();
    return made;
}

KeptLayers LayerStore::kept(int doneLayers) const
{
    const TransformerConfig &config = m_transformer->model().config();
    KeptLayers kept;
    kept.all = m_plan.all;
    for (int layer = 0; layer < doneLayers && !kept.all; ++layer)
        if (layer == config.firstLayerOf(config.stackOf(layer)) || m_plan.keepsInput(config, layer))
            kept.inputs.push_back(layer);
    const std::lock_guard lock(m_mutex);
    kept.bytes = m_kept + m_lookedAt;
    for (const std::shared_ptr<Slot> &slot : m_slots)
        if (slot->kind == LayerPart::heads && slot->bytes > 0)
            kept.heads.push_back(slot->layer);
    std::sort(kept.heads.begin(), kept.heads.end());
    return kept;
}

} // namespace headscope
