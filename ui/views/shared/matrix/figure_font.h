// Fonts inside figures. Trap: figures are also painted into SVG and PDF, whose dots per inch differ from the screen's, so sizes are
// pixels of the figure and never points.
#pragma once

#include <QFont>

namespace headscope {

/// How much larger than normal what figures consist of is: Appearance::zoom(), but within a NormalFigure 1.
double figureZoom();

/// While it lives, figures are laid out and painted in normal size on this thread: by who paints them enlarged as a whole, so that all
/// distances grow with the letters.
class NormalFigure {
public:
    NormalFigure();
    ~NormalFigure();
    NormalFigure(const NormalFigure &) = delete;
    NormalFigure &operator=(const NormalFigure &) = delete;
};

/// Sans serif of `pixels` height, before figureZoom(), which is applied inside.
QFont figureFont(double pixels = 12, QFont::Weight weight = QFont::Normal);
/// The same, monospaced: for numbers.
QFont figureMono(double pixels = 12, QFont::Weight weight = QFont::Normal);
/// Monospaced digits of exactly `pixels`, whatever the zoom: the caller fitted them to a cell.
QFont digitFont(int pixels, QFont::Weight weight = QFont::Normal);

} // namespace headscope
