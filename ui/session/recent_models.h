// The models that were opened lately, newest first, kept in the settings. Built-in models are not listed: they have a place of their own.
#pragma once

#include <QString>
#include <QStringList>

namespace headscope {

class RecentModels {
public:
    /// `remember`: read from and written to the settings; else kept for this run only (tests, pictures).
    explicit RecentModels(bool remember);

    /// Absolute paths of folders and files, also of those that are gone by now.
    const QStringList &paths() const { return m_paths; }
    void add(const QString &path);
    void clear();
    /// "gpt2", or "gpt2 (…/models)" where two of the list have the same name.
    QString title(const QString &path) const;

private:
    void load();
    void save() const;

    QStringList m_paths;
    bool m_remember;
};

} // namespace headscope
