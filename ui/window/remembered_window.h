// What a window keeps from one start to the next: how it looked, what it showed, and the texts and the model of its last hour.
#pragma once

#include "ui/session/remembered_settings.h"

namespace headscope {

class LabState;
class MainWindow;

class RememberedWindow {
public:
    /// Without `remember` nothing is read or written, and a window starts from the defaults.
    explicit RememberedWindow(bool remember)
        : m_remember(remember)
    {
    }

    /// Null: nothing is remembered.
    RememberedSettings *settings() { return m_remember ? &m_settings : nullptr; }
    /// Colours, scales and animations.
    void restoreAppearance();
    /// Geometry, splitters and the view of a head.
    void restoreLayout(MainWindow &window);
    /// Nothing was remembered yet, not even that somebody was asked what to begin with.
    bool isFirstStart();
    void setStarted();
    /// The model and the texts of last time, or those of a first start.
    void openWork(MainWindow &window);
    /// Ends the present mode, whose geometry is nobody's choice.
    void save(MainWindow &window);
    /// What has changed since; nothing while one presents.
    void keep(MainWindow &window);

private:
    void openLab(LabState &lab);

    bool m_remember;
    RememberedSettings m_settings; ///< used when m_remember
};

} // namespace headscope
