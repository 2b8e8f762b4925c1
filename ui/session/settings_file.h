// The files that QSettings reads, looked at before it does: of a pipe it would never come back, and a large one it takes apart in memory.
#pragma once

#include <QString>

namespace headscope {

/// Characters of a text that is remembered; a longer one came from a file, which can be opened again.
inline constexpr int kMostRememberedText = 200'000;

/// Sees to it that QSettings() can be used: empty, or in words which file cannot be, and why. Then settings are neither read nor written
/// in this process, so that the file stays as it is. Before the first QSettings, when the application has its names.
QString prepareSettings();

} // namespace headscope
