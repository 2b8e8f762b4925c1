// What was opened lately, newest first, kept in the settings: models (built-in ones are not listed: they have a place of their own),
// sessions.
#pragma once

#include <QString>
#include <QStringList>

namespace headscope {

class RecentFiles {
public:
    /// `key` of the settings. `remember`: read from and written to them; else kept for this run only (tests, pictures).
    RecentFiles(QString key, bool remember);

    /// Absolute paths of folders and files, also of those that are gone by now.
    const QStringList &paths() const { return m_paths; }
    void add(const QString &path);
    void clear();
    /// "gpt2", or "gpt2 (…/models)" where two of the list have the same name.
    QString title(const QString &path) const;

private:
    void load();
    void save() const;

    QString m_key;
    QStringList m_paths;
    bool m_remember;
};

struct RecentModels : RecentFiles {
    explicit RecentModels(bool remember)
        : RecentFiles(QStringLiteral("recentModels"), remember)
    {
    }
};

struct RecentSessions : RecentFiles {
    explicit RecentSessions(bool remember)
        : RecentFiles(QStringLiteral("recentSessions"), remember)
    {
    }
};

} // namespace headscope
