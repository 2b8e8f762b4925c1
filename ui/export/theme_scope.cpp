#include "ui/export/theme_scope.h"

namespace headscope {

namespace {

// Theme::current() hands out the one mutable theme of the application as const, so that painters cannot change it by accident.
Theme &active()
{
    return const_cast<Theme &>(Theme::current());
}

} // namespace

ThemeScope::ThemeScope(const Theme &theme)
    : m_before(Theme::current())
{
    active() = theme;
}

ThemeScope::~ThemeScope()
{
    active() = m_before;
}

} // namespace headscope
