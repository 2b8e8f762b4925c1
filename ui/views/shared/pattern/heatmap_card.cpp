#include "ui/views/shared/pattern/heatmap_card.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/pattern/measure_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <vector>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::HeatmapCard)
};

/// What is not zero does not read as zero.
QString valueText(float value)
{
    constexpr float smallest = 0.00005F;
    return value > 0 && value < smallest ? QStringLiteral("< 0.0001") : numberText(value, {4, false});
}

float numberOf(const Pattern &pattern, CellIndex cell)
{
    float number = 0;
    pattern.block(cell.row, cell.column, {&number, 1, 1, 1});
    return number;
}

struct Rank {
    int rank = 1; ///< 1: no key has a larger weight
    int allowed = 0; ///< keys that may be looked at
};

Rank rankOf(const HeatmapContent &content, CellIndex cell)
{
    const int keys = content.scores->columnCount();
    std::vector<float> scores(static_cast<std::size_t>(keys));
    std::vector<float> weights(static_cast<std::size_t>(keys));
    content.scores->block(cell.row, 0, {scores.data(), 1, keys, keys});
    content.weights->block(cell.row, 0, {weights.data(), 1, keys, keys});
    Rank result;
    for (int s = 0; s < keys; ++s) {
        result.rank += weights[std::size_t(s)] > weights[std::size_t(cell.column)] ? 1 : 0;
        result.allowed += std::isinf(scores[std::size_t(s)]) ? 0 : 1;
    }
    return result;
}

QString signedText(double value, int decimals)
{
    const QString text = numberText(value, {decimals, false});
    return value > 0 ? QLatin1Char('+') + text : text;
}

} // namespace

HeatmapCard heatmapCard(const HeatmapContent &content, CellIndex cell)
{
    if (cell.row < 0 || cell.column < 0 || cell.row >= content.rowCount() || cell.column >= content.columnCount())
        return {};
    const bool holdsAll = !content.isPooled() && content.shown != Shown::difference;
    const float value = holdsAll ? content.picture.numbers(cell.row, cell.column) : numberOf(*content.later, cell);
    const Measure measure = content.request.choice.measure;

    HeatmapCard card;
    card.heading
        = QStringLiteral("%1 → %2").arg(content.picture.rowLabels.value(cell.row), content.picture.columnLabels.value(cell.column));
    if (measure != Measure::scores || !content.weights)
        card.lines << QStringLiteral("%1 %2").arg(tableWords(measureInfo(measure).number), valueText(value));
    if (content.weights) {
        const CellIndex tokens{
            content.pattern->rows()[std::size_t(cell.row)].first, content.pattern->columns()[std::size_t(cell.column)].first};
        if (measure != Measure::weights)
            card.lines << Words::tr("weight %1").arg(valueText(numberOf(*content.weights, tokens)));
        const float score = numberOf(*content.scores, tokens);
        if (std::isnan(score) || score == HUGE_VALF) {
            card.lines << Words::tr("score %1").arg(numberText(score, {3, false}));
        } else if (std::isinf(score)) {
            card.lines << Words::tr("score −∞: may not be looked at");
        } else if (std::isnan(numberOf(*content.weights, tokens))) {
            card.lines << Words::tr("score %1 · no rank: this row is undefined").arg(numberText(score, {3, false}));
        } else {
            const auto [rank, allowed] = rankOf(content, tokens);
            card.lines << Words::tr("score %1 · rank %2 of %3").arg(numberText(score, {3, false})).arg(rank).arg(allowed);
        }
    }
    if (content.earlier) {
        const float before = numberOf(*content.earlier, cell);
        card.lines << Words::tr("was %1 · Δ %2").arg(valueText(before), signedText(double(value) - before, 4));
    }
    return card;
}

void paintHeatmapCard(QPainter &painter, const HeatmapCard &card, const QPointF &at, const QRectF &bounds)
{
    const Theme &theme = Theme::current();
    const QFont headingFont = figureFont(13, QFont::DemiBold);
    const QFont firstFont = figureMono(12);
    const QFont restFont = figureFont(11);
    const QFontMetricsF heading(headingFont);
    const QFontMetricsF first(firstFont);
    const QFontMetricsF rest(restFont);
    double width = heading.horizontalAdvance(card.heading);
    double height = heading.height() + 4;
    for (qsizetype i = 0; i < card.lines.size(); ++i) {
        const QFontMetricsF &metrics = i == 0 ? first : rest;
        width = std::max(width, metrics.horizontalAdvance(card.lines[i]));
        height += metrics.height() + 2;
    }
    width = std::min(std::ceil(width), bounds.width() - 40);
    QRectF box(at + QPointF(18, 18), QSizeF(width + 28, height + 20));
    if (box.right() > bounds.right() - 4)
        box.moveRight(at.x() - 18);
    if (box.bottom() > bounds.bottom() - 4)
        box.moveBottom(at.y() - 14);
    box.moveLeft(std::max(box.left(), bounds.left() + 4));
    box.moveTop(std::max(box.top(), bounds.top() + 4));

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int ring = 3; ring > 0; --ring) { // a soft shadow
        painter.setBrush(QColor(0, 0, 0, theme.dark ? 40 : 14));
        painter.drawRoundedRect(box.adjusted(-ring, -ring + 2, ring, ring + 2), 10 + ring, 10 + ring);
    }
    painter.setBrush(theme.panel);
    painter.setPen(QPen(theme.line, 1));
    painter.drawRoundedRect(box, 10, 10);
    double top = box.top() + 10;
    painter.setFont(headingFont);
    painter.setPen(theme.text);
    painter.drawText(QRectF(box.left() + 14, top, width, heading.height()), Qt::AlignLeft | Qt::AlignVCenter,
        heading.elidedText(card.heading, Qt::ElideMiddle, width));
    top += heading.height() + 4;
    for (qsizetype i = 0; i < card.lines.size(); ++i) {
        const QFontMetricsF &metrics = i == 0 ? first : rest;
        painter.setFont(i == 0 ? firstFont : restFont);
        painter.setPen(i == 0 ? theme.text : theme.muted);
        painter.drawText(QRectF(box.left() + 14, top, width, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter, card.lines[i]);
        top += metrics.height() + 2;
    }
    painter.restore();
}

} // namespace headscope
