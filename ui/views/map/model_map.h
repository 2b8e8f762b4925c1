// The structure of a model as papers draw it, from the plan of its layers: a stack of layers, one of them open, the residual stream at its
// left, and beside it what attention and MLP do. Of an encoder-decoder two stacks, with what the encoder hands on between them.
// Geometry and words only; map_painter draws it.
#pragma once

#include "src/models/layer_plan.h"
#include "src/trace/trace.h"
#include "ui/theme/theme.h"

#include <QPolygonF>
#include <QRectF>
#include <QString>

#include <array>
#include <vector>

namespace headscope {

/// What is added to the stream enters a box this far from its right end.
inline constexpr double kSumEntry = 26;

struct MapBox {
    enum class Kind {
        stage, ///< a stage of an open layer, or before or behind the layers
        layer ///< a layer that is not open; its key is the layer's first stage
    };
    Kind kind = Kind::stage;
    StageKey key;
    QRectF rect;
    QString title; ///< "Queries"
    QString detail; ///< "768 → 64 · W_Q": sizes of this model
    QString tip; ///< more than fits into the box
    bool isSum = false; ///< ⊕: several stages are added up
    QColor Theme::*color = nullptr; ///< what stands for this stage everywhere; nullptr: none
};

struct MapArrow {
    QPolygonF path; ///< the head is at its end
    bool isStream = false; ///< of the residual stream, from layer to layer
};

struct MapFrame {
    enum class Kind {
        heading, ///< a line of words alone: of the model, the encoder, the decoder
        layer,
        block ///< attention or MLP
    };
    QRectF rect;
    QString title;
    Kind kind = Kind::layer;
};

struct ModelMap {
    std::vector<MapBox> boxes; ///< in the order of the walk
    std::vector<MapArrow> arrows;
    std::vector<MapFrame> frames; ///< outer ones first
    QSizeF size;

    /// −1: none is there.
    int boxAt(const QPointF &position) const;
    /// Of a stage, whatever its head; −1 when it is in a layer that is not open.
    int boxOf(const TransformerConfig &config, const StageKey &key) const;
};

/// The open layer of each stack.
using OpenLayers = std::array<int, 2>;
/// That of `layer`, and in the other stack the first, of a decoder the first that looks at the encoder.
OpenLayers openLayersFor(const TransformerConfig &config, int layer);

/// heading: what stands above it; empty: nothing.
ModelMap modelMap(const TransformerConfig &config, const OpenLayers &open, const QString &heading = {});

} // namespace headscope
