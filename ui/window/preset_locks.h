// The controls that a preset locks: they are there, grey, and say why. That nothing else gets round a lock is ControlLocks' work.
#pragma once

#include "src/sessions/session_choices.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <utility>
#include <vector>

class QAction;
class QWidget;

namespace headscope {

class MainWindow;

/// Marks an action of the menu as a way to change this.
QAction *changes(SessionControl control, QAction *action);

class PresetLocks : public QObject {
    Q_OBJECT

public:
    explicit PresetLocks(MainWindow &window);

    /// These, and no others.
    void lock(const std::vector<SessionControl> &controls);

protected:
    /// What is locked stays so, whoever would enable it again for reasons of its own.
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Widget {
        QPointer<QWidget> widget;
        QString toolTip; ///< of its own
        bool wasEnabled;
    };
    static QString reason();
    std::vector<QWidget *> widgetsOf(SessionControl control);

    MainWindow &m_window;
    std::vector<Widget> m_widgets;
    std::vector<std::pair<QPointer<QAction>, bool>> m_actions; ///< and whether each was enabled
};

} // namespace headscope
