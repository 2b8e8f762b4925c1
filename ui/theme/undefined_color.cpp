#include "ui/theme/undefined_color.h"

#include "ui/theme/theme.h"

namespace headscope {

QColor undefinedColor()
{
    constexpr double kShare = 0.4;
    const Theme &theme = Theme::current();
    const auto mixed = [](int a, int b) { return int(a * kShare + b * (1 - kShare)); };
    return {mixed(theme.error.red(), theme.emptyCell.red()), mixed(theme.error.green(), theme.emptyCell.green()),
        mixed(theme.error.blue(), theme.emptyCell.blue())};
}

} // namespace headscope
