// One stack of a model's map, from its text upwards: which stage stands in which row, where the rows are, and the arrows between them.
#pragma once

#include "ui/views/map/model_map.h"

#include <vector>

namespace headscope {

// Of a map, in pixels before it is as large as its letters.
inline constexpr double kMapGap = 16; ///< between boxes, where the arrows run
inline constexpr double kMapPadding = 10; ///< inside a frame
inline constexpr double kMapSectionGap = 18;

/// Positions are made from the bottom up, in coordinates that grow upwards from 0.
class StackMap {
public:
    StackMap(const TransformerConfig &config, int stack, int open, int mostInRow, ModelMap &map);
    /// Puts everything in place, its lower left corner at (left, 0).
    void place(double left);
    double right() const { return m_right; }
    double top() const { return m_top; }
    /// Where what the stack hands on leaves it.
    QRectF end() const { return m_end; }
    /// Boxes that read the encoder.
    std::vector<int> readers() const;
    double left() const { return m_left; }
    QString title() const;

private:
    struct Row {
        std::vector<int> boxes;
        bool isStream = false;
        bool isParallel = false; ///< boxes beside each other that do not follow from one another
        bool isClosed = false; ///< what attention or MLP adds stands at its end
    };

    /// Rows that belong together: the embedding, a layer, the output.
    struct Section {
        std::vector<Row> rows;
        int firstStep = 0;
    };

    using Steps = LayerPlan::const_iterator;

    /// What the layer hands from one sum to the next: the first of what is added each time.
    void findStream();
    static bool isAmong(const std::vector<Stage> &stages, Stage stage);
    /// Steps that are made from it.
    int readersOf(Stage stage) const;
    void arrange(Section &section, Steps begin, Steps end);
    /// The row that a step goes into: at the end of the last one when it follows from what stands there alone, or from nothing there;
    /// else a new one.
    Row &rowFor(Section &section, const PlanStep &step);
    /// Heads are joined from the row that holds one of them.
    bool isFromRow(const Row &row, const PlanStep &step) const;
    Stage stageOf(int box) const { return m_map.boxes[static_cast<std::size_t>(box)].key.stage; }
    QRectF &rectOf(int box) { return m_map.boxes[static_cast<std::size_t>(box)].rect; }
    int boxOf(Stage stage) const;
    /// From `y` upwards; returns the upper end. What a block reads of the stream stands beside its first row.
    double placeRows(Section &section, double y);
    bool isOfLayer(const Section &section) const { return &section == &m_layer; }
    /// Layers first … last − 1 as small boxes, in rows.
    double placeLayers(int first, int last, double y);
    /// Around the rows between two stages of the stream.
    void frameBlocks();
    void connectAll();
    void connectSource(const PlanStep &step, const StageSource &source);
    /// From the stream into a block: to the right where the block's first row begins, else along the gutter between them.
    void connectUp(const QRectF &from, const QRectF &to);
    /// From the closed layers into what is behind them.
    void connectOut(const QRectF &to);
    /// From the end of a block back to the stream: over the block, or up its right side when another lies between.
    void connectToStream(const QRectF &from, const QRectF &to);
    void connectWithin(const QRectF &from, const QRectF &to);
    /// What is before the layers goes into the first of them.
    void connectBelow();
    QPointF streamPoint(double y) const;
    void arrow(const QPolygonF &path, bool isStream) { m_map.arrows.push_back({path, isStream}); }

    const TransformerConfig &m_config;
    int m_stack;
    int m_open;
    int m_most;
    ModelMap &m_map;
    LayerPlan m_plan;
    int m_firstBox;
    std::vector<Stage> m_stream;
    std::vector<Stage> m_added; ///< to the stream
    Section m_embedding;
    Section m_layer;
    Section m_output;
    double m_left = 0; ///< of everything
    double m_inner = 0; ///< of the stream
    double m_blocks = 0; ///< of attention and MLP
    double m_right = 0;
    double m_layerBottom = 0; ///< of the open layer's frame
    double m_top = 0;
    QRectF m_below; ///< layers that are not open; null: none
    QRectF m_above;
    QRectF m_end;
};

} // namespace headscope
