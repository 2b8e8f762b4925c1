// What the window may save over. (Whether a file may be replaced is asked where its name is chosen: ui/widgets/save_file.h.)
#pragma once

#include "ui/session/session.h"

#include <QStringList>

namespace headscope {

/// Throws Error when a file belongs to the session's model or the one its numbers are of, and for pipes and devices: the window would wait
/// for whoever reads them.
void requireSaveTargets(const QStringList &paths, const Session &session);

} // namespace headscope
