// Which of a session's runs is looked at: that with the edits, or the original. There is no other place that decides it.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <memory>

namespace headscope {

/// The finished run whose numbers are shown; of a difference that with the edits. Null until the first.
std::shared_ptr<const Trace> shownTrace(const Session &session, const Selection &selection);
/// The same for who shows the selection's layer alone: a run that goes on, once it has come so far (Session::newestWith).
std::shared_ptr<const Trace> newestShownTrace(const Session &session, const Selection &selection);

} // namespace headscope
