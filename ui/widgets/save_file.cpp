#include "ui/widgets/save_file.h"

#include "ui/widgets/file_dialog.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>

namespace headscope {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(headscope::SaveFile)
};

QString filterOf(const QPair<QString, QString> &format)
{
    return QStringLiteral("%1 (*.%2)").arg(format.second, format.first);
}

/// The name with the ending of a format: its own, or else that of the filter.
QString withEnding(const QString &path, const SaveFileRequest &request, const QString &filter)
{
    const QString ending = QFileInfo(path).suffix().toLower();
    const auto &formats = request.formats;
    if (std::ranges::any_of(formats, [&](const auto &format) { return format.first == ending; }))
        return path;
    const auto chosen = std::ranges::find_if(formats, [&](const auto &format) { return filterOf(format) == filter; });
    return path + QLatin1Char('.') + (chosen == formats.end() ? formats.front() : *chosen).first;
}

bool mayReplace(QWidget *parent, const QString &title, const QStringList &written)
{
    QStringList there;
    for (const QString &path : written)
        if (const QFileInfo info(path); info.exists() || info.isSymLink())
            there << info.fileName();
    if (there.isEmpty())
        return true;
    QMessageBox question(QMessageBox::Warning, title,
        there.size() == 1 ? Text::tr("“%1” exists already. Replace it?").arg(there.front())
                          : Text::tr("%1 of the %2 files exist already, from “%3” to “%4”. Replace them?")
                                .arg(there.size())
                                .arg(written.size())
                                .arg(there.front(), there.back()),
        QMessageBox::Cancel, parent);
    question.setTextFormat(Qt::PlainText);
    const QPushButton *replace = question.addButton(Text::tr("Replace"), QMessageBox::AcceptRole);
    question.setDefaultButton(QMessageBox::Cancel);
    question.exec();
    return question.clickedButton() == replace;
}

} // namespace

QString chooseSaveFile(QWidget *parent, const SaveFileRequest &request)
{
    FileDialog dialog(parent, request.title);
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setFileMode(QFileDialog::AnyFile);
    // What is written may be more than the one name, or another: numbered frames, a side file. All of it is asked about at once, here.
    dialog.setOption(QFileDialog::DontConfirmOverwrite);
    QStringList filters;
    for (const auto &format : request.formats)
        filters << filterOf(format);
    dialog.setNameFilters(filters);
    dialog.setDefaultSuffix(request.formats.front().first);
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, [&](const QString &filter) {
        if (const auto index = filters.indexOf(filter); index >= 0)
            dialog.setDefaultSuffix(request.formats[index].first);
    });
    const QFileInfo suggested(request.suggested);
    dialog.setDirectory(suggested.absolutePath());
    dialog.selectFile(suggested.fileName());
    while (dialog.exec() == QDialog::Accepted) {
        const QString path = withEnding(dialog.selectedFiles().value(0), request, dialog.selectedNameFilter());
        if (mayReplace(parent, request.title, request.written(path)))
            return path;
        dialog.selectFile(QFileInfo(path).fileName());
    }
    return {};
}

} // namespace headscope
