// What a preset keeps as it is. Whoever changes such a thing asks here first: Session, Selection, the Heads workspace, the window. So a
// lock holds for every key, click, drag, menu and screen reader, also for those that nobody thought of.
#pragma once

#include "src/sessions/session_choices.h"

#include <QObject>

#include <vector>

namespace headscope {

class ControlLocks : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// While one lives nothing is locked: for a session that is opened, and for who puts everything back.
    class Lifted {
    public:
        explicit Lifted(ControlLocks &locks)
            : m_locks(locks)
        {
            ++m_locks.m_lifted;
        }
        ~Lifted() { --m_locks.m_lifted; }
        Lifted(const Lifted &) = delete;
        Lifted &operator=(const Lifted &) = delete;

    private:
        ControlLocks &m_locks;
    };

    /// These, and no others.
    void lock(std::vector<SessionControl> controls) { m_controls = std::move(controls); }
    bool isLocked(SessionControl control) const;
    /// May it be changed? Else refused() says that somebody wanted to.
    bool allows(SessionControl control);

Q_SIGNALS:
    void refused(headscope::SessionControl control);

private:
    std::vector<SessionControl> m_controls;
    int m_lifted = 0;
};

} // namespace headscope
