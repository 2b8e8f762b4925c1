#include "ui/export/theme_scope.h"

namespace headscope {

ThemeScope::ThemeScope(const Theme &theme)
    : m_before(Theme::current())
{
    Theme::setCurrent(theme);
}

ThemeScope::~ThemeScope()
{
    Theme::setCurrent(m_before);
}

} // namespace headscope
