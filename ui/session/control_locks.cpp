#include "ui/session/control_locks.h"

#include <algorithm>

namespace headscope {

bool ControlLocks::isLocked(SessionControl control) const
{
    return m_lifted == 0 && std::ranges::find(m_controls, control) != m_controls.end();
}

bool ControlLocks::allows(SessionControl control)
{
    const bool isFree = !isLocked(control);
    if (!isFree)
        Q_EMIT refused(control);
    return isFree;
}

} // namespace headscope
