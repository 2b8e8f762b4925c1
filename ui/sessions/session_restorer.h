// Brings a session back: model, texts and edits in one run, then where one looked, what was chosen in each view, and the two sides of the
// comparison, which are run again beside the window's thread.
#pragma once

#include "ui/jobs/job.h"
#include "ui/sessions/session_parts.h"

#include <QObject>

#include <optional>

namespace headscope {

class SessionRestorer : public QObject {
    Q_OBJECT

public:
    explicit SessionRestorer(SessionParts parts, QObject *parent = nullptr);

    const SessionParts &parts() const { return m_parts; }
    /// `place`: of the model, for Session::openModel; `where`: the session's file, or empty. A newer wish wins. When the model cannot be
    /// opened or the run fails, Session::failed says why and all is as it was. Throws Error as requireKnown() does; then nothing happened.
    void restore(const SessionState &state, const QString &place, const std::string &where);
    /// Not all is back yet.
    bool isBusy() const { return m_wanted || m_pins.isBusy(); }

Q_SIGNALS:
    /// Where one looked, and the choices in views; sides of the comparison may still be on their way.
    void restored(const headscope::SessionState &state);
    /// Model or run failed, or something else was opened meanwhile.
    void gaveUp();
    /// isBusy() is over.
    void settled();

private:
    void receiveTrace();
    void look(const SessionState &state);
    void pin(const SessionState &state);

    SessionParts m_parts;
    std::optional<SessionState> m_wanted; ///< what is not back yet
    bool m_hasModel = false; ///< that of m_wanted
    QString m_file; ///< where the session was read: a model may lie beside it
    Job m_pins;
};

} // namespace headscope
