// Fonts inside figures. Trap: figures are also painted into SVG and PDF, whose dots per inch differ from the screen's, so sizes are
// pixels of the figure and never points.
#pragma once

#include <QFont>

namespace headscope {

/// Sans serif of `pixels` height, before Appearance::zoom(), which is applied inside.
QFont figureFont(double pixels = 12, QFont::Weight weight = QFont::Normal);
/// The same, monospaced: for numbers.
QFont figureMono(double pixels = 12, QFont::Weight weight = QFont::Normal);
/// Monospaced digits of exactly `pixels`, whatever the zoom: the caller fitted them to a cell.
QFont digitFont(int pixels, QFont::Weight weight = QFont::Normal);

} // namespace headscope
