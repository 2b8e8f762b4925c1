// Interfaces for screen readers of widgets that paint lists and tables themselves (accessible_source.h).
#pragma once

#include <QString>

#include <memory>

class QAccessibleEvent;
class QWidget;

namespace headscope {

/// For all widgets from now on; more than once does no harm.
void installAccessibility();
/// Has a screen reader say it, wherever it is: by the announcement of Qt 6.8 or newer, else as an alert of the widget.
void announce(QWidget &widget, const QString &words);
/// What the platform is handed for it.
std::unique_ptr<QAccessibleEvent> announcementOf(QWidget &widget, const QString &words);

} // namespace headscope
