#include "ui/sessions/running_session.h"

#include "src/error.h"
#include "src/formats/atomic_file.h"
#include "src/sessions/session_file.h"
#include "ui/session/local_bytes.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUuid>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace headscope {

namespace {

const QString kEnding = QString::fromLatin1(kSessionEnding.data(), static_cast<qsizetype>(kSessionEnding.size()));

QString lockOf(const QString &session)
{
    return session.chopped(kEnding.size()) + QStringLiteral(".lock");
}

} // namespace

void LeftSession::remove()
{
    QFile::remove(file);
    QFile::remove(lockOf(file));
}

QString LeftSession::setAside()
{
    const QString name = file + QStringLiteral(".unreadable");
    QFile::rename(file, name);
    QFile::remove(lockOf(file));
    return name;
}

RunningSession::RunningSession(QString folder)
    : m_folder(std::move(folder))
    , m_name(QUuid::createUuid().toString(QUuid::WithoutBraces)) // process numbers come again
{
}

QString RunningSession::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/running");
}

void RunningSession::write(const SessionState &state, quint64 number)
{
    const std::string json = sessionJson(state);
    const std::lock_guard guard(m_writing);
    if (number <= m_newest)
        return;
    const QString file = m_folder + QLatin1Char('/') + m_name + kEnding;
    if (!m_lock.isOpen()) {
        QDir().mkpath(m_folder);
        Descriptor lock = openLockFile(pathOf(lockOf(file)));
        if (!lock.isOpen() || !tryLock(lock))
            throw Error(std::strerror(errno), toLocalBytes(lockOf(file)), "What you do is not kept for a crash; save it with File > Save");
        m_lock = std::move(lock);
    }
    writeFile(pathOf(file), json);
    m_newest = number;
}

void RunningSession::remove(quint64 number)
{
    const std::lock_guard guard(m_writing);
    m_newest = std::max(m_newest, number);
    if (!m_lock.isOpen())
        return;
    LeftSession{m_folder + QLatin1Char('/') + m_name + kEnding, {}, std::move(m_lock)}.remove();
}

std::optional<LeftSession> RunningSession::takeLeft() const
{
    const QDir folder(m_folder);
    for (const QFileInfo &info : folder.entryInfoList({QLatin1Char('*') + kEnding}, QDir::Files | QDir::NoSymLinks, QDir::Time)) {
        if (info.completeBaseName() == m_name)
            continue;
        Descriptor lock = openLockFile(pathOf(lockOf(info.filePath())));
        if (lock.isOpen() && tryLock(lock) && QFileInfo::exists(info.filePath())) // nor was it taken before the lock was ours
            return LeftSession{info.filePath(), info.lastModified(), std::move(lock)};
    }
    return std::nullopt;
}

} // namespace headscope
