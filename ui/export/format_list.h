// The formats of export_formats.h by name, for dialogs, the command line and whoever writes.
#pragma once

#include "src/export/export_formats.h"

#include <QString>
#include <QStringList>

namespace headscope {

/// "svg" for "a/B.SVG"; empty without one.
QString extensionOf(const QString &path);

/// Where an export goes, and as what: the name's extension, unless the name says nothing (a pipe, /dev/stdout).
struct ExportFile {
    ExportFile(const QString &name, const QString &as = {})
        : path(name)
        , format(as.isEmpty() ? extensionOf(name) : as)
    {
    }
    QString path;
    QString format; ///< "svg"
};

/// Their ids, in the order of the table: "png", "svg", "pdf".
QStringList formatsFor(ExportOf what);
/// What the table calls them: "PNG", "SVG", "PDF".
QStringList titlesFor(ExportOf what);
/// Those of frames, animations first, in words that hold a "%1" for the id.
QStringList frameFormats(const QString &animation, const QString &numbered);
/// Null for another name.
const ExportFormat *formatNamed(const QString &id);
/// Throws Error, which lists them, where the file's format is none for this.
const ExportFormat &requireFormat(ExportOf what, const ExportFile &file);

} // namespace headscope
