// The dialog for files and folders of this computer: the desktop's own where its platform theme has one, else Qt's in our look.
#pragma once

#include <QFileDialog>
#include <QUrl>

namespace headscope {

/// With the places people keep things in, columns that show names and dates whole, and no places in the network, whose names would be taken
/// for those of files here.
class FileDialog : public QFileDialog {
    Q_OBJECT

public:
    FileDialog(QWidget *parent, const QString &title);
};

/// A file that exists; `filter` as QFileDialog has it. Empty: given up.
QUrl askForFile(QWidget *parent, const QString &title, const QString &filter);
/// A folder that exists. Empty: given up.
QUrl askForFolder(QWidget *parent, const QString &title);

} // namespace headscope
