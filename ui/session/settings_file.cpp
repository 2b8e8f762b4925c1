#include "ui/session/settings_file.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QIODevice>
#include <QLocale>
#include <QSettings>
#include <QStandardPaths>

namespace headscope {

namespace {

constexpr qint64 kMostBytes = 8'000'000; // three texts of kMostRememberedText with every letter written as \x1234, and the rest

QString problemOf(const QString &path)
{
    const QFileInfo info(path); // of what a link leads to
    if (!info.exists() && !info.isSymLink())
        return {};
    if (!info.isFile())
        return QCoreApplication::translate("Settings", "is not a regular file");
    if (info.size() > kMostBytes)
        return QCoreApplication::translate("Settings", "is larger than %1")
            .arg(QLocale().formattedDataSize(kMostBytes, 0, QLocale::DataSizeSIFormat));
    return {};
}

} // namespace

QString prepareSettings()
{
    // The user's own and the system's, for the application and for all of its makers': QSettings() asks all of them.
    const QString makers = QCoreApplication::organizationName();
    const QString own = makers + QLatin1Char('/') + QCoreApplication::applicationName();
    for (const QString &folder : QStandardPaths::standardLocations(QStandardPaths::GenericConfigLocation)) {
        for (const QString &name : {own, makers}) {
            const QString path = folder + QLatin1Char('/') + name + QStringLiteral(".conf");
            const QString problem = problemOf(path);
            if (problem.isEmpty())
                continue;
            const auto nothing = [](QIODevice &, QSettings::SettingsMap &) { return true; };
            const auto nowhere = [](QIODevice &, const QSettings::SettingsMap &) { return true; };
            QSettings::setDefaultFormat(QSettings::registerFormat(QStringLiteral("unused"), nothing, nowhere));
            return QCoreApplication::translate(
                "Settings", "The settings file %1 %2, so nothing is remembered. Move it away and start Headscope again.")
                .arg(path, problem);
        }
    }
    return {};
}

} // namespace headscope
