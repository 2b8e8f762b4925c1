// What a session is taken from and brought back to, in a window or without one, and the first of the two ways.
#pragma once

#include "src/sessions/session_state.h"
#include "ui/session/lab_state.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"
#include "ui/sessions/model_digests.h"
#include "ui/views/heads/heads_workspace.h"

#include <QString>

#include <string>
#include <utility>
#include <vector>

namespace headscope {

struct SessionParts {
    Session &session;
    Selection &selection;
    HeadsWorkspace &heads;
    LabState &lab;
    std::vector<std::pair<std::string, View *>> more = {}; ///< views outside of the Heads workspace, by name: "walk"

    /// All of them, by name.
    std::vector<std::pair<std::string, View *>> views() const;
};

/// Where one looks, and how. Workspace and map are the window's.
SessionState sessionOf(const SessionParts &parts, ModelDigests &digests);
/// Throws Error naming `where`, the field and what to do for a view, or a choice in one, that there is not.
void requireKnown(const SessionState &state, const SessionParts &parts, const std::string &where);

/// The texts of a session as a prompt.
Prompt promptOf(const SessionRun &run);
/// What a trace was run with.
SessionRun runOf(const Trace &trace);

} // namespace headscope
