// The session that is going on, kept on the disk while one works, so that it is still there after a crash, a kill or a power cut. One file
// for each process, and a lock beside it that the system lets go of when the process ends, however it does. Trap: the session's file is
// replaced whenever it is written, so a lock on it would be one on a file that is gone.
#pragma once

#include "src/platform/descriptor.h"

#include <QDateTime>
#include <QString>

#include <optional>
#include <string>

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

class RunningSession {
public:
    /// In `folder`, which is made when something is written.
    explicit RunningSession(QString folder);

    /// Where the application keeps them.
    static QString defaultFolder();

    /// Whole or not at all. Throws Error.
    void write(const std::string &json);
    /// There is nothing to come back to: this process ends as it should.
    void remove();
    /// The newest that is left, once.
    std::optional<LeftSession> takeLeft() const;

private:
    QString m_folder;
    QString m_name; ///< of this process's files, without an ending
    Descriptor m_lock; ///< once something was written
};

} // namespace headscope
