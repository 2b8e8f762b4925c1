#include "ui/theme/app_style.h"

#include "ui/theme/line_icon.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOption>

#include <algorithm>
#include <array>

namespace headscope {

namespace {

constexpr int kDialogIcon = 32;
constexpr double kFocusRadius = 5;

struct IconRow {
    QStyle::StandardPixmap icon;
    const char *file; ///< below :/icons/dialogs
    QColor Theme::*color = &Theme::muted;
};
constexpr std::array kIcons{
    IconRow{QStyle::SP_ArrowBack, "back", &Theme::text},
    IconRow{QStyle::SP_ArrowForward, "forward", &Theme::text},
    IconRow{QStyle::SP_ArrowLeft, "back", &Theme::text},
    IconRow{QStyle::SP_ArrowRight, "forward", &Theme::text},
    IconRow{QStyle::SP_FileDialogBack, "back", &Theme::text},
    IconRow{QStyle::SP_FileDialogToParent, "parent", &Theme::text},
    IconRow{QStyle::SP_FileDialogNewFolder, "new-folder", &Theme::text},
    IconRow{QStyle::SP_FileDialogListView, "list", &Theme::text},
    IconRow{QStyle::SP_FileDialogDetailedView, "details", &Theme::text},
    IconRow{QStyle::SP_DirIcon, "folder", &Theme::accent},
    IconRow{QStyle::SP_DirClosedIcon, "folder", &Theme::accent},
    IconRow{QStyle::SP_DirOpenIcon, "folder-open", &Theme::accent},
    IconRow{QStyle::SP_DirLinkIcon, "folder-link", &Theme::accent},
    IconRow{QStyle::SP_DirLinkOpenIcon, "folder-link", &Theme::accent},
    IconRow{QStyle::SP_DirHomeIcon, "home", &Theme::accent},
    IconRow{QStyle::SP_FileIcon, "file"},
    IconRow{QStyle::SP_FileLinkIcon, "file-link"},
    IconRow{QStyle::SP_DesktopIcon, "desktop"},
    IconRow{QStyle::SP_ComputerIcon, "computer"},
    IconRow{QStyle::SP_TrashIcon, "trash"},
    IconRow{QStyle::SP_DriveHDIcon, "drive"},
    IconRow{QStyle::SP_DriveCDIcon, "drive"},
    IconRow{QStyle::SP_DriveDVDIcon, "drive"},
    IconRow{QStyle::SP_DriveFDIcon, "drive"},
    IconRow{QStyle::SP_DriveNetIcon, "drive"},
    IconRow{QStyle::SP_MessageBoxInformation, "information", &Theme::accent},
    IconRow{QStyle::SP_MessageBoxQuestion, "question", &Theme::accent},
    IconRow{QStyle::SP_MessageBoxWarning, "warning", &Theme::edited},
    IconRow{QStyle::SP_MessageBoxCritical, "critical", &Theme::error},
    IconRow{QStyle::SP_LineEditClearButton, "clear"},
};

} // namespace

AppStyle::AppStyle()
    : QProxyStyle(QStringLiteral("Fusion"))
{
}

QIcon AppStyle::standardIcon(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const
{
    const auto *row = std::ranges::find(kIcons, icon, &IconRow::icon);
    if (row == kIcons.end())
        return QProxyStyle::standardIcon(icon, option, widget);
    return lineIcon(QStringLiteral(":/icons/dialogs/%1.svg").arg(QLatin1String(row->file)), row->color);
}

QPixmap AppStyle::standardPixmap(StandardPixmap icon, const QStyleOption *option, const QWidget *widget) const
{
    if (std::ranges::find(kIcons, icon, &IconRow::icon) == kIcons.end())
        return QProxyStyle::standardPixmap(icon, option, widget);
    return standardIcon(icon, option, widget).pixmap(pixelMetric(PM_SmallIconSize));
}

int AppStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *result) const
{
    if (hint == SH_DialogButtonBox_ButtonsHaveIcons) // ours say in words what they do
        return 0;
    return QProxyStyle::styleHint(hint, option, widget, result);
}

int AppStyle::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    if (metric == PM_MessageBoxIconSize)
        return kDialogIcon;
    return QProxyStyle::pixelMetric(metric, option, widget);
}

void AppStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    if (element != PE_FrameFocusRect)
        return QProxyStyle::drawPrimitive(element, option, painter, widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(Theme::current().accent, 1));
    painter->setBrush(Qt::NoBrush);
    painter->drawRoundedRect(QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), kFocusRadius, kFocusRadius);
    painter->restore();
}

} // namespace headscope
