// The two typefaces, compiled into the program (typefaces.cmake), so that a figure is the same wherever it is made. They are loaded under
// names of their own, before the first font is handed out: an installed font of the same name, in whatever version, is never taken.
#pragma once

#include <QFont>
#include <QString>
#include <QStringList>

#include <vector>

namespace headscope {

struct Typeface {
    QString name; ///< "Inter": as other programs know it
    QString family; ///< as this program knows it
    QString version; ///< "4.001"
};

/// Sans serif and monospaced. Needs a QGuiApplication.
const std::vector<Typeface> &typefaces();

/// Families of the typeface, then of the symbols that it lacks. What neither has (other scripts, emoji) is taken from the system's fonts.
QStringList familiesOf(const Typeface &typeface);

/// The families of a font as a style sheet or rich text names them: 'A', 'B'.
QString cssFamilies(const QFont &font);

} // namespace headscope
