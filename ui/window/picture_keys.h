// Whose a key is. Who has the focus takes the keys it understands: a field what can be typed, a slider its arrows. All others are the
// picture's, wherever the focus is: first the plain keys of the menu (arrows, Space, digits, letters), then what the view in sight
// understands. Controls take the focus by Tab alone, so that a click leaves the keys where they are; a menu or list that closes, a button
// of a bar that was pressed and a click beside a field give them back to the picture.
#pragma once

#include "src/sessions/session_choices.h"

#include <QList>
#include <QObject>

#include <array>

class QAction;
class QKeyEvent;
class QWidget;

namespace headscope {

class MainWindow;

class PictureKeys : public QObject {
    Q_OBJECT

public:
    explicit PictureKeys(MainWindow &window);

    /// The action's keys are plain: they work in this workspace.
    void add(Workspace workspace, QAction &action);
    const QList<QAction *> &actionsOf(Workspace workspace) const { return m_actions[static_cast<std::size_t>(workspace)]; }
    /// The focus goes to the view in sight, unless a part of it has it.
    void giveBack();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool press(const QKeyEvent &event);
    bool offerToView(const QKeyEvent &event);
    bool filterKey(QWidget &widget, const QKeyEvent &event);
    bool chooseInPopup(QWidget &popup, const QKeyEvent &event);
    void takeFocusByTab(QWidget &widget);
    void follow(QWidget &widget, QEvent::Type event);
    void leaveFieldFor(const QWidget &clicked);

    MainWindow &m_window;
    std::array<QList<QAction *>, kWorkspaces.size()> m_actions;
    bool m_offers = false; ///< to the view: what it leaves is nobody's
};

} // namespace headscope
