// Draws the map of a model: screen and export alike.
#pragma once

#include "ui/views/map/model_map.h"

#include <QPainter>

namespace headscope {

/// What is set apart; boxes by index, −1: none.
struct MapMarks {
    int present = -1; ///< the stage that is looked at
    int hovered = -1;
};

/// In the map's own coordinates.
void paintModelMap(QPainter &painter, const ModelMap &map, const MapMarks &marks);

} // namespace headscope
