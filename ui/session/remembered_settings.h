// What a window remembers, key by key: it writes only what it changed itself, so that two windows that are open at once keep each other's.
#pragma once

#include <QHash>
#include <QSettings>
#include <QString>
#include <QVariant>

namespace headscope {

class RememberedSettings {
public:
    /// As stored, or `otherwise`. Without a value of its own to begin with, T is QVariant: invalid.
    template <typename T>
    T value(const QString &key, const T &otherwise = {})
    {
        const T found = QSettings().value(key, QVariant::fromValue(otherwise)).template value<T>();
        m_known[key] = QVariant::fromValue(found);
        return found;
    }
    /// Writes it if it is another value than the one that was read or written last; an invalid one removes the key.
    void set(const QString &key, const QVariant &value)
    {
        if (m_known.contains(key) && m_known.value(key) == value)
            return;
        m_known[key] = value;
        if (value.isValid())
            QSettings().setValue(key, value);
        else
            QSettings().remove(key);
    }

    static bool has(const QString &key) { return QSettings().contains(key); }

private:
    QHash<QString, QVariant> m_known;
};

} // namespace headscope
