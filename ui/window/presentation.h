// Present mode: the picture and one large bar have the screen, for the back row.
#pragma once

#include <QObject>

class QWidget;

namespace headscope {

class MainWindow;
class PointerHalo;
class PresentBar;
class SwipeSteps;

class Presentation : public QObject {
    Q_OBJECT

public:
    /// Its bar is made in `central`. Off at first.
    Presentation(MainWindow &window, QWidget *central);

    bool isOn() const { return m_isOn; }
    PresentBar &bar() { return *m_bar; }
    /// On the whole screen, or in the window as it is.
    void set(bool on, bool onWholeScreen = true);

public Q_SLOTS:
    /// Text is as large as the window is high, and the bar names the view of Heads.
    void follow();

Q_SIGNALS:
    /// The window's bars are to be placed anew.
    void toggled();

private:
    /// Of what has no stages of its own; empty: it has.
    QString viewTitle() const;

    MainWindow &m_window;
    PresentBar *m_bar;
    PointerHalo *m_halo;
    SwipeSteps *m_swipes;
    bool m_isOn = false;
    bool m_onWholeScreen = false;
    bool m_wasMaximized = false;
    double m_zoomBefore = 1; ///< presenting has its own
};

} // namespace headscope
