// The session that is going on, kept on the disk while one works, so that it is still there after a crash, a kill or a power cut. One file
// for each process, and a lock beside it that the system lets go of when the process ends, however it does. Trap: the session's file is
// replaced whenever it is written, so a lock on it would be one on a file that is gone.
#pragma once

#include "src/platform/descriptor.h"
#include "src/sessions/session_state.h"

#include <QDateTime>
#include <QString>

#include <mutex>
#include <optional>

namespace headscope {

/// What a process left that did not end by itself. While this lives no other process is offered the same.
struct LeftSession {
    QString file;
    QDateTime written;
    Descriptor lock;

    /// Nobody wants it any more.
    void remove();
    /// It cannot be read: out of the way, but not lost. Its new name.
    QString setAside();
};

/// May be written from several threads.
class RunningSession {
public:
    /// In `folder`, which is made when something is written.
    explicit RunningSession(QString folder);

    /// Where the application keeps them.
    static QString defaultFolder();

    /// Whole or not at all. Throws Error. `number` orders what is written: nothing older ever takes the place of something newer, whichever
    /// thread is the slower one.
    void write(const SessionState &state, quint64 number);
    /// There is nothing to come back to: this process ends as it should. What is older is not written any more.
    void remove(quint64 number);
    /// The newest that is left, once.
    std::optional<LeftSession> takeLeft() const;

private:
    QString m_folder;
    QString m_name; ///< of this process's files, without an ending
    std::mutex m_writing; ///< all below
    Descriptor m_lock; ///< once something was written
    quint64 m_newest = 0; ///< that was written or removed
};

} // namespace headscope
