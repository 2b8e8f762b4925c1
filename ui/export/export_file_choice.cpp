#include "ui/export/export_file_choice.h"

#include "ui/widgets/save_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSettings>
#include <QStandardPaths>

#include <utility>

namespace headscope {

namespace {

constexpr int kLongestName = 100;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(headscope::ExportDialog)
};

} // namespace

QString fileNameFor(const QString &title, const QString &format)
{
    static const QRegularExpression others(QStringLiteral("[^\\p{L}\\p{N}]+"));
    QString name = title.toLower();
    name.replace(others, QStringLiteral("-"));
    while (name.endsWith(QLatin1Char('-')))
        name.chop(1);
    return (name.isEmpty() ? QStringLiteral("headscope") : name.left(kLongestName)) + QLatin1Char('.') + format;
}

QString chooseExportFile(
    QWidget *parent, const QString &title, const QString &name, std::function<QStringList(const QString &path)> written)
{
    const QString key = QStringLiteral("export/folder");
    QSettings settings;
    const QString folder = settings.value(key, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)).toString();
    const QString format = QFileInfo(name).suffix();
    const QString path = chooseSaveFile(
        parent, {title, QDir(folder).filePath(name), {{format, Text::tr("%1 files").arg(format)}}, std::move(written)});
    if (!path.isEmpty())
        settings.setValue(key, QFileInfo(path).absolutePath());
    return path;
}

} // namespace headscope
