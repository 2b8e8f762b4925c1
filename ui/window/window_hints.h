// The keys that the status line tells of, as the actions of the menu have them.
#pragma once

#include <QStringList>

namespace headscope {

class MainWindow;

/// For the workspace that is shown; the most useful first.
QStringList hintsOf(MainWindow &window);

} // namespace headscope
