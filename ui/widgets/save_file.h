// Where to save: the system's file dialog, and one question about everything that would be written over.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace headscope {

struct SaveFileRequest {
    QString title;
    QString suggested; ///< path; its ending is one of the formats
    /// Ending and name in the dialog: {"csv", "CSV for spreadsheets"}. A name without an ending of these gets that of the filter chosen.
    QList<QPair<QString, QString>> formats;
    /// The files that saving under a name replaces without having made them itself. Those that exist are asked about.
    std::function<QStringList(const QString &path)> written;
};

/// Empty when it was given up. Who does not want to replace a file is asked for another name.
QString chooseSaveFile(QWidget *parent, const SaveFileRequest &request);

} // namespace headscope
