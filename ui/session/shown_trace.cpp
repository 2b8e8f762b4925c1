#include "ui/session/shown_trace.h"

namespace headscope {

std::shared_ptr<const Trace> shownTrace(const Session &session, const Selection &selection)
{
    return selection.shown() == Shown::original ? session.original() : session.trace();
}

std::shared_ptr<const Trace> newestShownTrace(const Session &session, const Selection &selection)
{
    return selection.shown() == Shown::original ? session.original() : session.newestWith(selection.layer());
}

} // namespace headscope
