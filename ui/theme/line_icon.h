// Icons of one colour, drawn from the strokes of an SVG file in the colours that the theme has when they are painted.
#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

namespace headscope {

struct Theme;

/// `file`: a resource whose strokes are black (#000). `color`: of the theme; faint where the icon is disabled.
QIcon lineIcon(const QString &file, QColor Theme::*color);

} // namespace headscope
