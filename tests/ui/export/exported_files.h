// What the command line exports, in a folder of its own.
#pragma once

#include "tests/ui/cli/call.h"

#include <QFile>
#include <QTemporaryDir>

namespace headscope {

class ExportedFiles {
protected:
    QByteArray bytes(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString path(const QString &name) const { return m_folder.filePath(name); }
    Call exported(const QString &options, const QString &name)
    {
        return callWith(
            QProcess::splitCommand(QStringLiteral("export -t \"The cat sat on the mat\" %1 -o \"%2\"").arg(options, path(name))));
    }

private:
    QTemporaryDir m_folder;
};

} // namespace headscope
