// Every action of the window: menu entry, shortcut and status tip, in one place.
#pragma once

#include <QLatin1String>

namespace headscope {

class MainWindow;

/// Fills the window's menu bar. Call once, after the window's parts exist.
void buildMainMenu(MainWindow &window);

/// The names (QObject::objectName) of the actions whose keys the status line tells.
inline constexpr QLatin1String kPreviousStage("previousStage");
inline constexpr QLatin1String kNextStage("nextStage");
inline constexpr QLatin1String kPlay("play");
inline constexpr QLatin1String kHeadAtRight("headAtRight");
inline constexpr QLatin1String kExport("export");
inline constexpr QLatin1String kPresent("present");
inline constexpr QLatin1String kKeyPage("keyPage");

} // namespace headscope
