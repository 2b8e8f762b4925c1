#include "ui/window/window_hints.h"

#include "ui/views/view_keys.h"
#include "ui/window/main_menu.h"
#include "ui/window/main_window.h"
#include "ui/window/walk_workspace.h"

#include <QAction>

namespace headscope {

QStringList hintsOf(MainWindow &window)
{
    const auto tr = [](const char *text) { return MainWindow::tr(text); };
    const auto keyOf = [&window](QLatin1String action) { return keyName(window.findChild<QAction *>(action)->shortcut()); };
    const auto keyIn = [](ViewKey key) { return keyName(rowOf(kViewKeys, key).keys[0]); };
    const auto arrowsLike = [tr](const QString &right) { return tr("%1arrow keys").arg(right.chopped(1)); }; // "Alt+→" stands for all four
    const QString cells = tr("%1 move the cell").arg(arrowsLike(keyIn(ViewKey::right)));
    const QString all = tr("%1 all keys").arg(keyOf(kKeyPage));
    const QStringList work = {tr("%1 export").arg(keyOf(kExport)), tr("%1 present").arg(keyOf(kPresent))};
    switch (window.workspace()) {
    case Workspace::walk:
        if (window.walk().isMechanismShown())
            return QStringList{tr("%1 %2 step").arg(keyOf(kPreviousStage), keyOf(kNextStage)), tr("%1 play").arg(keyOf(kPlay)),
                       tr("Esc back to the model"), all, cells}
            + work;
        return QStringList{tr("%1 %2 step").arg(keyOf(kPreviousStage), keyOf(kNextStage)), tr("%1 play").arg(keyOf(kPlay)), all, cells,
                   tr("%1 or double-click edits").arg(keyIn(ViewKey::change))}
        + work;
    case Workspace::heads:
        return QStringList{tr("%1 next head").arg(arrowsLike(keyOf(kHeadAtRight))), cells, all, tr("%1 finds").arg(keyIn(ViewKey::find))}
        + work;
    case Workspace::lab:
        if (window.labState().choices().view != LabView::cards)
            return QStringList{all} + work;
        return QStringList{tr("Arrow keys choose a card"), tr("%1 pins").arg(keyIn(ViewKey::pin)), tr("drag to reorder"),
                   tr("%1 or double-click opens it in the Walk").arg(keyIn(ViewKey::open)), all}
        + work;
    }
    return {};
}

} // namespace headscope
