// What the typefaces lack, drawn by us: raised and lowered letters, signs of mathematics, of keys and of typing. They make a small font of
// their own that follows the typeface in every list of families, so that text of ours looks the same whatever fonts a system has.
#pragma once

#include <QByteArray>
#include <QString>

namespace headscope {

inline const QString kSymbolsFamily = QStringLiteral("Headscope Symbols");

/// The characters that have a drawing.
QString drawnSymbols();

/// A face of the font, `weight` 100 to 900.
QByteArray symbolFont(int weight);

} // namespace headscope
