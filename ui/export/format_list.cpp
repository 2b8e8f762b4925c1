#include "ui/export/format_list.h"

#include "src/error.h"

#include <QFileInfo>

namespace headscope {

namespace {

QString text(std::string_view latin)
{
    return QString::fromLatin1(latin.data(), qsizetype(latin.size()));
}

/// The title of a format's `member`, of each that is for `what`.
QStringList listOf(ExportOf what, std::string_view ExportFormat::*member)
{
    QStringList names;
    for (const ExportFormat &format : kExportFormats)
        if (isFor(format, what))
            names << text(format.*member);
    return names;
}

/// "Figures: png, svg, pdf"
QString listed(const char *title, ExportOf what)
{
    return QString::fromLatin1(title) + QStringLiteral(": ") + formatsFor(what).join(QStringLiteral(", "));
}

struct Refusal {
    const char *words; ///< before the format's name
    QString hint;
};

Refusal refusalOf(ExportOf what)
{
    switch (what) {
    case ExportOf::figure: return {"no figure format is called “", listed("Figures", what)};
    case ExportOf::stages: return {"no data format is called “", listed("Data", what)};
    case ExportOf::table: return {"no table format is called “", listed("Tables", what)};
    case ExportOf::numbers: return {"no format of numbers is called “", listed("Numbers", what)};
    case ExportOf::frames: break;
    }
    return {"frames are not written as “",
        QStringLiteral("Take ")
            + frameFormats(QStringLiteral(".%1 for an animation"), QStringLiteral(".%1 for numbered pictures")).join(QStringLiteral(", "))};
}

} // namespace

QString extensionOf(const QString &path)
{
    return QFileInfo(path).suffix().toLower();
}

QStringList formatsFor(ExportOf what)
{
    return listOf(what, &ExportFormat::id);
}

QStringList titlesFor(ExportOf what)
{
    return listOf(what, what == ExportOf::frames ? &ExportFormat::frames : &ExportFormat::title);
}

QStringList frameFormats(const QString &animation, const QString &numbered)
{
    QStringList words;
    for (const bool animates : {true, false})
        for (const ExportFormat &format : kExportFormats)
            if (isFor(format, ExportOf::frames) && (format.kind == FormatKind::animation) == animates)
                words << (animates ? animation : numbered).arg(text(format.id));
    return words;
}

const ExportFormat *formatNamed(const QString &id)
{
    return formatNamed(std::string_view(id.toStdString()));
}

const ExportFormat &requireFormat(ExportOf what, const ExportFile &file)
{
    if (const ExportFormat *format = formatNamed(file.format); format && isFor(*format, what))
        return *format;
    const Refusal refusal = refusalOf(what);
    throw Error(refusal.words + file.format.toStdString() + "”", file.path.toStdString(), refusal.hint.toStdString());
}

} // namespace headscope
