#include "ui/theme/typefaces.h"

#include "src/error.h"
#include "ui/theme/font_file.h"
#include "ui/theme/symbols.h"

#include <QDir>
#include <QFontDatabase>
#include <QResource>

// As in theme.cpp: the linker would leave the resource out, and the macro cannot stand in a namespace.
static void initializeTypefaces()
{
    Q_INIT_RESOURCE(typefaces);
}

namespace headscope {

namespace {

/// Loads every face of the folder :/typefaces/`folder`. They are as make_faces.cpp made them, and are used where they lie in the program:
/// nothing is copied.
Typeface loaded(const QString &name, const QString &folder)
{
    Typeface typeface{name, {}, {}};
    const QDir faces(QStringLiteral(":/typefaces/") + folder);
    for (const QString &face : faces.entryList()) {
        const QByteArray font = QResource(faces.filePath(face)).uncompressedData();
        const int id = QFontDatabase::addApplicationFontFromData(font);
        if (id < 0)
            throw Error("a typeface of the program cannot be loaded", {}, "Build Headscope again");
        typeface.family = QFontDatabase::applicationFontFamilies(id).constFirst();
        typeface.version = fontRevision(font);
    }
    return typeface;
}

} // namespace

const std::vector<Typeface> &typefaces()
{
    static const std::vector<Typeface> all = [] {
        initializeTypefaces();
        loaded(kSymbolsFamily, QStringLiteral("symbols"));
        return std::vector{
            loaded(QStringLiteral("Inter"), QStringLiteral("sans")), loaded(QStringLiteral("JetBrains Mono"), QStringLiteral("mono"))};
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
