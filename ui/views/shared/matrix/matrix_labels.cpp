#include "ui/views/shared/matrix/matrix_labels.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace headscope {

namespace {

constexpr double kLabelPixels = 12;
constexpr double kThinnedPixels = 11; // of one that stands for its neighbours, too
constexpr double kGap = 8; // between a label and its row or column
constexpr double kLongestRow = 120; // longer labels are cut with an ellipsis
constexpr double kLongestSlant = 96;
constexpr double kSlant = 52; // degrees
constexpr int kMeasured = 256; // labels looked at to size the band: beyond that the cut is as good as exact

double zoom()
{
    return figureZoom();
}

QFont labelFont(bool bold = false)
{
    return figureFont(kLabelPixels, bold ? QFont::DemiBold : QFont::Normal);
}

double rowPixels(double cellHeight, double smallest)
{
    // Where not even small labels fit every row some are left out, and those that stay can be as large as they like.
    return cellHeight * 0.8 >= smallest ? std::min(kLabelPixels * zoom(), cellHeight * 0.8) : kThinnedPixels * zoom();
}

/// Words may be left out by any step; numbers by round ones.
int stepFor(const QStringList &labels, double pitch, double needed)
{
    if (areNumbers(labels) || pitch <= 0)
        return labelStep(pitch, needed);
    return std::max(1, int(std::ceil(needed / pitch - 1e-9)));
}

} // namespace

double widestLabel(const QStringList &labels)
{
    const QFontMetricsF metrics(labelFont());
    double most = 0;
    for (qsizetype i = 0; i < std::min<qsizetype>(labels.size(), kMeasured); ++i)
        most = std::max(most, metrics.horizontalAdvance(labels[i]));
    return most;
}

bool areNumbers(const QStringList &labels)
{
    return !labels.isEmpty() && labels.last() == QString::number(labels.size());
}

LabelSpace labelSpace(double widestRow, double widestColumn, bool numberedColumns, double cellWidth)
{
    LabelSpace space;
    // A twelfth more: the accented label is bold.
    if (widestRow > 0)
        space.rowWidth = std::min(widestRow * 1.08, kLongestRow * zoom()) + kGap;
    if (widestColumn <= 0)
        return space;
    const double height = QFontMetricsF(labelFont()).height();
    space.turned = !numberedColumns && widestColumn * 1.08 > cellWidth - 4;
    if (space.turned) {
        const double angle = kSlant * std::numbers::pi / 180;
        const double length = std::min(widestColumn * 1.08, kLongestSlant * zoom());
        space.columnHeight = std::sin(angle) * length + std::cos(angle) * height * 0.5 + kGap * 0.75;
        space.overhang = std::cos(angle) * length;
    } else {
        space.columnHeight = height + kGap * 0.5;
    }
    return space;
}

LabelSpace measureLabels(const QStringList &rows, const QStringList &columns, double cellWidth)
{
    return labelSpace(widestLabel(rows), widestLabel(columns), areNumbers(columns), cellWidth);
}

int labelStep(double pitch, double needed)
{
    if (pitch <= 0)
        return 1;
    for (int decade = 1; decade < 1000000; decade *= 10) {
        for (int factor : {1, 2, 5}) {
            if (pitch * decade * factor >= needed)
                return decade * factor;
        }
    }
    return 1000000;
}

void paintRowLabels(QPainter &painter, const MatrixLayout &layout, const QStringList &labels, const LabelAccent &accent, double smallest)
{
    if (labels.isEmpty() || layout.rowLabelWidth <= 0)
        return;
    const Theme &theme = Theme::current();
    QFont plain = labelFont();
    plain.setPixelSize(int(rowPixels(layout.cell.height(), smallest)));
    QFont bold = labelFont(true);
    bold.setPixelSize(plain.pixelSize());
    const double lineHeight = QFontMetricsF(plain).height() * 0.92;
    const int step = stepFor(labels, layout.cell.height(), lineHeight);
    const IndexSpan span = layout.visibleRows();
    for (int row = span.first; row < span.last && row < labels.size(); ++row) {
        const bool accented = row == accent.index;
        if (!accented && (row % step != 0 || (accent.index >= 0 && step > 1 && std::abs(row - accent.index) < step)))
            continue;
        const double middle = layout.cellRect(row, 0).center().y();
        if (middle < layout.frame.top() || middle > layout.frame.bottom())
            continue;
        painter.setFont(accented ? bold : plain);
        painter.setPen(accented ? accent.color : theme.text);
        const QFontMetricsF metrics(painter.font());
        const QRectF band(layout.frame.left() - layout.rowLabelWidth, middle - lineHeight, layout.rowLabelWidth - kGap, 2 * lineHeight);
        painter.drawText(
            band, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, metrics.elidedText(labels[row], Qt::ElideRight, band.width()));
    }
}

void paintColumnLabels(QPainter &painter, const MatrixLayout &layout, const QStringList &labels, const LabelAccent &accent)
{
    if (labels.isEmpty() || layout.columnLabelHeight <= 0)
        return;
    const Theme &theme = Theme::current();
    const QFont plain = labelFont();
    const QFont bold = labelFont(true);
    const QFontMetricsF metrics(plain);
    // Labels that are neither slanted nor numbers have their cells' width: they fit, or are cut.
    const double needed = layout.turnedLabels ? metrics.height() * 1.05
        : areNumbers(labels)                  ? metrics.horizontalAdvance(labels.last()) + 6
                                              : layout.cell.width();
    const int step = stepFor(labels, layout.cell.width(), needed);
    // Numbered columns read better as 5, 10, 15 than as 1, 6, 11.
    const int phase = areNumbers(labels) && step > 1 ? step - 1 : 0;
    const IndexSpan span = layout.visibleColumns();
    for (int column = span.first; column < span.last && column < labels.size(); ++column) {
        const bool accented = column == accent.index;
        if (!accented && (column % step != phase || (accent.index >= 0 && step > 1 && std::abs(column - accent.index) < step)))
            continue;
        const double middle = layout.cellRect(0, column).center().x();
        if (middle < layout.frame.left() || middle > layout.frame.right())
            continue;
        painter.setFont(accented ? bold : plain);
        painter.setPen(accented ? accent.color : theme.muted);
        if (layout.turnedLabels) {
            const QString text = QFontMetricsF(painter.font()).elidedText(labels[column], Qt::ElideRight, kLongestSlant * zoom());
            painter.save();
            painter.translate(middle, layout.frame.top() - kGap * 0.5);
            painter.rotate(-kSlant);
            painter.drawText(QPointF(0, metrics.ascent() * 0.36), text);
            painter.restore();
        } else {
            const double room = std::max(needed, layout.cell.width() * step);
            const QRectF band(
                middle - room / 2, layout.frame.top() - layout.columnLabelHeight, room, layout.columnLabelHeight - kGap * 0.5);
            const QString text = QFontMetricsF(painter.font()).elidedText(labels[column], Qt::ElideRight, room);
            painter.drawText(band, Qt::AlignHCenter | Qt::AlignBottom | Qt::TextSingleLine, text);
        }
    }
}

} // namespace headscope
