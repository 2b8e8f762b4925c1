// What Qt says on standard error. It quotes names of files, so it takes the same way as our own words; and its remarks about the desktop
// session ("XDG_RUNTIME_DIR not set") are of no use to a script that reads standard error.
#pragma once

namespace headscope {

enum class Remarks {
    all,
    failures, ///< critical and fatal messages only
};
/// From now on these messages are printed, each as one line.
void takeDesktopRemarks(Remarks remarks);

} // namespace headscope
