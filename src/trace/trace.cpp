#include "src/trace/trace.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/ops/matmul.h"
#include "src/trace/predictions.h"
#include "src/trace/trace_data.h"

#include <algorithm>

namespace headscope {

namespace {

// On-demand stages are made in blocks of rows that start at multiples of this, as in the run: so a block has the same bits
// whoever asks for it. 1: each row stands alone.
int blockRows(Stage stage)
{
    if (stageInfo(stage).quadratic)
        return kAttentionRows;
    switch (stage) {
    case Stage::mlpPre:
    case Stage::mlpLinear:
    case Stage::mlpPost: return kTileRows;
    case Stage::rawLogits:
    case Stage::logits: return kLogitRows;
    default: return 1;
    }
}

// Where a run keeps a stage.
struct StoredStage {
    enum class Columns { all, ofHead, ofGroup };
    Matrix LayerTrace::*matrix;
    Columns columns;
};

std::optional<StoredStage> storedStage(Stage stage)
{
    using enum StoredStage::Columns;
    switch (stage) {
    case Stage::residualBefore: return StoredStage{&LayerTrace::residualBefore, all};
    case Stage::q: return StoredStage{&LayerTrace::q, ofHead};
    case Stage::k: return StoredStage{&LayerTrace::k, ofGroup};
    case Stage::v: return StoredStage{&LayerTrace::v, ofGroup};
    case Stage::rotatedQ: return StoredStage{&LayerTrace::queries, ofHead};
    case Stage::rotatedK: return StoredStage{&LayerTrace::keys, ofGroup};
    case Stage::globalK: return StoredStage{&LayerTrace::globalK, ofGroup};
    case Stage::globalV: return StoredStage{&LayerTrace::globalV, ofGroup};
    case Stage::weightedSum: return StoredStage{&LayerTrace::weightedSum, ofHead};
    case Stage::joinedHeads: return StoredStage{&LayerTrace::joinedHeads, all};
    case Stage::outputProjection: return StoredStage{&LayerTrace::outputProjection, all};
    case Stage::residualMiddle: return StoredStage{&LayerTrace::residualMiddle, all};
    case Stage::mlpOut: return StoredStage{&LayerTrace::mlpOut, all};
    case Stage::residualAfter: return StoredStage{&LayerTrace::residualAfter, all};
    default: return std::nullopt;
    }
}

// All rows that `numbers` has of it.
Matrix storedMatrix(const TransformerConfig &config, const LayerTrace &numbers, const StageKey &key, const StoredStage &stored)
{
    const Matrix &matrix = numbers.*stored.matrix;
    if (stored.columns == StoredStage::Columns::all || matrix.empty())
        return matrix;
    const int place = stored.columns == StoredStage::Columns::ofHead ? key.head : config.groupOf(key.head);
    return {matrix.view.block(0, place * config.headWidth, matrix.rows(), config.headWidth), matrix.owner};
}

// Scores of one head, in blocks of rows, on several threads when there are many.
void makeScores(const TraceData &data, const StageKey &key, int first, MutableMatrixView out)
{
    const Transformer &transformer = *data.transformer;
    const std::shared_ptr<const LayerTrace> numbers = data.store->whole(key.layer, key.stage);
    const AttentionHead head = transformer.head(key.layer, key.head, *numbers);
    const int blocks = (out.rows + kAttentionRows - 1) / kAttentionRows;
    const auto make = [&](int index, float *scratch) {
        const int row = index * kAttentionRows;
        head.scores(key.stage, first + row, scratch, out.rowRange(row, std::min(kAttentionRows, out.rows - row)));
    };
    const std::size_t scratchSize = head.scratchSize();
    const Buffer scratch = transformer.pool().take(scratchSize * static_cast<std::size_t>(threadCount()));
    forTasks(blocks, static_cast<double>(out.rows) * out.cols * head.q.cols,
        [&](int index, int thread) { make(index, scratch.owner.get() + scratchSize * static_cast<std::size_t>(thread)); });
}

// Is it made from matrices of the model? Norms read vectors, scores and weights what the run keeps: those are in memory.
bool readsMatrices(Stage stage)
{
    switch (stage) {
    case Stage::mlpPre:
    case Stage::mlpLinear:
    case Stage::mlpPost: return true;
    case Stage::tokens:
    case Stage::finalNorm: return false;
    default: return stageInfo(stage).scope == StageScope::model;
    }
}

// Rows of a stage of a layer, from numbers that have them or what they are made from.
void makeFrom(const LayerTrace &numbers, const TraceData &data, const StageKey &key, int first, MutableMatrixView out)
{
    const Transformer &transformer = *data.transformer;
    if (const auto stored = storedStage(key.stage)) {
        const Matrix matrix = storedMatrix(transformer.model().config(), numbers, key, *stored);
        const int row = first - (stageInfo(key.stage).rowAxis == 'S' ? numbers.firstKey : numbers.firstRow);
        for (int r = 0; r < out.rows; ++r)
            std::copy_n(matrix.view.data + (row + r) * matrix.view.rowStride, out.cols, out.row(r));
        return;
    }
    switch (key.stage) {
    case Stage::mlpPre:
    case Stage::mlpLinear:
    case Stage::mlpPost: return transformer.mlpInner(key.stage, key.layer, numbers, first, out);
    case Stage::qNorm:
    case Stage::kNorm: return transformer.headNorm(key.stage, key.layer, key.head, numbers, first, out);
    default: return transformer.norm(key.stage, key.layer, numbers, first, out);
    }
}

void makeOfLayer(const TraceData &data, const StageKey &key, int first, MutableMatrixView out)
{
    if (const auto numbers = data.store->whole(key.layer, key.stage))
        return makeFrom(*numbers, data, key, first, out);
    for (int row = 0; row < out.rows;) {
        const int block = (first + row) / kTileRows * kTileRows;
        const int rows = std::min(block + kTileRows - (first + row), out.rows - row);
        makeFrom(*data.store->block(key.layer, key.stage, block), data, key, first + row, out.rowRange(row, rows));
        row += rows;
    }
}

void make(const TraceData &data, const StageKey &key, int first, MutableMatrixView out)
{
    const Transformer &transformer = *data.transformer;
    const TransformerConfig &config = transformer.model().config();
    const int stack = config.stackOf(key.layer);
    if (stageInfo(key.stage).quadratic)
        return makeScores(data, key, first, out);
    if (stageInfo(key.stage).scope != StageScope::model)
        return makeOfLayer(data, key, first, out);
    const auto endRows = [&](int ofStack, int row) {
        const Buffer buffer = transformer.pool().take(static_cast<std::size_t>(out.rows) * static_cast<std::size_t>(config.width));
        data.store->end(ofStack, row, buffer.view(out.rows, config.width));
        return buffer.matrix(out.rows, config.width);
    };
    switch (key.stage) {
    case Stage::tokens:
        for (int r = 0; r < out.rows; ++r)
            out(r, 0) = static_cast<float>(transformer.ids(stack)[static_cast<std::size_t>(first + r)]);
        return;
    case Stage::finalNorm: return transformer.finalNorm(stack, endRows(stack, first).view, first, out);
    case Stage::predictionDense:
    case Stage::predictionActivation:
    case Stage::predictionNorm:
    case Stage::rawLogits:
    case Stage::logits: return transformer.predict(key.stage, endRows(config.stackCount() - 1, first).view, first, out);
    case Stage::pooledPre:
    case Stage::pooled:
    case Stage::classLogits:
        return transformer.classify(key.stage, endRows(config.stackCount() - 1, transformer.classifiedToken(first)).view, first, out);
    default: return transformer.embed(key.stage, stack, first, out);
    }
}

void checkRange(const char *what, int value, int count)
{
    if (value < 0 || value >= count)
        throw Error("there is no " + std::string(what) + " " + std::to_string(value) + ": the model has " + std::to_string(count)
            + " (counted from 0)");
}

// Layer and head are set to the first that mean the same, so that one place has one key.
StageKey checkedKey(const Trace &trace, StageKey key)
{
    const TransformerConfig &config = trace.config();
    const StageInfo &info = stageInfo(key.stage);
    if (!trace.has(key.stage))
        throw Error("the model has no stage \"" + std::string(info.name) + "\"", trace.model().name());
    if (info.scope == StageScope::model) {
        key.layer = config.firstLayerOf(config.stackOf(key.layer));
        if (!config.has(key.stage, key.layer)) // only the last stack foretells anything
            key.layer = config.firstLayerOf(config.stackCount() - 1);
    } else {
        checkRange("layer", key.layer, config.layers);
        if (!config.has(key.stage, key.layer))
            throw Error(config.layerName(key.layer) + " has no stage \"" + std::string(info.name) + "\"", trace.model().name());
    }
    if (info.scope != StageScope::head)
        key.head = 0;
    else
        checkRange("head", key.head, config.heads);
    return key;
}

// Layers that must have been run before a stage has numbers.
int layersBefore(const TransformerConfig &config, const StageKey &key)
{
    if (stageInfo(key.stage).scope != StageScope::model)
        return key.layer + 1;
    if (key.stage < Stage::finalNorm)
        return 0;
    return 1 + config.lastLayerOf(key.stage == Stage::finalNorm ? config.stackOf(key.layer) : config.stackCount() - 1);
}

void checkDone(const Trace &trace, const StageKey &key)
{
    const int needed = layersBefore(trace.config(), key);
    if (needed > trace.doneLayers())
        throw Error(trace.config().layerName(needed - 1) + " has not been run yet",
            "this snapshot of a run that goes on has " + std::to_string(trace.doneLayers()) + " of " + std::to_string(trace.config().layers)
                + " layers");
}

Matrix rowRange(const Matrix &matrix, int first, int count)
{
    return {matrix.view.block(first, 0, count, matrix.cols()), matrix.owner};
}

} // namespace

Trace::Trace(std::unique_ptr<TraceData> data)
    : m_data(std::move(data))
{
}

Trace::~Trace() = default;

const TraceData &Trace::data() const
{
    return *m_data;
}

const Model &Trace::model() const
{
    return m_data->transformer->model();
}

std::shared_ptr<const Model> Trace::modelPointer() const
{
    return m_data->transformer->modelPointer();
}

const std::string &Trace::text() const
{
    return m_data->text;
}

const std::optional<std::string> &Trace::pair() const
{
    return m_data->pair;
}

const std::string &Trace::target() const
{
    return m_data->target;
}

const std::vector<Token> &Trace::stackTokens(int stack) const
{
    return m_data->tokens[stack];
}

const std::vector<Token> &Trace::rowTokens(const StageKey &key) const
{
    const StageInfo &info = stageInfo(key.stage);
    if (info.rowAxis == 'S')
        return keyTokens(key.layer);
    const bool behind = info.scope == StageScope::model && key.stage > Stage::finalNorm;
    return stackTokens(behind ? config().stackCount() - 1 : config().stackOf(key.layer));
}

const std::vector<Token> &Trace::keyTokens(int layer) const
{
    return stackTokens(config().layer(layer).cross ? 0 : config().stackOf(layer));
}

int Trace::rowCount(const StageKey &key) const
{
    const auto tokens = static_cast<int>(rowTokens(key).size());
    const bool pooled = stageInfo(key.stage).rowAxis == 'P' && config().classHead.reads != ClassHead::Reads::everyToken;
    return pooled ? std::min(tokens, 1) : tokens;
}

int Trace::columnCount(const StageKey &key) const
{
    return stageInfo(key.stage).colAxis == 'S' ? static_cast<int>(keyTokens(key.layer).size()) : config().columnsOf(key.stage);
}

int Trace::generatedCount() const
{
    return m_data->generated;
}

std::size_t Trace::cutTokens() const
{
    return m_data->cutTokens;
}

const Edits &Trace::edits() const
{
    return m_data->edits;
}

const RunStatistics &Trace::statistics() const
{
    return m_data->statistics;
}

const std::vector<std::string> &Trace::notes() const
{
    return m_data->notes;
}

int Trace::doneLayers() const
{
    return m_data->store ? m_data->doneLayers : config().layers;
}

KeptLayers Trace::kept() const
{
    return m_data->store ? m_data->store->kept(m_data->doneLayers) : KeptLayers();
}

bool Trace::has(Stage stage) const
{
    return config().has(stage);
}

bool Trace::has(Stage stage, int layer) const
{
    return config().has(stage, layer);
}

Matrix Trace::matrix(const StageKey &key) const
{
    return rows(key, 0, rowCount(checkedKey(*this, key)));
}

Matrix Trace::rows(const StageKey &key, int firstRow, int rowCount) const
{
    const StageKey place = checkedKey(*this, key);
    const int allRows = this->rowCount(place);
    if (firstRow < 0 || rowCount < 0 || rowCount > allRows - firstRow)
        throw Error("rows " + std::to_string(firstRow) + " … " + std::to_string(static_cast<long long>(firstRow) + rowCount)
            + " are not among the " + std::to_string(allRows) + " (counted from 0)");
    const int columns = columnCount(place);
    checkDone(*this, place);
    if (!m_data->store || rowCount == 0 || columns == 0)
        return {{nullptr, 0, columns, columns, 1}, {}};
    // Of a run that keeps everything a view of what it keeps; else a copy of these rows, which does not hold all of the layer's.
    const auto stored = storedStage(place.stage);
    const bool keepsAll = m_data->store->plan().all;
    if (stored && (keepsAll || place.stage == Stage::residualBefore))
        return rowRange(storedMatrix(config(), *m_data->store->whole(place.layer, place.stage), place, *stored), firstRow, rowCount);

    if (const auto whole = m_data->cache->find({place, 0, allRows}))
        return rowRange(*whole, firstRow, rowCount);
    const int step = stored ? kTileRows : blockRows(place.stage);
    const int first = firstRow / step * step;
    const int end = std::min(allRows, (firstRow + rowCount + step - 1) / step * step);
    const MatrixCache::Key cacheKey{place, first, end - first};
    if (const auto found = m_data->cache->find(cacheKey))
        return rowRange(*found, firstRow - first, rowCount);
    const Buffer buffer = m_data->transformer->pool().take(static_cast<std::size_t>(end - first) * static_cast<std::size_t>(columns));
    make(*m_data, place, first, buffer.view(end - first, columns));
    if (readsMatrices(place.stage))
        model().weights().requireUnchanged();
    const Matrix made = buffer.matrix(end - first, columns);
    m_data->cache->keep(cacheKey, made);
    return rowRange(made, firstRow - first, rowCount);
}

std::vector<Prediction> Trace::predictions(int row, int count) const
{
    if (!m_data->store || config().predicts == Predicts::nothing)
        return {};
    return mostProbable(model().tokenizer(), rows({Stage::logits, config().layers - 1, 0}, row, 1).view, count);
}

Prediction Trace::prediction(int row, int id) const
{
    return probabilityOf(model().tokenizer(), rows({Stage::logits, config().layers - 1, 0}, row, 1).view, id);
}

} // namespace headscope
