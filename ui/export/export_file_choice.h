// Where an export or a print goes: a name made of what it shows, in the folder of the last one.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace headscope {

/// "Storyteller · layer 1, head 2" → "storyteller-layer-1-head-2.pdf": letters that every file system takes.
QString fileNameFor(const QString &title, const QString &format);

/// Asks for a file; the ending of `name` is its format. What saving under a name replaces (`written`) is asked about. Empty: given up.
QString chooseExportFile(
    QWidget *parent, const QString &title, const QString &name, std::function<QStringList(const QString &path)> written);

} // namespace headscope
