// The command line that makes the figure one sees: with options where they can say it, else with the saved session.
#pragma once

#include "src/sessions/session_state.h"

#include <QString>

#include <optional>

namespace headscope {

/// "headscope export …" for a shell, from what is seen and what each view is without a choice. Nothing where only a session can say it.
std::optional<QString> figureCommand(const SessionState &state, const std::map<std::string, ViewChoices> &unchosen);
/// The same with a session's file.
QString sessionCommand(const QString &file);

} // namespace headscope
