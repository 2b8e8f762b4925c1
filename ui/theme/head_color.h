// The colour of a head: the same in every view, whatever else is chosen. Heads are counted through the layers; from one to the next the
// hue turns by a fixed angle and the lightness takes its next of three steps (Oklab, B. Ottosson 2020), so that any 32 heads in a row
// differ by 9.5 or more in CIEDE2000, and each stands out from the canvas.
// Trap: the golden angle, the usual choice, brings every third hue back too close: 2 in CIEDE2000.
#pragma once

#include <QColor>

namespace headscope {

/// index: layer · heads of a layer + head.
QColor headColor(int index, bool dark);

} // namespace headscope
