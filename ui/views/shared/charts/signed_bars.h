// Named signed numbers as horizontal bars (Qt Charts), with names and digits beside them.
#pragma once

#include <QColor>
#include <QPainter>
#include <QString>

#include <vector>

namespace headscope {

struct NamedNumber {
    QString name;
    double value = 0;
    QString digits = {}; ///< instead of the signed value
};

inline constexpr double kSignedBarHeight = 21; ///< of one bar's line

/// The lines from the top of `area`, as wide as it. Bars above zero are `up`, by default the theme's.
void paintSignedBars(QPainter &painter, const std::vector<NamedNumber> &numbers, const QRectF &area, const QColor &up = {});
/// "+0.51", "−0.02".
QString signedText(double value);

} // namespace headscope
