#include "ui/views/walk/walk_layout.h"

#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/walk/figure_grid.h"

#include <QFontMetricsF>

#include <algorithm>

namespace headscope {

QFont noteFont(const FigureNote &note)
{
    return note.number ? figureMono(11.5) : figureFont(12);
}

double notesHeight(const WalkFigure &figure, double width)
{
    double height = 0;
    for (const FigureNote &note : figure.notes)
        height += QFontMetricsF(noteFont(note)).boundingRect(QRectF(0, 0, width, 2000), Qt::TextWordWrap, note.text).height() + kNoteGap;
    return height;
}

QFont leadFont()
{
    return figureFont(13);
}

double leadHeight(const WalkFigure &figure, double width)
{
    return QFontMetricsF(leadFont()).boundingRect(QRectF(0, 0, width, 2000), Qt::TextWordWrap, figure.lead).height() + 2;
}

PlacedFigure layOutHeading(const WalkFigure &figure, const QSizeF &canvas)
{
    const auto lineHeight = [](const QFont &font) { return QFontMetricsF(font).height() + 2; };
    PlacedFigure placed;
    const double width = std::max(40.0, canvas.width() - 2 * kFigureMargin);
    placed.heading = QRectF(kFigureMargin, 18, width, lineHeight(figureFont(20, QFont::DemiBold)));
    placed.subheading = QRectF(kFigureMargin, placed.heading.bottom() + 1, width, lineHeight(figureFont(13)));
    if (!figure.lead.isEmpty())
        placed.lead = QRectF(kFigureMargin, placed.subheading.bottom() + kLeadGap, width, leadHeight(figure, width));
    return placed;
}

} // namespace headscope
