#include "ui/views/table/head_table_painter.h"

#include "src/tensor/missing_number.h"
#include "ui/theme/theme.h"
#include "ui/theme/undefined_color.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/scores/score_words.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kNameWidth = 64;
constexpr double kColumnWidth = 84;
constexpr double kRowHeight = 24;
constexpr double kHeadHeight = 56;
constexpr double kTitleHeight = 34;

double titleHeight(const HeadTableFigure &figure)
{
    return figure.title.isEmpty() ? 0 : kTitleHeight;
}

} // namespace

void paintScore(QPainter &painter, const QRectF &cell, double value, const std::pair<double, double> &range)
{
    const Theme &theme = Theme::current();
    const QRectF inner = cell.adjusted(4, 3, -4, -3);
    if (std::isfinite(value) && range.second > range.first) {
        const auto place = [&](double number) {
            return inner.left() + inner.width() * std::clamp((number - range.first) / (range.second - range.first), 0.0, 1.0);
        };
        const double zero = place(0);
        const double end = place(value);
        QColor fill = range.first < 0 ? (value < 0 ? theme.negative : theme.positive) : theme.accent;
        fill.setAlphaF(theme.dark ? 0.38F : 0.26F);
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRect(QRectF(QPointF(std::min(zero, end), inner.top()), QPointF(std::max(zero, end), inner.bottom())));
        if (range.first < 0) {
            painter.setPen(QPen(theme.line, 1));
            painter.drawLine(QPointF(zero, cell.top()), QPointF(zero, cell.bottom()));
        }
    }
    const bool undefined = isUndefined(value);
    if (undefined)
        painter.fillRect(inner, undefinedColor());
    painter.setPen(isMissing(value) ? theme.muted : theme.text);
    painter.drawText(inner.adjusted(2, 0, -4, 0), Qt::AlignRight | Qt::AlignVCenter, scoreText(value));
}

QSizeF headTableSize(const HeadTableFigure &figure)
{
    return {kNameWidth + kColumnWidth * double(std::max<std::size_t>(1, figure.columns.size())),
        titleHeight(figure) + kHeadHeight + kRowHeight * double(figure.rows.size()) + 8};
}

void paintHeadTable(QPainter &painter, const HeadTableFigure &figure)
{
    const Theme &theme = Theme::current();
    const QSizeF size = headTableSize(figure);
    painter.setPen(theme.text);
    painter.setFont(figureFont(13, QFont::DemiBold));
    painter.drawText(QRectF(0, 0, size.width(), kTitleHeight - 8), Qt::AlignLeft | Qt::AlignVCenter, figure.title);

    painter.setFont(figureFont(11));
    painter.setPen(theme.muted);
    const double above = titleHeight(figure);
    const double top = above + kHeadHeight;
    for (std::size_t c = 0; c < figure.columns.size(); ++c) {
        const QRectF head(kNameWidth + kColumnWidth * double(c) + 4, above, kColumnWidth - 12, kHeadHeight - 6);
        painter.drawText(head, Qt::AlignRight | Qt::AlignBottom | Qt::TextWordWrap, scoreTitle(figure.columns[c]));
    }
    painter.setPen(QPen(theme.line, 1));
    painter.drawLine(QPointF(0, top), QPointF(size.width(), top));
    for (std::size_t r = 0; r < figure.rows.size(); ++r) {
        const double y = top + kRowHeight * double(r);
        painter.setFont(figureMono(12, QFont::DemiBold));
        painter.setPen(theme.accent);
        painter.drawText(QRectF(0, y, kNameWidth - 14, kRowHeight), Qt::AlignRight | Qt::AlignVCenter, figure.names.value(qsizetype(r)));
        painter.setFont(figureMono(12));
        for (std::size_t c = 0; c < figure.columns.size(); ++c)
            paintScore(painter, QRectF(kNameWidth + kColumnWidth * double(c), y, kColumnWidth, kRowHeight),
                figure.rows[r].value(figure.columns[c]), figure.ranges[c]);
    }
}

} // namespace headscope
