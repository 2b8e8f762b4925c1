#include "ui/views/arithmetic/arithmetic_painter.h"

#include "ui/theme/undefined_color.h"
#include "ui/views/arithmetic/arithmetic_line.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 24;
constexpr double kBetween = 34; // room for "+"
constexpr double kSmallestBlock = 58;
constexpr double kLongestLabel = 110;
constexpr double kLinesGap = 30;

QFont termFont()
{
    return figureMono(13.5);
}

QFont labelFont()
{
    return figureFont(11);
}

QFont valueFont()
{
    return figureMono(11);
}

double width(const QFont &font, const QString &text)
{
    return QFontMetricsF(font).horizontalAdvance(text);
}

double partsWidth(const std::vector<ColoredText> &parts, const QFont &font)
{
    double sum = 0;
    for (const ColoredText &part : parts)
        sum += width(font, part.text);
    return sum;
}

qsizetype characters(const std::vector<ColoredText> &parts)
{
    qsizetype sum = 0;
    for (const ColoredText &part : parts)
        sum += part.text.size();
    return sum;
}

void paintParts(QPainter &painter, const std::vector<ColoredText> &parts, const QRectF &line)
{
    const Theme &theme = Theme::current();
    double x = line.left();
    for (const ColoredText &part : parts) {
        const double advance = QFontMetricsF(painter.font()).horizontalAdvance(part.text);
        painter.setPen(theme.*part.color);
        painter.drawText(QRectF(x, line.top(), advance + 2, line.height()),
            Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip | Qt::TextSingleLine, part.text);
        x += advance;
    }
}

void paintBar(QPainter &painter, const TermBlock &block, const QRectF &room, double largest)
{
    const Theme &theme = Theme::current();
    const double share = std::isnan(block.value) ? 1 : largest > 0 && std::isfinite(block.value) ? std::abs(block.value) / largest : 0;
    const double height = std::max(share > 0 ? 1.5 : 0.0, share * room.height());
    // Up for more, down for less would halve the height for both: colour says the sign, height the size.
    const QRectF bar(room.left(), room.bottom() - height, room.width(), height);
    painter.setPen(Qt::NoPen);
    painter.setBrush(std::isnan(block.value) ? undefinedColor()
            : block.current                  ? theme.result
            : block.value < 0                ? theme.negative
                                             : theme.positive);
    if (height > 0)
        painter.drawRoundedRect(bar, std::min(3.0, height / 2), std::min(3.0, height / 2));
    painter.setPen(QPen(theme.line, 1));
    painter.drawLine(room.bottomLeft(), room.bottomRight());
}

void paintBlock(QPainter &painter, const TermBlock &block, const QRectF &rect, double largest)
{
    const Theme &theme = Theme::current();
    const double labelHeight = QFontMetricsF(labelFont()).height() + 2;
    const double termHeight = QFontMetricsF(termFont()).height() + 4;
    const double valueHeight = QFontMetricsF(valueFont()).height() + 3;
    painter.setFont(labelFont());
    painter.setPen(block.current ? theme.result : theme.muted);
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), labelHeight), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(painter.font()).elidedText(block.label, Qt::ElideRight, rect.width()));
    painter.setFont(termFont());
    paintParts(painter, block.parts, QRectF(rect.left(), rect.top() + labelHeight, rect.width(), termHeight));
    const double top = rect.top() + labelHeight + termHeight + 4;
    const double bottom = rect.bottom() - valueHeight;
    if (block.hasBar && bottom - top >= 6)
        paintBar(painter, block, QRectF(rect.left(), top, rect.width(), bottom - top), largest);
    painter.setFont(valueFont());
    painter.setPen(block.current ? theme.result : theme.muted);
    painter.drawText(QRectF(rect.left(), rect.bottom() - valueHeight + 2, rect.width(), valueHeight),
        Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip, block.valueText);
}

void paintTerms(QPainter &painter, const ArithmeticSheet &sheet, const ArithmeticLayout &layout, double scroll)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setClipRect(layout.terms.adjusted(-2, 0, 2, 0), Qt::IntersectClip);
    const double labelHeight = QFontMetricsF(labelFont()).height() + 2;
    const double termHeight = QFontMetricsF(termFont()).height() + 4;
    for (std::size_t i = 0; i < sheet.blocks.size(); ++i) {
        const QRectF rect(layout.terms.left() + layout.lefts[i] - scroll, layout.terms.top(), layout.widths[i], layout.terms.height());
        if (rect.right() + kBetween < layout.terms.left() || rect.left() > layout.terms.right())
            continue;
        paintBlock(painter, sheet.blocks[i], rect, layout.largest);
        if (i + 1 < sheet.blocks.size()) {
            painter.setFont(termFont());
            painter.setPen(theme.muted);
            painter.drawText(QRectF(rect.right(), rect.top() + labelHeight, kBetween, termHeight), Qt::AlignCenter, sheet.between);
        }
    }
    painter.restore();
    // A soft edge says that there is more.
    const auto fade = [&](double from, double to) {
        QLinearGradient gradient(from, 0, to, 0);
        QColor clear = theme.panel;
        clear.setAlpha(0);
        gradient.setColorAt(0, clear);
        gradient.setColorAt(1, theme.panel);
        painter.fillRect(
            QRectF(QPointF(std::min(from, to), layout.terms.top()), QPointF(std::max(from, to), layout.terms.bottom() + 1)), gradient);
    };
    if (scroll < layout.scrollRange() - 1)
        fade(layout.terms.right() - 22, layout.terms.right() + 2);
    if (scroll > 1)
        fade(layout.terms.left() + 22, layout.terms.left() - 2);
}

} // namespace

ArithmeticLayout layOutSheet(const ArithmeticSheet &sheet, const QSizeF &size, double reserved)
{
    ArithmeticLayout layout;
    const double titleHeight = QFontMetricsF(figureFont(13, QFont::DemiBold)).height() + 6;
    layout.title = QRectF(kMargin, 12, std::max(40.0, size.width() - 2 * kMargin - reserved), titleHeight);
    const double top = layout.title.bottom() + 8;
    const double bottom = size.height() - 14;
    double x = 0;
    const QFont terms = termFont();
    const QFontMetricsF labels(labelFont());
    // Hundreds of terms at every move of the pointer: one advance of the monospaced font instead of shaping each.
    const double advance = QFontMetricsF(terms).horizontalAdvance(QLatin1Char('0'));
    for (const TermBlock &block : sheet.blocks) {
        const double blockWidth = std::max({kSmallestBlock, double(characters(block.parts)) * advance + 4,
            std::min(kLongestLabel, labels.horizontalAdvance(block.label))});
        layout.lefts.push_back(x);
        layout.widths.push_back(blockWidth);
        x += blockWidth + kBetween;
        if (std::isfinite(block.value))
            layout.largest = std::max(layout.largest, std::abs(block.value));
    }
    layout.rowWidth = std::max(0.0, x - kBetween);
    double linesWidth = 0;
    for (const auto &line : sheet.lines)
        linesWidth = std::max(linesWidth, partsWidth(line, terms) + 4);
    const double available = size.width() - 2 * kMargin;
    const double forTerms = sheet.blocks.empty() ? 0 : std::max(60.0, std::min(layout.rowWidth, available - linesWidth - kLinesGap));
    layout.terms = QRectF(kMargin, top, forTerms, std::max(20.0, bottom - top));
    const double linesLeft = sheet.blocks.empty() ? kMargin : layout.terms.right() + kLinesGap;
    layout.lines = QRectF(linesLeft, top, std::max(20.0, size.width() - kMargin - linesLeft), layout.terms.height());
    return layout;
}

void paintSheet(QPainter &painter, const ArithmeticSheet &sheet, const ArithmeticLayout &layout, double scroll)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(figureFont(13, QFont::DemiBold));
    painter.setPen(theme.text);
    const QFontMetricsF metrics(painter.font());
    const QString title = metrics.elidedText(sheet.title, Qt::ElideRight, layout.title.width());
    painter.drawText(layout.title, Qt::AlignLeft | Qt::AlignVCenter, title);
    const QRectF rest = layout.title.adjusted(metrics.horizontalAdvance(title) + 16, 0, 0, 0);
    painter.setFont(figureFont(12));
    painter.setPen(theme.muted);
    if (rest.width() > 60)
        painter.drawText(
            rest, Qt::AlignLeft | Qt::AlignVCenter, QFontMetricsF(painter.font()).elidedText(sheet.formula, Qt::ElideRight, rest.width()));

    paintTerms(painter, sheet, layout, scroll);

    painter.setFont(termFont());
    const double labelHeight = QFontMetricsF(labelFont()).height() + 2;
    const double lineHeight
        = std::min(QFontMetricsF(termFont()).height() + 10, layout.lines.height() / std::max<double>(1, double(sheet.lines.size())));
    // The first line stands on the line of the terms.
    double y = layout.lines.top()
        + (sheet.blocks.empty() ? 0
                                : std::min(labelHeight, std::max(0.0, layout.lines.height() - lineHeight * double(sheet.lines.size()))));
    for (const auto &line : sheet.lines) {
        paintParts(painter, line,
            QRectF(layout.lines.left(), y, layout.lines.width(), std::min(lineHeight, QFontMetricsF(termFont()).height() + 4)));
        y += lineHeight;
    }
    painter.restore();
}

void paintSheetLine(QPainter &painter, const ArithmeticSheet &sheet, const QRectF &area)
{
    constexpr double gap = 18;
    const QFont titleFont = figureFont(13, QFont::DemiBold);
    const QFontMetricsF metrics(titleFont);
    const QString title = metrics.elidedText(sheet.shortTitle, Qt::ElideMiddle, area.width() / 3);
    painter.setFont(titleFont);
    painter.setPen(Theme::current().text);
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, title);
    const QRectF rest = area.adjusted(metrics.horizontalAdvance(title) + gap, 0, 0, 0);
    painter.setFont(termFont());
    paintParts(painter, sheetLine(sheet, termFont(), rest.width()), rest);
}

} // namespace headscope
