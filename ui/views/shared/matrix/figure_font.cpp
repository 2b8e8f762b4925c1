#include "ui/views/shared/matrix/figure_font.h"

#include "ui/theme/theme.h"

#include <algorithm>

namespace headscope {

namespace {

QFont withPixels(QFont font, double pixels)
{
    font.setPixelSize(std::max(1, qRound(pixels)));
    font.setStyleStrategy(
        static_cast<QFont::StyleStrategy>(QFont::PreferAntialias | QFont::NoSubpixelAntialias)); // whatever a screen wants
    return font;
}

} // namespace

QFont figureFont(double pixels, QFont::Weight weight)
{
    return withPixels(uiFont(10, weight), pixels * Appearance::instance().zoom());
}

QFont figureMono(double pixels, QFont::Weight weight)
{
    return withPixels(monoFont(10, weight), pixels * Appearance::instance().zoom());
}

QFont digitFont(int pixels, QFont::Weight weight)
{
    return withPixels(monoFont(10, weight), pixels);
}

} // namespace headscope
