#include "src/trace/trace.h"

#include "src/devices/cpu/threads.h"
#include "src/error.h"
#include "src/models/layer_plan.h"
#include "src/ops/matmul.h"
#include "src/trace/predictions.h"
#include "src/trace/sources.h"
#include "src/trace/trace_data.h"

#include <algorithm>

namespace headscope {

namespace {

// A stage of this model, and how it is made.
struct Place {
    StageKey key;
    const PlanStep &step;
};

// On-demand stages are made in blocks of rows that start at multiples of this, as in the run: so a block has the same bits
// whoever asks for it. 1: each row stands alone.
int blockRows(Stage stage)
{
    const StageInfo &info = stageInfo(stage);
    if (info.quadratic)
        return kAttentionRows;
    if (info.colAxis == 'V')
        return kLogitRows;
    return info.colAxis == 'F' ? kTileRows : 1;
}

// All rows that `numbers` has of it.
Matrix keptMatrix(const TransformerConfig &config, const LayerTrace &numbers, const Place &place)
{
    const Matrix &matrix = numbers.*place.step.kept;
    const StageInfo &info = stageInfo(place.key.stage);
    if (info.scope != StageScope::head || matrix.empty())
        return matrix;
    const int index = info.rowAxis == 'S' ? config.groupOf(place.key.head) : place.key.head;
    return {matrix.view.block(0, index * config.headWidth, matrix.rows(), config.headWidth), matrix.owner};
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
bool readsMatrices(const Place &place)
{
    const StageInfo &info = stageInfo(place.key.stage);
    if (info.scope != StageScope::model)
        return info.colAxis == 'F';
    return place.step.operation != Operation::ids && info.block != StageBlock::finalNorm;
}

// Rows of a stage of a layer, from numbers that have them or what they are made from.
void makeFrom(const LayerTrace &numbers, const TraceData &data, const Place &place, int first, MutableMatrixView out)
{
    const Transformer &transformer = *data.transformer;
    if (!place.step.kept)
        return transformer.stageOfLayer(place.step, place.key.layer, place.key.head, numbers, first, out);
    const Matrix matrix = keptMatrix(transformer.model().config(), numbers, place);
    const int row = first - (stageInfo(place.key.stage).rowAxis == 'S' ? numbers.firstKey : numbers.firstRow);
    for (int r = 0; r < out.rows; ++r)
        std::copy_n(matrix.view.data + (row + r) * matrix.view.rowStride, out.cols, out.row(r));
}

void makeOfLayer(const TraceData &data, const Place &place, int first, MutableMatrixView out)
{
    const StageKey &key = place.key;
    if (stageInfo(key.stage).quadratic)
        return makeScores(data, key, first, out);
    if (const auto numbers = data.store->whole(key.layer, key.stage))
        return makeFrom(*numbers, data, place, first, out);
    for (int row = 0; row < out.rows;) {
        const int block = (first + row) / kTileRows * kTileRows;
        const int rows = std::min(block + kTileRows - (first + row), out.rows - row);
        makeFrom(*data.store->block(key.layer, key.stage, block), data, place, first + row, out.rowRange(row, rows));
        row += rows;
    }
}

void makeEmbedding(const TraceData &data, const Place &place, int first, MutableMatrixView out)
{
    const Transformer &transformer = *data.transformer;
    const int stack = transformer.model().config().stackOf(place.key.layer);
    if (place.step.operation != Operation::ids)
        return transformer.embed(place.key.stage, stack, first, out);
    for (int r = 0; r < out.rows; ++r)
        out(r, 0) = static_cast<float>(transformer.ids(stack)[static_cast<std::size_t>(first + r)]);
}

void make(const TraceData &data, const Place &place, int first, MutableMatrixView out)
{
    const Transformer &transformer = *data.transformer;
    const TransformerConfig &config = transformer.model().config();
    const Stage stage = place.key.stage;
    const int stack = config.stackOf(place.key.layer);
    const auto endRows = [&](int row) {
        const Buffer buffer = transformer.pool().take(static_cast<std::size_t>(out.rows) * static_cast<std::size_t>(config.width));
        data.store->end(stack, row, buffer.view(out.rows, config.width));
        return buffer.matrix(out.rows, config.width);
    };
    switch (stageInfo(stage).block) {
    case StageBlock::embedding: return makeEmbedding(data, place, first, out);
    case StageBlock::stream:
    case StageBlock::attention:
    case StageBlock::mlp: return makeOfLayer(data, place, first, out);
    case StageBlock::finalNorm: return transformer.finalNorm(stack, endRows(first).view, first, out);
    case StageBlock::predictionHead:
    case StageBlock::unembedding: return transformer.predict(stage, endRows(first).view, first, out);
    case StageBlock::classHead: return transformer.classify(stage, endRows(transformer.classifiedToken(first)).view, first, out);
    }
}

void checkRange(const char *what, int value, int count)
{
    if (value < 0 || value >= count)
        throw Error("there is no " + std::string(what) + " " + std::to_string(value) + ": the model has " + std::to_string(count)
            + " (counted from 0)");
}

// Layer and head are set to the first that mean the same, so that one place has one key.
Place checkedPlace(const Trace &trace, const StageKey &key)
{
    const TransformerConfig &config = trace.config();
    const StageInfo &info = stageInfo(key.stage);
    const bool isLayer = info.scope == StageScope::model || (key.layer >= 0 && key.layer < config.layers);
    const StageKey place = placeOf(config, key);
    const PlanStep *step = isLayer ? findStep(trace.model().plan(place.layer), key.stage) : nullptr;
    if (!step) {
        const std::string what = " has no stage \"" + std::string(info.name) + "\"";
        if (!trace.has(key.stage))
            throw Error("the model" + what, trace.model().name());
        checkRange("layer", key.layer, config.layers);
        throw Error(config.layerName(key.layer) + what, trace.model().name());
    }
    if (info.scope == StageScope::head)
        checkRange("head", key.head, config.heads);
    return {place, *step};
}

// Layers that must have been run before a stage has numbers.
int layersBefore(const TransformerConfig &config, const StageKey &key)
{
    if (stageInfo(key.stage).scope != StageScope::model)
        return key.layer + 1;
    if (!isBehindLayers(key.stage))
        return 0;
    return 1 + config.lastLayerOf(isOfLastStack(key.stage) ? config.stackCount() - 1 : config.stackOf(key.layer));
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
    if (stageInfo(key.stage).rowAxis == 'S')
        return keyTokens(key.layer);
    return stackTokens(isOfLastStack(key.stage) ? config().stackCount() - 1 : config().stackOf(key.layer));
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
    for (int layer = 0; layer < config().layers; ++layer)
        if (has(stage, layer))
            return true;
    return false;
}

bool Trace::has(Stage stage, int layer) const
{
    return findStep(model().plan(layer), stage) != nullptr;
}

Matrix Trace::matrix(const StageKey &key) const
{
    return rows(key, 0, rowCount(checkedPlace(*this, key).key));
}

Matrix Trace::rows(const StageKey &key, int firstRow, int rowCount) const
{
    const Place place = checkedPlace(*this, key);
    const int allRows = this->rowCount(place.key);
    if (firstRow < 0 || rowCount < 0 || rowCount > allRows - firstRow)
        throw Error("rows " + std::to_string(firstRow) + " … " + std::to_string(static_cast<long long>(firstRow) + rowCount)
            + " are not among the " + std::to_string(allRows) + " (counted from 0)");
    const int columns = columnCount(place.key);
    checkDone(*this, place.key);
    if (!m_data->store || rowCount == 0 || columns == 0)
        return {{nullptr, 0, columns, columns, 1}, {}};
    // Of a run that keeps everything a view of what it keeps; else a copy of these rows, which does not hold all of the layer's.
    const bool isKept = place.step.kept != nullptr;
    if (isKept && (m_data->store->plan().all || place.step.part == LayerPart::input))
        return rowRange(keptMatrix(config(), *m_data->store->whole(place.key.layer, place.key.stage), place), firstRow, rowCount);

    if (const auto whole = m_data->cache->find({place.key, 0, allRows}))
        return rowRange(*whole, firstRow, rowCount);
    const int step = isKept ? kTileRows : blockRows(place.key.stage);
    const int first = firstRow / step * step;
    const int end = std::min(allRows, (firstRow + rowCount + step - 1) / step * step);
    const MatrixCache::Key cacheKey{place.key, first, end - first};
    if (const auto found = m_data->cache->find(cacheKey))
        return rowRange(*found, firstRow - first, rowCount);
    const Buffer buffer = m_data->transformer->pool().take(static_cast<std::size_t>(end - first) * static_cast<std::size_t>(columns));
    make(*m_data, place, first, buffer.view(end - first, columns));
    if (readsMatrices(place))
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
