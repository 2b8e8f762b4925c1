// Qt's remarks about the desktop session ("XDG_RUNTIME_DIR not set") are of no use to a script that reads standard error.
#pragma once

namespace headscope {

/// From now on only Qt's critical and fatal messages are printed.
void hideDesktopRemarks();

} // namespace headscope
