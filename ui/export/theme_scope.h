// Paints with another theme than the screen's, for as long as it lives: a figure for print while the window is dark.
// Trap: painters read Theme::current() when they paint, so nothing else may paint meanwhile. Only the GUI thread paints, and it is here.
#pragma once

#include "ui/theme/theme.h"

namespace headscope {

class ThemeScope {
public:
    explicit ThemeScope(const Theme &theme);
    ~ThemeScope();
    ThemeScope(const ThemeScope &) = delete;
    ThemeScope &operator=(const ThemeScope &) = delete;

private:
    Theme m_before;
};

} // namespace headscope
