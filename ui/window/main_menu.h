// Every action of the window: menu entry, shortcut and status tip, in one place.
#pragma once

namespace headscope {

class MainWindow;

/// Fills the window's menu bar. Call once, after the window's parts exist.
void buildMainMenu(MainWindow &window);

} // namespace headscope
