#include "ui/session/settings_file.h"

#include <QByteArrayView>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QIODevice>
#include <QLocale>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <cctype>

namespace headscope {

namespace {

constexpr qint64 kMostBytes = 8'000'000; // three texts of kMostRememberedText with every letter written as \x1234, and the rest

/// Does a value begin as those do that QSettings writes of texts, lists of texts, numbers and bytes? Others ("@Variant(…)") are whatever Qt
/// can make of bytes: lists in lists until the stack ends, lists that claim a billion entries, pictures.
bool beginsAsOurs(QByteArrayView value)
{
    constexpr std::array<QByteArrayView, 4> known{"@@", "@ByteArray(", "@Invalid()", "@String("};
    if (value.startsWith('@'))
        return std::ranges::any_of(known, [&](QByteArrayView start) { return value.startsWith(start); });
    if (!value.startsWith('\\'))
        return true;
    const auto isDigit = [](char byte) { return byte >= '0' && byte <= '7'; };
    if (!value.startsWith("\\x")) // "\0" is a zero byte, more digits are any character
        return value.size() > 1 && (!isDigit(value[1]) || (value[1] == '0' && (value.size() == 2 || !isDigit(value[2]))));
    const QByteArrayView digits = value.sliced(2);
    const auto end = std::ranges::find_if_not(digits, [](char byte) { return std::isxdigit(static_cast<unsigned char>(byte)); });
    return QByteArray(digits.begin(), end - digits.begin()).right(4).toInt(nullptr, 16) != '@'; // a character has four
}

/// Of one line, "key=value, value", where quotes hold commas and are no part of a value.
bool isLineOfOurs(QByteArrayView line)
{
    bool isQuoted = false;
    bool isEscaped = false;
    bool isKey = true;
    bool isStart = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const char byte = line[i];
        if (isStart && byte != '"' && (isQuoted || (byte != ' ' && byte != '\t'))) {
            isStart = false;
            if (!beginsAsOurs(line.sliced(i)))
                return false;
        }
        if (isEscaped || byte == '\\') {
            isEscaped = !isEscaped;
            continue;
        }
        if (byte == '"')
            isQuoted = !isQuoted;
        else if (!isQuoted && (isKey ? byte == '=' : byte == ','))
            isStart = true;
        isKey = isKey && !isStart;
    }
    return !isQuoted && !isEscaped; // else it would go on in the next line
}

bool holdsOnlyOurs(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return true; // QSettings cannot read it either
    QByteArray bytes = file.read(kMostBytes);
    bytes.replace('\r', '\n');
    const QList<QByteArray> lines = bytes.split('\n');
    return std::ranges::all_of(lines, [](const QByteArray &line) { return line.startsWith(';') || isLineOfOurs(line); });
}

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
    if (!holdsOnlyOurs(path))
        return QCoreApplication::translate("Settings", "holds values that Headscope does not write");
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
