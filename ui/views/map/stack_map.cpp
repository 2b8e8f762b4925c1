#include "ui/views/map/stack_map.h"

#include "ui/views/map/map_words.h"

#include <algorithm>
#include <optional>

namespace headscope {

namespace {

constexpr double kBoxWidth = 126;
constexpr double kBoxHeight = 38;
constexpr double kStreamWidth = 136;
constexpr double kStreamGap = 24; // between the residual stream and what reads it
constexpr double kTitleHeight = 20; // of a frame
constexpr double kChipWidth = 40;
constexpr double kChipHeight = 24;
constexpr double kChipGap = 4;
constexpr double kStripPadding = 6; // around the layers that are not open

} // namespace

StackMap::StackMap(const TransformerConfig &config, int stack, int open, int mostInRow, ModelMap &map)
    : m_config(config)
    , m_stack(stack)
    , m_open(open)
    , m_most(mostInRow)
    , m_map(map)
    , m_plan(layerPlan(config, open))
    , m_firstBox(static_cast<int>(map.boxes.size()))
{
    findStream();
    const auto inLayer = [&](const PlanStep &step) { return stageInfo(step.stage).scope != StageScope::model; };
    const auto first = std::find_if(m_plan.begin(), m_plan.end(), inLayer);
    const auto last = std::find_if_not(first, m_plan.end(), inLayer);
    arrange(m_embedding, m_plan.begin(), first);
    arrange(m_layer, first, last);
    arrange(m_output, last, m_plan.end());
}

void StackMap::place(double left)
{
    m_left = left;
    m_inner = left + kMapPadding;
    m_blocks = m_inner + kStreamWidth + kStreamGap;
    std::size_t most = 1;
    for (const Section *section : {&m_embedding, &m_layer, &m_output})
        for (const Row &row : section->rows)
            most = std::max(most, row.isStream ? 1 : row.boxes.size());
    m_right = m_blocks + static_cast<double>(most) * (kBoxWidth + kMapGap) - kMapGap + 2 * kMapPadding;
    double y = 0;
    y = placeRows(m_embedding, y) + kMapSectionGap;
    y = placeLayers(m_config.firstLayerOf(m_stack), m_open, y);
    const double bottom = m_layerBottom = y;
    y = placeRows(m_layer, y + kMapPadding);
    y += kMapPadding;
    m_map.frames.push_back({{m_left, bottom, m_right - m_left, y - bottom}, openLayerTitle(m_config, m_open), MapFrame::Kind::layer});
    frameBlocks();
    y += kMapSectionGap;
    y = placeLayers(m_open + 1, m_config.lastLayerOf(m_stack) + 1, y);
    y = placeRows(m_output, y);
    m_top = y;
    connectAll();
}

std::vector<int> StackMap::readers() const
{
    std::vector<int> readers;
    for (const PlanStep &step : m_plan)
        for (const StageSource &source : step.sources)
            if (source.place == StageSource::Place::encoder)
                readers.push_back(boxOf(step.stage));
    return readers;
}

void StackMap::findStream()
{
    m_stream.push_back(endOfLayer(m_config, m_open));
    for (const PlanStep &step : m_plan) {
        if (step.operation != Operation::sum || stageInfo(step.stage).scope == StageScope::model)
            continue;
        m_stream.push_back(step.stage);
        for (int i = 0; i < step.sources.size(); ++i) {
            const StageSource &source = step.sources[i];
            if (source.place != StageSource::Place::here || stageInfo(source.stage).scope == StageScope::model)
                continue;
            (i == 0 ? m_stream : m_added).push_back(source.stage);
        }
    }
}

bool StackMap::isAmong(const std::vector<Stage> &stages, Stage stage)
{
    return std::find(stages.begin(), stages.end(), stage) != stages.end();
}

int StackMap::readersOf(Stage stage) const
{
    const auto reads = [stage](const PlanStep &step) {
        return std::any_of(step.sources.begin(), step.sources.end(), [stage](const StageSource &source) { return source.stage == stage; });
    };
    return static_cast<int>(std::count_if(m_plan.begin(), m_plan.end(), reads));
}

void StackMap::arrange(Section &section, Steps begin, Steps end)
{
    section.firstStep = static_cast<int>(begin - m_plan.begin());
    for (Steps step = begin; step != end; ++step) {
        MapBox box;
        box.key = {step->stage, m_open, 0};
        box.isSum = step->operation == Operation::sum && step->sources.size() > 1;
        describeStage(m_config, *step, box);
        const int index = static_cast<int>(m_map.boxes.size());
        m_map.boxes.push_back(box);
        rowFor(section, *step).boxes.push_back(index);
        section.rows.back().isClosed = isAmong(m_added, step->stage);
    }
}

StackMap::Row &StackMap::rowFor(Section &section, const PlanStep &step)
{
    if (isAmong(m_stream, step.stage)) {
        section.rows.push_back({{}, true, false, false});
        return section.rows.back();
    }
    const auto startRow = [&]() -> Row & {
        section.rows.push_back({});
        return section.rows.back();
    };
    if (section.rows.empty())
        return startRow();
    Row &row = section.rows.back();
    if (row.isStream || row.isClosed || static_cast<int>(row.boxes.size()) >= m_most)
        return startRow();
    const auto standsHere = [&](const StageSource &source) {
        return source.place == StageSource::Place::here
            && std::any_of(row.boxes.begin(), row.boxes.end(), [&](int box) { return stageOf(box) == source.stage; });
    };
    const auto &sources = step.sources;
    if (std::none_of(sources.begin(), sources.end(), standsHere) && !isFromRow(row, step)) {
        row.isParallel = true;
        return row;
    }
    const bool follows = sources.size() == 1 && sources[0].stage == stageOf(row.boxes.back()) && readersOf(sources[0].stage) == 1;
    const bool startsHeads
        = stageInfo(step.stage).scope == StageScope::head && stageInfo(stageOf(row.boxes.back())).scope != StageScope::head;
    return follows && !row.isParallel && !startsHeads ? row : startRow();
}

bool StackMap::isFromRow(const Row &row, const PlanStep &step) const
{
    return step.sources.size() == 1 && step.sources[0].place == StageSource::Place::everyHead
        && stageOf(row.boxes.back()) == step.sources[0].stage;
}

int StackMap::boxOf(Stage stage) const
{
    for (std::size_t i = 0; i < m_plan.size(); ++i)
        if (m_plan[i].stage == stage)
            return m_firstBox + static_cast<int>(i);
    return -1;
}

double StackMap::placeRows(Section &section, double y)
{
    bool isInBlock = false;
    for (std::size_t i = 0; i < section.rows.size(); ++i) {
        const Row &row = section.rows[i];
        const Row *next = i + 1 < section.rows.size() ? &section.rows[i + 1] : nullptr;
        const bool startsBlock = isOfLayer(section) && !row.isStream && !isInBlock;
        isInBlock = !row.isStream;
        if (startsBlock)
            y += kMapPadding;
        double x = row.isStream ? m_inner : m_blocks;
        for (const int box : row.boxes) {
            rectOf(box) = {x, y, row.isStream ? kStreamWidth : kBoxWidth, kBoxHeight};
            x += kBoxWidth + kMapGap;
        }
        if (startsBlock && i > 0 && section.rows[i - 1].isStream)
            rectOf(section.rows[i - 1].boxes.front()).moveTop(y);
        if (row.isStream && next && !next->isStream)
            continue;
        y += kBoxHeight;
        if (isOfLayer(section) && !row.isStream && (row.isClosed || !next || next->isStream)) {
            y += kTitleHeight + kMapPadding;
            isInBlock = false;
        }
        if (next)
            y += kMapGap;
    }
    return y;
}

double StackMap::placeLayers(int first, int last, double y)
{
    if (first >= last)
        return y;
    const double width = m_right - m_left - 2 * kStripPadding;
    const int perRow = std::max(1, static_cast<int>((width + kChipGap) / (kChipWidth + kChipGap)));
    const double bottom = y + kStripPadding;
    for (int layer = first; layer < last; ++layer) {
        const int place = layer - first;
        MapBox box;
        box.kind = MapBox::Kind::layer;
        box.key = {Stage::residualBefore, layer, 0};
        box.title = QString::fromStdString(m_config.shortLayerName(layer));
        box.tip = layerTip(m_config, layer);
        box.rect = {m_left + kStripPadding + (place % perRow) * (kChipWidth + kChipGap),
            bottom + (place / perRow) * (kChipHeight + kChipGap), kChipWidth, kChipHeight};
        m_map.boxes.push_back(box);
        y = box.rect.bottom() + kStripPadding;
    }
    const QRectF strip{m_left, bottom - kStripPadding, m_right - m_left, y - bottom + kStripPadding};
    m_map.frames.push_back({strip, {}, MapFrame::Kind::layer});
    (first > m_open ? m_above : m_below) = strip;
    return y + kMapSectionGap;
}

void StackMap::frameBlocks()
{
    std::optional<QRectF> block;
    bool isAttention = false;
    const auto close = [&] {
        if (!block)
            return;
        QRectF rect = block->adjusted(-kMapPadding, -kMapPadding, kMapPadding, kTitleHeight + kMapPadding / 2);
        rect.setRight(m_right - kMapPadding);
        m_map.frames.push_back({rect, isAttention ? attentionTitle(m_config, m_open) : mlpTitle(m_config), MapFrame::Kind::block});
        block.reset();
        isAttention = false;
    };
    for (const Row &row : m_layer.rows) {
        if (row.isStream)
            close();
        for (const int box : row.boxes) {
            if (row.isStream)
                continue;
            block = block ? block->united(rectOf(box)) : rectOf(box);
            isAttention = isAttention || stageInfo(stageOf(box)).quadratic;
        }
        if (row.isClosed)
            close();
    }
    close();
}

void StackMap::connectAll()
{
    for (const PlanStep &step : m_plan)
        for (const StageSource &source : step.sources)
            connectSource(step, source);
    if (!m_below.isNull())
        connectBelow();
    if (!m_above.isNull())
        arrow({streamPoint(rectOf(boxOf(endOfLayer(m_config, m_open))).bottom()), streamPoint(m_above.top())}, true);
    const int last = boxOf(endOfLayer(m_config, m_open));
    const int normed = boxOf(Stage::finalNorm);
    m_end = normed >= 0 ? rectOf(normed) : m_above.isNull() ? rectOf(last) : m_above;
}

void StackMap::connectSource(const PlanStep &step, const StageSource &source)
{
    const QRectF to = rectOf(boxOf(step.stage));
    switch (source.place) {
    case StageSource::Place::encoder: return; // between the stacks
    case StageSource::Place::layerBefore: return arrow({streamPoint(m_below.bottom()), streamPoint(to.top())}, true);
    case StageSource::Place::lastLayer:
        if (!m_above.isNull())
            return connectOut(to);
        [[fallthrough]];
    case StageSource::Place::here:
    case StageSource::Place::everyHead: break;
    }
    const QRectF from = rectOf(boxOf(source.stage));
    const bool toStream = isAmong(m_stream, step.stage);
    if (isAmong(m_stream, source.stage))
        return toStream ? arrow({{from.center().x(), from.bottom()}, {to.center().x(), to.top()}}, true) : connectUp(from, to);
    if (from.top() == to.top() && to.left() > from.left() && to.left() - from.right() < 2 * kMapGap)
        return arrow({{from.right(), from.center().y()}, {to.left(), to.center().y()}}, false);
    toStream ? connectToStream(from, to) : connectWithin(from, to);
}

void StackMap::connectUp(const QRectF &from, const QRectF &to)
{
    if (from.top() == to.top() && to.left() == m_blocks)
        return arrow({{from.right(), from.center().y()}, {to.left(), to.center().y()}}, false);
    const double gutter = m_inner + kStreamWidth + kStreamGap / 2;
    const double below = to.top() - kMapGap / 2;
    arrow({{from.right(), from.center().y()}, {gutter, from.center().y()}, {gutter, below}, {to.center().x(), below},
              {to.center().x(), to.top()}},
        false);
}

void StackMap::connectOut(const QRectF &to)
{
    const double below = to.top() - kMapGap / 2;
    const double x = m_inner + kStreamWidth / 2;
    arrow({{x, m_above.bottom()}, {x, below}, {to.center().x(), below}, {to.center().x(), to.top()}}, true);
}

void StackMap::connectToStream(const QRectF &from, const QRectF &to)
{
    const bool isFromBelow = from.top() < m_layerBottom;
    const double over = from.bottom() + (isFromBelow ? kMapSectionGap / 2 : kTitleHeight + kMapPadding + kMapGap / 2);
    const double entry = to.right() - kSumEntry;
    if (isFromBelow || to.top() - over < kMapGap + kMapPadding + 1)
        return arrow({{from.center().x(), from.bottom()}, {from.center().x(), over}, {entry, over}, {entry, to.top()}}, false);
    const double side = m_right - kMapPadding / 2;
    const double y = to.center().y();
    arrow({{from.right(), from.center().y()}, {side, from.center().y()}, {side, y}, {to.right(), y}}, false);
}

void StackMap::connectWithin(const QRectF &from, const QRectF &to)
{
    const double above = from.bottom() + kMapGap / 2;
    const double below = to.top() - kMapGap / 2;
    if (above >= below)
        return arrow(
            {{from.center().x(), from.bottom()}, {from.center().x(), above}, {to.center().x(), above}, {to.center().x(), to.top()}}, false);
    const double gutter = from.right() + kMapGap / 2;
    arrow({{from.center().x(), from.bottom()}, {from.center().x(), above}, {gutter, above}, {gutter, below}, {to.center().x(), below},
              {to.center().x(), to.top()}},
        false);
}

void StackMap::connectBelow()
{
    const LayerPlan first = layerPlan(m_config, m_config.firstLayerOf(m_stack));
    for (const StageSource &source : stepOf(first, Stage::residualBefore).sources) {
        const QRectF from = rectOf(boxOf(source.stage));
        arrow({{from.center().x(), from.bottom()}, {from.center().x(), m_below.top()}}, true);
    }
}

QPointF StackMap::streamPoint(double y) const
{
    return {m_inner + kStreamWidth / 2, y};
}

QString StackMap::title() const
{
    return stackTitle(m_stack);
}

} // namespace headscope
