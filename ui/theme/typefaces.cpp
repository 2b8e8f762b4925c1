#include "ui/theme/typefaces.h"

#include "src/error.h"
#include "ui/theme/font_file.h"
#include "ui/theme/symbols.h"

#include <QDir>
#include <QFile>
#include <QFontDatabase>

// As in theme.cpp: the linker would leave the resource out, and the macro cannot stand in a namespace.
static void initializeTypefaces()
{
    Q_INIT_RESOURCE(typefaces);
}

namespace headscope {

namespace {

void add(const QByteArray &font)
{
    if (QFontDatabase::addApplicationFontFromData(font) < 0)
        throw Error("a typeface of the program cannot be loaded", {}, "Build Headscope again");
}

/// Every face of the folder :/typefaces/`folder`, under the name `family`.
Typeface loaded(const QString &name, const QString &family, const QString &folder)
{
    Typeface typeface{name, family, {}};
    for (const QFileInfo &file : QDir(QStringLiteral(":/typefaces/") + folder).entryInfoList()) {
        QFile source(file.filePath());
        if (!source.open(QIODevice::ReadOnly))
            throw Error("a typeface of the program cannot be read", {}, "Build Headscope again");
        const QByteArray font = source.readAll();
        typeface.version = fontRevision(font);
        add(renamedFont(font, {family, file.fileName().section(QLatin1Char('-'), 1), file.fileName()}));
    }
    return typeface;
}

} // namespace

const std::vector<Typeface> &typefaces()
{
    static const std::vector<Typeface> all = [] {
        initializeTypefaces();
        for (const int weight : {QFont::Normal, QFont::Bold})
            add(symbolFont(weight));
        return std::vector{loaded(QStringLiteral("Inter"), QStringLiteral("Headscope Sans"), QStringLiteral("sans")),
            loaded(QStringLiteral("JetBrains Mono"), QStringLiteral("Headscope Mono"), QStringLiteral("mono"))};
    }();
    return all;
}

QStringList familiesOf(const Typeface &typeface)
{
    return {typeface.family, kSymbolsFamily};
}

QString cssFamilies(const QFont &font)
{
    return QLatin1Char('\'') + font.families().join(QStringLiteral("', '")) + QLatin1Char('\'');
}

} // namespace headscope
