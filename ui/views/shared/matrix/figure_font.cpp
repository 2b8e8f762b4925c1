#include "ui/views/shared/matrix/figure_font.h"

#include "ui/theme/theme.h"

#include <algorithm>

namespace headscope {

namespace {

thread_local int normalFigures = 0;

QFont withPixels(QFont font, double pixels)
{
    font.setPixelSize(std::max(1, qRound(pixels)));
    font.setStyleStrategy(
        static_cast<QFont::StyleStrategy>(QFont::PreferAntialias | QFont::NoSubpixelAntialias)); // whatever a screen wants
    return font;
}

} // namespace

double figureZoom()
{
    return normalFigures > 0 ? 1 : Appearance::instance().zoom();
}

NormalFigure::NormalFigure()
{
    ++normalFigures;
}

NormalFigure::~NormalFigure()
{
    --normalFigures;
}

QFont figureFont(double pixels, QFont::Weight weight)
{
    return withPixels(uiFont(10, weight), pixels * figureZoom());
}

QFont figureMono(double pixels, QFont::Weight weight)
{
    return withPixels(monoFont(10, weight), pixels * figureZoom());
}

QFont digitFont(int pixels, QFont::Weight weight)
{
    return withPixels(monoFont(10, weight), pixels);
}

} // namespace headscope
