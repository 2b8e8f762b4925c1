#include "ui/views/map/model_map.h"

#include "ui/views/map/stack_map.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr double kStackGap = 56;
constexpr double kHeadingHeight = 24; // "Encoder"
constexpr int kMostInRow = 6;
constexpr int kMostInRowOfTwo = 3; // of two stacks beside each other

/// Until here upwards; on a page y grows downwards. As large as its letters are.
void putOnPage(ModelMap &map, double height)
{
    const double zoom = Appearance::instance().zoom();
    const auto turned = [=](const QRectF &rect) {
        return QRectF(rect.x() * zoom, (height - rect.bottom()) * zoom, rect.width() * zoom, rect.height() * zoom);
    };
    for (MapBox &box : map.boxes)
        box.rect = turned(box.rect);
    for (MapFrame &frame : map.frames)
        frame.rect = turned(frame.rect);
    for (MapArrow &arrow : map.arrows)
        for (QPointF &point : arrow.path)
            point = QPointF(point.x(), height - point.y()) * zoom;
    map.size *= zoom;
}

} // namespace

int ModelMap::boxAt(const QPointF &position) const
{
    for (std::size_t i = 0; i < boxes.size(); ++i)
        if (boxes[i].rect.contains(position))
            return static_cast<int>(i);
    return -1;
}

int ModelMap::boxOf(const TransformerConfig &config, const StageKey &key) const
{
    const bool ofModel = stageInfo(key.stage).scope == StageScope::model;
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        const MapBox &box = boxes[i];
        const bool sameLayer = ofModel ? config.stackOf(box.key.layer) == config.stackOf(key.layer) : box.key.layer == key.layer;
        if (box.kind == MapBox::Kind::stage && box.key.stage == key.stage && sameLayer)
            return static_cast<int>(i);
    }
    return -1;
}

OpenLayers openLayersFor(const TransformerConfig &config, int layer)
{
    int readsEncoder = config.firstLayerOf(config.stackCount() - 1);
    while (config.isEncoderDecoder() && readsEncoder + 1 < config.layers && !config.layer(readsEncoder).cross)
        ++readsEncoder;
    OpenLayers open{0, readsEncoder};
    open[static_cast<std::size_t>(config.stackOf(layer))] = layer;
    return open;
}

ModelMap modelMap(const TransformerConfig &config, const OpenLayers &open, const QString &heading)
{
    ModelMap map;
    const bool isTwo = config.isEncoderDecoder();
    double left = kMapPadding;
    double top = 0;
    std::vector<StackMap> stacks;
    stacks.reserve(2);
    for (int stack = 0; stack < config.stackCount(); ++stack) {
        stacks.emplace_back(config, stack, open[static_cast<std::size_t>(stack)], isTwo ? kMostInRowOfTwo : kMostInRow, map);
        stacks.back().place(left);
        left = stacks.back().right() + kStackGap;
        top = std::max(top, stacks.back().top());
    }
    if (isTwo) {
        const double channel = stacks[0].right() + kStackGap / 2;
        const QRectF from = stacks[0].end();
        for (const int reader : stacks[1].readers()) {
            const QRectF to = map.boxes[static_cast<std::size_t>(reader)].rect;
            const double below = to.top() - kMapGap / 2;
            map.arrows.push_back({{{from.right(), from.center().y()}, {channel, from.center().y()}, {channel, below},
                                      {to.center().x(), below}, {to.center().x(), to.top()}},
                false});
        }
        for (const StackMap &stack : stacks)
            map.frames.push_back({{stack.left(), top + kMapSectionGap, stack.right() - stack.left(), kHeadingHeight}, stack.title(),
                MapFrame::Kind::heading});
        top += kMapSectionGap + kHeadingHeight;
    }
    if (!heading.isEmpty()) {
        map.frames.push_back(
            {{kMapPadding, top + kMapSectionGap, stacks.back().right() - kMapPadding, kHeadingHeight}, heading, MapFrame::Kind::heading});
        top += kMapSectionGap + kHeadingHeight;
    }
    map.size = {stacks.back().right() + kMapPadding, top + 2 * kMapPadding};
    putOnPage(map, top + kMapPadding);
    return map;
}

} // namespace headscope
