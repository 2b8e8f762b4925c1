// What the words around a panel need, which does not change while a layout searches for its cells.
#pragma once

#include "ui/views/walk/walk_figure.h"

namespace headscope {

inline constexpr double kSymbolRoom = 24; ///< pixels beside a symbol between two matrices

struct PanelMeasure {
    double rowLabel = 0; ///< widest label; 0: none
    double columnLabel = 0;
    bool numbered = false; ///< columns are called 1, 2, 3, …
    double note = 0;
    double symbol = 0; ///< kSymbolRoom included
    double title = 0;
};

/// As WalkFigure::panels.
std::vector<PanelMeasure> measurePanels(const WalkFigure &figure);

/// Of a panel's title, the air beneath it included.
double titleHeight();
/// Of the band of head names above joined heads.
double groupHeight();

} // namespace headscope
