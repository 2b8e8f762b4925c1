#include "ui/views/heatmap/heatmap_card.h"

#include "ui/theme/theme.h"
#include "ui/views/matrix/figure_font.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::HeatmapCard)
};

/// What is not zero does not read as zero.
QString weightText(float weight)
{
    constexpr float smallest = 0.00005F;
    return weight > 0 && weight < smallest ? QStringLiteral("< 0.0001") : numberText(weight, {4, false});
}

QString signedText(double value, int decimals)
{
    const QString text = numberText(value, {decimals, false});
    return value > 0 ? QLatin1Char('+') + text : text;
}

} // namespace

HeatmapCard heatmapCard(const Session &session, const HeatmapContent &content, CellIndex cell)
{
    const auto trace = content.shown == Shown::original ? session.original() : session.trace();
    const auto original = session.original();
    const StageKey weightKey{Stage::weights, content.key.layer, content.key.head};
    if (!trace || cell.row < 0 || cell.column < 0 || weightKey.layer >= trace->config().layers || cell.row >= trace->rowCount(weightKey)
        || cell.column >= trace->columnCount(weightKey))
        return {};
    const StageKey scoreKey{Stage::maskedScores, content.key.layer, content.key.head};
    const Matrix weights = trace->rows(weightKey, cell.row, 1);
    const float weight = weights(0, cell.column);
    const Matrix scores = trace->rows(scoreKey, cell.row, 1);
    const float score = scores(0, cell.column);

    HeatmapCard card;
    card.heading = QStringLiteral("%1 → %2").arg(QString::fromStdString(trace->rowTokens(weightKey)[std::size_t(cell.row)].display),
        QString::fromStdString(trace->keyTokens(weightKey.layer)[std::size_t(cell.column)].display));
    card.lines << Words::tr("weight %1").arg(weightText(weight));
    if (std::isinf(score)) {
        card.lines << Words::tr("score −∞: may not be looked at");
    } else {
        int rank = 1;
        int allowed = 0;
        for (int s = 0; s < weights.cols(); ++s) {
            rank += weights(0, s) > weight ? 1 : 0;
            allowed += std::isinf(scores(0, s)) ? 0 : 1;
        }
        card.lines << Words::tr("score %1 · rank %2 of %3").arg(numberText(score, {3, false})).arg(rank).arg(allowed);
    }
    if (content.shown != Shown::original && original && original != trace && original->rowCount(weightKey) == trace->rowCount(weightKey)
        && original->columnCount(weightKey) == trace->columnCount(weightKey)) {
        const float before = original->rows(weightKey, cell.row, 1)(0, cell.column);
        card.lines << Words::tr("was %1 · Δ %2").arg(weightText(before), signedText(double(weight) - before, 4));
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
