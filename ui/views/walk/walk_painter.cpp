#include "ui/views/walk/walk_painter.h"

#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/legend_painter.h"
#include "ui/views/shared/stages/stage_words.h"
#include "ui/views/walk/overview_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <array>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::WalkPainter)
};

void paintTitle(QPainter &painter, const FigurePanel &panel, const PlacedPanel &placed)
{
    if (panel.title.isEmpty())
        return;
    const Theme &theme = Theme::current();
    const QFont titleFont = figureFont(13, QFont::DemiBold);
    const QFont rangeFont = figureMono(10.5);
    const double width = QFontMetricsF(titleFont).horizontalAdvance(panel.title);
    const ValueRange &numbers = panel.picture.found;
    QString range;
    if (!numbers.empty() && panel.columnAxis != Axis::statistic && panel.rowAxis != Axis::single)
        range
            = QStringLiteral("%1 … %2").arg(numberText(numbers.low, panel.picture.format), numberText(numbers.high, panel.picture.format));
    const double rangeWidth = QFontMetricsF(rangeFont).horizontalAdvance(range) + 14;
    if (width + rangeWidth > placed.title.width())
        range.clear();
    // A guide may pass behind.
    painter.fillRect(
        QRectF(placed.title.left() - 3, placed.title.top(), width + (range.isEmpty() ? 0 : rangeWidth) + 8, placed.title.height()),
        theme.canvas);
    painter.setFont(titleFont);
    painter.setPen(theme.*panel.color);
    painter.drawText(placed.title, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, panel.title);
    painter.setFont(rangeFont);
    painter.setPen(theme.muted);
    painter.drawText(placed.title.adjusted(width + 14, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, range);
}

void paintSymbol(QPainter &painter, const FigurePanel &panel, const PlacedPanel &placed)
{
    if (placed.symbol.isEmpty())
        return;
    painter.setFont(figureFont(16));
    painter.setPen(Theme::current().muted);
    painter.drawText(placed.symbol, Qt::AlignCenter | Qt::TextDontClip, panel.symbolBefore);
}

void paintNote(QPainter &painter, const FigurePanel &panel, const PlacedPanel &placed)
{
    if (panel.note.isEmpty())
        return;
    painter.setFont(figureMono(11.5));
    painter.setPen(Theme::current().muted);
    painter.drawText(placed.note, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip, panel.note);
}

void paintGroups(QPainter &painter, const FigurePanel &panel, const PlacedPanel &placed, int head)
{
    if (panel.groupSize <= 0)
        return;
    const IndexSpan columns = placed.layout.visibleColumns();
    const int last = (columns.last - 1) / panel.groupSize;
    for (int group = columns.first / panel.groupSize; group <= last; ++group) {
        const double left = std::max(placed.groups.left(), placed.layout.cellRect(0, group * panel.groupSize).left());
        const double right = std::min(placed.groups.right(), placed.layout.cellRect(0, (group + 1) * panel.groupSize - 1).right() - 1);
        const QRectF band(left, placed.groups.top(), right - left, placed.groups.height() - 3);
        QColor fill = headColor(group);
        fill.setAlphaF(group == head ? 0.34F : 0.16F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(band, 3, 3);
        painter.setFont(figureFont(10.5, group == head ? QFont::DemiBold : QFont::Normal));
        painter.setPen(headColor(group));
        const QFontMetricsF metrics(painter.font());
        QString text = Words::tr("head %1").arg(group + 1);
        if (metrics.horizontalAdvance(text) > band.width() - 4)
            text = QString::number(group + 1);
        if (metrics.horizontalAdvance(text) <= band.width())
            painter.drawText(band, Qt::AlignCenter, text);
    }
}

/// Dashed lines from the row of A and the column of B to the cell they make.
void paintGuides(QPainter &painter, const WalkFigure &figure, const PlacedFigure &placed, const WalkMarks &marks)
{
    if (!figure.falk || marks.row < 0 || marks.column < 0)
        return;
    const MatrixLayout &left = placed.panels.front().layout;
    const MatrixLayout &right = placed.panels[1].layout;
    const MatrixLayout &result = placed.panels.back().layout;
    const Theme &theme = Theme::current();
    const QRectF row = left.rowRect(marks.row);
    const QRectF column = right.columnRect(marks.column);
    if (!row.isEmpty()) {
        painter.setPen(QPen(theme.query, 1.5, Qt::DashLine));
        painter.drawLine(QPointF(row.right() + 5, row.center().y()), QPointF(result.frame.left() - 4, row.center().y()));
    }
    if (!column.isEmpty()) {
        painter.setPen(QPen(figure.panels[1].color == &Theme::value ? theme.value : theme.key, 1.5, Qt::DashLine));
        painter.drawLine(QPointF(column.center().x(), column.bottom() + 4), QPointF(column.center().x(), result.frame.top() - 4));
    }
}

/// The column that the lit one is turned with: both framed, a bow between them.
void paintPartner(QPainter &painter, const WalkFigure &figure, const PlacedPanel &placed, const WalkMarks &marks)
{
    const int count = int(figure.partners.size());
    const int partner = marks.column >= 0 && marks.column < count ? figure.partners[std::size_t(marks.column)] : -1;
    if (partner < 0)
        return;
    const MatrixLayout &layout = placed.layout;
    const QRectF one = layout.columnRect(marks.column);
    const QRectF other = layout.columnRect(partner);
    const QColor color = Theme::current().*stageColor(figure.key.stage);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.5, Qt::DashLine));
    for (const QRectF &column : {one, other})
        if (!column.isEmpty())
            painter.drawRoundedRect(column.adjusted(-1, -1, 0, 0), 2, 2);
    if (one.isEmpty() || other.isEmpty())
        return;
    const double bottom = layout.frame.bottom() + 3;
    QPainterPath bow(QPointF(one.center().x(), bottom));
    bow.cubicTo(QPointF(one.center().x(), bottom + 12), QPointF(other.center().x(), bottom + 12), QPointF(other.center().x(), bottom));
    painter.setPen(QPen(color, 1.5));
    painter.drawPath(bow);
}

void paintPanel(
    QPainter &painter, const WalkFigure &figure, const FigurePanel &panel, const PlacedPanel &placed, const WalkMarks &marks, bool onScreen)
{
    const Theme &theme = Theme::current();
    MatrixPicture picture = panel.picture;
    if (!placed.rowLabels)
        picture.rowLabels.clear();
    if (!placed.columnLabels)
        picture.columnLabels.clear();
    picture.highlight.row = panel.rowLink == Link::row ? marks.row : -1;
    picture.highlight.column = panel.columnLink == Link::column ? marks.column : -1;
    // A strip is one row: its cell is the column's.
    if (panel.rowAxis == Axis::single && !panel.framesColumn && marks.column >= 0)
        picture.highlight.row = 0;
    const bool byValue = panel.color == &Theme::value && panel.framesColumn;
    if (panel.framesRow)
        picture.rowColor = theme.query;
    if (panel.framesColumn)
        picture.columnColor = byValue ? theme.value : theme.key;
    if (panel.result)
        picture.cellColor = theme.result;
    else if (!panel.framesRow && !panel.framesColumn)
        picture.cellColor = theme.accent;
    if (panel.result)
        picture.filled = marks.filled;
    picture.digitPixels = placed.digits;
    picture.outlinedMarks = onScreen;
    MatrixLayout layout = placed.layout;
    if (panel.allColumns > 0) { // a page of a wide matrix: its first column is not the layout's
        layout.columns = picture.numbers.cols();
        layout.first.rx() -= panel.firstColumn;
        picture.highlight.column -= picture.highlight.column >= 0 ? panel.firstColumn : 0;
        if (picture.highlight.column >= layout.columns)
            picture.highlight.column = -1;
    }
    paintMatrix(painter, picture, layout);
    if (!figure.partners.empty())
        paintPartner(painter, figure, placed, marks);
    paintTitle(painter, panel, placed);
    paintSymbol(painter, panel, placed);
    paintNote(painter, panel, placed);
    paintGroups(painter, panel, placed, figure.key.head);
}

void paintNotes(QPainter &painter, const WalkFigure &figure, const PlacedFigure &placed)
{
    if (placed.notes.isEmpty())
        return;
    painter.setPen(Theme::current().muted);
    double top = placed.notes.top();
    for (const FigureNote &note : figure.notes) {
        painter.setFont(noteFont(note));
        const QRectF rect(placed.notes.left(), top, placed.notes.width(), 2000);
        const QRectF used = painter.boundingRect(rect, Qt::TextWordWrap, note.text);
        if (used.bottom() > placed.notes.bottom() + 2) // no room; the dock says it too
            break;
        painter.drawText(rect, Qt::TextWordWrap, note.text);
        top = used.bottom() + kNoteGap;
    }
}

void paintFigureLegend(QPainter &painter, const WalkFigure &figure, const PlacedFigure &placed)
{
    const FigurePanel *result = figure.resultPanel();
    if (placed.legend.isEmpty() || !result)
        return;
    const MatrixPicture &picture = result->picture;
    const ValueRange numbers = figure.sharedNumbers.value_or(picture.found);
    const QString caption = placed.legendCaption ? figure.legendCaption : QString();
    paintLegend(painter, {picture.scale, picture.range, numbers, picture.format, caption}, placed.legend);
}

} // namespace

QColor headColor(int head)
{
    static constexpr std::array<QColor Theme::*, 4> kColors{&Theme::query, &Theme::key, &Theme::value, &Theme::result};
    return Theme::current().*kColors[std::size_t(head) % kColors.size()];
}

void paintHeading(QPainter &painter, const WalkFigure &figure, const PlacedFigure &placed)
{
    const Theme &theme = Theme::current();
    painter.setFont(figureFont(20, QFont::DemiBold));
    painter.setPen(theme.text);
    painter.drawText(placed.heading, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(figure.heading, Qt::ElideRight, placed.heading.width()));
    painter.setFont(figureFont(13));
    painter.setPen(theme.muted);
    painter.drawText(placed.subheading, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(figure.subheading, Qt::ElideRight, placed.subheading.width()));
    painter.setFont(leadFont());
    painter.setPen(theme.text);
    painter.drawText(placed.lead, Qt::TextWordWrap, figure.lead);
}

void paintWalkFigure(QPainter &painter, const WalkFigure &figure, const PlacedFigure &placed, const WalkMarks &marks)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintHeading(painter, figure, placed);
    if (placed.panels.size() == figure.panels.size()) {
        paintGuides(painter, figure, placed, marks);
        for (std::size_t i = 0; i < figure.panels.size(); ++i)
            paintPanel(painter, figure, figure.panels[i], placed.panels[i], marks, placed.onScreen);
        for (const PlacedOverview &overview : placed.overviews)
            paintOverview(painter, figure.panels[std::size_t(overview.panel)], overview, marks);
        paintNotes(painter, figure, placed);
        paintFigureLegend(painter, figure, placed);
    }
    painter.restore();
}

} // namespace headscope
