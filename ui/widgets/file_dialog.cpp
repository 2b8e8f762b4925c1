#include "ui/widgets/file_dialog.h"

#include <QFileInfo>
#include <QHeaderView>
#include <QScreen>
#include <QSplitter>
#include <QStandardPaths>
#include <QTreeView>

#include <utility>

namespace headscope {

namespace {

constexpr QSize kSize(860, 520);
constexpr QSize kIcon(20, 20);
constexpr int kPlacesWidth = 180;
enum Column { nameColumn, sizeColumn, typeColumn, dateColumn }; // of QFileSystemModel

QList<QUrl> places()
{
    QList<QUrl> urls;
    for (const auto place : {QStandardPaths::HomeLocation, QStandardPaths::DesktopLocation, QStandardPaths::DocumentsLocation,
             QStandardPaths::DownloadLocation}) {
        const QUrl url = QUrl::fromLocalFile(QStandardPaths::writableLocation(place));
        if (QFileInfo(url.toLocalFile()).isDir() && !urls.contains(url))
            urls << url;
    }
    return urls << QUrl(QStringLiteral("file:")); // the computer with its drives
}

QUrl chosen(FileDialog &dialog)
{
    return dialog.exec() == QDialog::Accepted ? dialog.selectedUrls().value(0) : QUrl();
}

} // namespace

FileDialog::FileDialog(QWidget *parent, const QString &title)
    : QFileDialog(parent, title)
{
    setSupportedSchemes({QStringLiteral("file")});
    auto *tree = findChild<QTreeView *>(QStringLiteral("treeView"));
    if (!tree)
        return; // the desktop's own
    setSidebarUrls(places());
    setLabelText(LookIn, tr("Folder:"));
    setLabelText(FileType, tr("Type:"));
    setViewMode(Detail);
    tree->setColumnHidden(typeColumn, true); // the name's ending says it
    QHeaderView &header = *tree->header();
    header.setStretchLastSection(false);
    header.setSectionResizeMode(QHeaderView::ResizeToContents);
    header.setSectionResizeMode(nameColumn, QHeaderView::Stretch);
    tree->setTextElideMode(Qt::ElideMiddle);
    tree->setIconSize(kIcon);
    const QSize room = (parent ? parent->screen() : screen())->availableSize() - QSize(60, 80);
    resize(kSize.boundedTo(room));
    if (auto *splitter = findChild<QSplitter *>(QStringLiteral("splitter")))
        splitter->setSizes({kPlacesWidth, width() - kPlacesWidth});
}

QUrl askForFile(QWidget *parent, const QString &title, const QString &filter)
{
    FileDialog dialog(parent, title);
    dialog.setFileMode(QFileDialog::ExistingFile);
    dialog.setNameFilter(filter);
    return chosen(dialog);
}

QUrl askForFolder(QWidget *parent, const QString &title)
{
    FileDialog dialog(parent, title);
    dialog.setFileMode(QFileDialog::Directory);
    dialog.setOption(QFileDialog::ShowDirsOnly);
    dialog.setLabelText(QFileDialog::FileName, FileDialog::tr("Chosen:"));
    for (const char *name : {"fileTypeLabel", "fileTypeCombo"}) // there is one type: folders
        if (auto *widget = dialog.findChild<QWidget *>(QLatin1String(name)))
            widget->hide();
    return chosen(dialog);
}

} // namespace headscope
