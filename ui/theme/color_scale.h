// Colour scales for numbers. All are safe for the common kinds of colour blindness and monotone in lightness (sequential) or symmetric
// (diverging).
#pragma once

#include <QColor>
#include <QString>
#include <QStringList>

#include <array>

namespace headscope {

class ColorScale {
public:
    /// By name; an unknown name gives the default of the kind.
    static ColorScale sequential(const QString &name, bool dark);
    static ColorScale diverging(const QString &name, bool dark);
    /// The scale chosen in Appearance, for the current theme.
    static ColorScale currentSequential();
    static ColorScale currentDiverging();
    static QStringList sequentialNames();
    static QStringList divergingNames();

    /// t in [0, 1] (sequential) or [-1, 1] (diverging); clamped. NaN is undefinedColor(), which is on no scale.
    QRgb rgb(double t) const;
    QColor color(double t) const { return QColor::fromRgb(rgb(t)); }
    /// Black or white, whichever reads better on color(t).
    QColor textOn(double t) const;
    bool isDiverging() const { return m_diverging; }

private:
    std::array<QRgb, 256> m_table{};
    bool m_diverging = false;
};

} // namespace headscope
