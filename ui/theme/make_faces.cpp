// Runs while the program is built (typefaces.cmake): writes the faces that are compiled into it, so that no start has to make them.
#include "src/error.h"
#include "ui/theme/font_file.h"
#include "ui/theme/symbols.h"

#include <QFile>
#include <QFileInfo>

#include <exception>
#include <iostream>

namespace headscope {

namespace {

constexpr const char *kUsage = "headscope_faces FAMILY FACE.otf TARGET: the face under the program's own name for it\n"
                               "headscope_faces WEIGHT TARGET: the drawn symbols\n";

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Error("the typeface cannot be read", path.toStdString());
    return file.readAll();
}

QByteArray ownFace(const QString &family, const QString &path)
{
    const QString name = QFileInfo(path).completeBaseName(); // Inter-Regular
    try {
        return renamedFont(literalFont(contentOf(path)), {family, name.section(QLatin1Char('-'), 1), name});
    } catch (const Error &error) {
        throw Error(error.problem(), path.toStdString(), error.hint());
    }
}

void write(const QByteArray &font, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(font) != font.size() || !file.flush())
        throw Error("the typeface cannot be written", path.toStdString());
}

} // namespace

} // namespace headscope

int main(int argc, char **argv)
try {
    using namespace headscope;
    const auto argument = [argv](int at) { return QString::fromLocal8Bit(argv[at]); };
    switch (argc) {
    case 4: write(ownFace(argument(1), argument(2)), argument(3)); return 0;
    case 3: write(symbolFont(argument(1).toInt()), argument(2)); return 0;
    default: std::cerr << kUsage; return 2;
    }
} catch (const std::exception &error) {
    std::cerr << "headscope_faces: " << error.what() << '\n';
    return 1;
}
