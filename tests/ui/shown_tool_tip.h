// The tooltip that is on the screen, a label of Qt's own.
#pragma once

#include <QApplication>
#include <QLabel>

namespace headscope {

/// Null where there is none.
inline QLabel *shownToolTip()
{
    for (QWidget *widget : QApplication::topLevelWidgets())
        if (widget->inherits("QTipLabel") && widget->isVisible())
            return qobject_cast<QLabel *>(widget);
    return nullptr;
}

} // namespace headscope
