// Words that every figure has in the same way: its title, and what stands in its place while there is none.
#pragma once

#include <QPainter>
#include <QRectF>
#include <QString>

namespace headscope {

inline constexpr double kHeading = 22; ///< height of a part's heading
inline constexpr double kNote = 20; ///< of a line beneath it

/// In one line, at the left of `room`.
void paintTitle(QPainter &painter, const QRectF &room, const QString &title, Qt::TextElideMode elide = Qt::ElideRight,
    Qt::Alignment vertical = Qt::AlignTop);
/// The heading of a part of a figure and, where `area` is higher than kHeading, a note in the rest of it,
/// muted unless it has a colour of its own.
void paintHeading(QPainter &painter, const QRectF &area, const QString &heading, const QString &note, const QColor &noteColor = {});
/// In the middle of `area`, where a picture would be.
void paintInstead(QPainter &painter, const QRectF &area, const QString &words, double pixels = 14);

} // namespace headscope
