// The one style sheet of the application, made from the theme. Widgets ask for a look by the dynamic properties "role" and "kind".
#pragma once

#include "ui/theme/theme.h"

#include <QString>

namespace headscope {

/// QLabel[role]: title, heading, muted, mono, error. QPushButton[kind]: primary, quiet. QFrame[role]: card, bar, canvas, line.
QString styleSheet(const Theme &theme, double zoom);

} // namespace headscope
