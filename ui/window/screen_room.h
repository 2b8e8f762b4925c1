// No window is larger than its screen, whatever the scale and the size of letters: a screen of 1366 × 768 at scale 1.5 has 911 × 512.
#pragma once

#include <QObject>
#include <QSize>

class QWidget;

namespace headscope {

/// What a window may take: its screen without the window's frame and a panel of the desktop.
QSize screenRoom(const QWidget &window);

/// In which the window is laid out without cuts, letters of normal size.
inline constexpr QSize kSmallestWindow(880, 440);

/// Letters as large as the desktop's, as far as the screen has room for a window with such.
void followDesktopFont();
/// The same for letters of `points` on a screen with this room.
void followFont(double points, const QSize &room);

/// Keeps dialogs within it, wherever they are made, when they are shown.
class ScreenRoom : public QObject {
    Q_OBJECT

public:
    explicit ScreenRoom(QObject *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace headscope
