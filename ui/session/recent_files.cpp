#include "ui/session/recent_files.h"

#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/shown_words.h"

#include <QFileInfo>
#include <QSettings>

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

constexpr int kMost = 10;
constexpr int kLongestPath = 4096; // PATH_MAX

} // namespace

RecentFiles::RecentFiles(QString key, bool remember)
    : m_key(std::move(key))
    , m_remember(remember)
{
    load();
}

void RecentFiles::load()
{
    if (!m_remember)
        return;
    m_paths.clear();
    for (const QString &stored : QSettings().value(m_key).toStringList())
        if (!stored.isEmpty() && stored.size() <= kLongestPath && m_paths.size() < kMost) // else written by somebody else
            m_paths << nameOfStored(stored);
}

void RecentFiles::add(const QString &path)
{
    if (path.isEmpty() || isBuiltIn(path))
        return;
    load(); // another window may have added to them
    m_paths.removeAll(path);
    m_paths.prepend(path);
    m_paths = m_paths.mid(0, kMost);
    save();
}

void RecentFiles::clear()
{
    m_paths.clear();
    save();
}

QString RecentFiles::title(const QString &path) const
{
    const QFileInfo info(path);
    const auto sameName = std::count_if(
        m_paths.begin(), m_paths.end(), [&](const QString &other) { return QFileInfo(other).fileName() == info.fileName(); });
    return shownWords(
        sameName < 2 ? info.fileName() : QStringLiteral("%1 (…/%2)").arg(info.fileName(), QFileInfo(info.absolutePath()).fileName()));
}

void RecentFiles::save() const
{
    if (!m_remember)
        return;
    QStringList stored;
    for (const QString &path : m_paths)
        stored << storedName(path);
    QSettings().setValue(m_key, stored);
}

} // namespace headscope
