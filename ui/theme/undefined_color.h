// The colour of a number that is none (NaN), and of ∞ where only a pixel is left for it: on no scale, and not that of an empty cell.
#pragma once

#include <QColor>

namespace headscope {

/// Of the current theme.
QColor undefinedColor();

} // namespace headscope
