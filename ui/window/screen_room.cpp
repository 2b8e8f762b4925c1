#include "ui/window/screen_room.h"

#include "ui/theme/theme.h"

#include <QApplication>
#include <QDialog>
#include <QEvent>
#include <QFontDatabase>
#include <QScreen>
#include <QWidget>

#include <algorithm>

namespace headscope {

namespace {

constexpr QSize kAround(16, 56); // frame and panel

} // namespace

QSize screenRoom(const QWidget &window)
{
    return window.screen()->availableGeometry().size() - kAround;
}

void followDesktopFont()
{
    const QSize room = QGuiApplication::primaryScreen()->availableGeometry().size() - kAround;
    followFont(QFontDatabase::systemFont(QFontDatabase::GeneralFont).pointSizeF(), room);
}

void followFont(double points, const QSize &room)
{
    const double most
        = std::max(1.0, std::min(double(room.width()) / kSmallestWindow.width(), double(room.height()) / kSmallestWindow.height()));
    Appearance &appearance = Appearance::instance();
    appearance.followDesktop(points);
    while (appearance.normalZoom() > most + 1e-6) { // once, but for letters beyond all that it follows
        points *= most / appearance.normalZoom();
        appearance.followDesktop(points);
    }
}

ScreenRoom::ScreenRoom(QObject *parent)
    : QObject(parent)
{
    qApp->installEventFilter(this);
}

bool ScreenRoom::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Show)
        return false;
    if (auto *dialog = qobject_cast<QDialog *>(watched); dialog && dialog->isWindow()) {
        const QSize room = screenRoom(*dialog);
        dialog->setMinimumSize(dialog->minimumSizeHint().boundedTo(room)); // a minimum of its own goes before its layout's
        dialog->resize(dialog->size().boundedTo(room));
    }
    return false;
}

} // namespace headscope
