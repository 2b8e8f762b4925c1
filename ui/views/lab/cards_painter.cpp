#include "ui/views/lab/cards_painter.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/matrix_labels.h"
#include "ui/views/shared/matrix/matrix_painter.h"

#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kLabelledCell = 13; // pixels before zoom from which a token stands at each row
constexpr double kLargestCell = 76;
constexpr double kLargePicture = 340; // pixels before zoom
constexpr double kRadius = 10;
constexpr int kDigits = 4; // of a weight: those of hard attention are shown where others would be

QStringList labelsOf(const std::vector<std::string> &names)
{
    QStringList labels;
    for (const std::string &name : names)
        labels << QString::fromStdString(name);
    return labels;
}

MatrixPicture pictureOf(const LabCard &card)
{
    const ValueRange found = rangeOf(card.weights.view);
    if (found.low < 0) // out of a difference, or implied
        return divergingPicture(card.weights, 2);
    return sequentialPicture(card.weights, {0, std::max(found.high, 1e-6)}, 2);
}

void paintBadges(QPainter &painter, const QStringList &badges, const QRectF &line)
{
    const Theme &theme = Theme::current();
    painter.setFont(cardFont());
    double left = line.left();
    for (const QString &badge : badges) {
        const QRectF pill(left, line.top(), QFontMetricsF(painter.font()).horizontalAdvance(badge) + 14 * figureZoom(), line.height());
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accentSoft);
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2);
        painter.setPen(theme.accent);
        painter.drawText(pill, Qt::AlignCenter, badge);
        left = pill.right() + 6 * figureZoom();
    }
}

/// A pin: filled where it holds.
void paintMark(QPainter &painter, const QRectF &place)
{
    const Theme &theme = Theme::current();
    const double unit = place.width() / 18;
    painter.save();
    painter.translate(place.center());
    painter.scale(unit, unit);
    painter.rotate(35);
    painter.setPen(QPen(theme.accent, 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(QRectF(-3, -7, 6, 6), 1.5, 1.5);
    painter.drawLine(QPointF(-5, -0.5), QPointF(5, -0.5));
    painter.drawLine(QPointF(0, 0), QPointF(0, 6));
    painter.restore();
}

void paintPattern(QPainter &painter, const LabCard &card, const QRectF &area, bool onScreen)
{
    const Theme &theme = Theme::current();
    const MatrixLayout layout = patternLayout(card, area);
    MatrixPicture picture = pictureOf(card);
    picture.digits = layout.rowLabelWidth > 0 && hasReadableDigits(layout.cell, std::max(picture.widest, kDigits));
    if (onScreen && !card.chosen.mechanism->readsOther)
        picture.mask = card.run->mask;
    paintMatrix(painter, picture, layout);
    if (layout.rowLabelWidth > 0) {
        paintRowLabels(painter, layout, labelsOf(card.queryNames()), {}, kReadableLabel);
        paintColumnLabels(painter, layout, labelsOf(card.keyNames()), {});
    }
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(layout.frame.adjusted(-0.5, -0.5, 0.5, 0.5));
}

void paintState(QPainter &painter, const CardWords &words, const QRectF &area, bool over)
{
    const Theme &theme = Theme::current();
    painter.setPen(QPen(theme.line, 1, Qt::DashLine));
    QColor ground = theme.canvas;
    if (over)
        ground.setAlphaF(0.86F);
    painter.setBrush(ground);
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setPen(words.isProblem ? theme.error : theme.muted);
    painter.setFont(cardFont());
    painter.drawText(area.adjusted(10, 8, -10, -8), Qt::AlignCenter | Qt::TextWordWrap, words.state);
}

} // namespace

QFont cardTitleFont()
{
    return figureFont(13, QFont::DemiBold);
}

QFont cardFont()
{
    return figureFont(11.5);
}

QFont cardNumberFont()
{
    return figureMono(11.5);
}

QString weightText(float weight)
{
    return numberText(double(weight), {.decimals = std::abs(weight) < 0.001F && weight != 0 ? 5 : 3});
}

MatrixLayout patternLayout(const LabCard &card, const QRectF &area)
{
    const int rows = card.weights.rows();
    const int columns = card.weights.cols();
    const double zoom = figureZoom();
    MatrixLayout layout = MatrixLayout::fit(area, rows, columns, 0, 0, 1e4, true);
    const bool isLarge = layout.frame.height() >= kLargePicture * zoom; // some of its tokens stand there, if not all
    if (isLarge || std::min(layout.cell.width(), layout.cell.height()) >= (kLabelledCell + 4) * zoom) {
        double cell = kLargestCell * zoom;
        MatrixLayout labelled;
        for (int round = 0; round < 2; ++round) { // whether labels slant depends on the cell, and the cell on their room
            const LabelSpace labels = measureLabels(labelsOf(card.queryNames()), labelsOf(card.keyNames()), cell);
            labelled = MatrixLayout::fit(
                area.adjusted(0, 0, -labels.overhang, 0), rows, columns, labels.rowWidth, labels.columnHeight, kLargestCell * zoom, true);
            labelled.turnedLabels = labels.turned;
            cell = labelled.cell.width();
        }
        if (isLarge || cell >= kLabelledCell * zoom)
            layout = labelled;
    }
    const QRectF bounds = layout.bounds();
    layout.frame.translate(area.center().x() - bounds.center().x(), area.top() - bounds.top());
    return layout;
}

void paintCard(QPainter &painter, const CardWords &words, const LabCard *card, const CardPlace &place, const CardLook &look)
{
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(look.selected ? theme.accent : look.hovered ? theme.faint : theme.line, look.selected ? 2 : 1));
    painter.setBrush(theme.panel);
    const double inset = look.selected ? 1 : 0.5;
    painter.drawRoundedRect(place.card.adjusted(inset, inset, -inset, -inset), kRadius, kRadius);

    painter.setPen(theme.text);
    painter.setFont(cardTitleFont());
    painter.drawText(place.title, Qt::TextWordWrap, words.title);
    if (words.pinned)
        paintMark(painter, place.mark);
    painter.setPen(theme.muted);
    painter.setFont(cardFont());
    painter.drawText(place.source, Qt::TextWordWrap, words.source);
    paintBadges(painter, words.badges, place.badges);

    const bool hasPattern = card && !card->weights.empty();
    if (hasPattern)
        paintPattern(painter, *card, place.picture, look.onScreen);
    if (!words.state.isEmpty())
        paintState(painter, words, place.picture, hasPattern);

    painter.setPen(theme.text);
    painter.setFont(cardFont());
    painter.drawText(place.idea, Qt::TextWordWrap, words.idea);
    for (std::size_t i = 0; i < words.facts.size(); ++i) {
        const QRectF line = place.facts[i];
        painter.setPen(theme.muted);
        painter.setFont(cardFont());
        painter.drawText(line, Qt::AlignLeft | Qt::AlignTop, words.facts[i].label);
        painter.setPen(theme.text);
        painter.setFont(cardNumberFont());
        painter.drawText(line.adjusted(place.labels, 0, 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, words.facts[i].value);
    }
    if (!words.note.isEmpty()) {
        painter.setPen(theme.muted);
        painter.setFont(cardFont());
        painter.drawText(place.note, Qt::TextWordWrap, words.note);
    }
    painter.restore();
}

void paintPointedPair(QPainter &painter, const LabCard &card, const CardPlace &place, CellIndex cell)
{
    if (cell.row >= card.weights.rows() || cell.column >= card.weights.cols())
        return;
    const Theme &theme = Theme::current();
    const MatrixLayout layout = patternLayout(card, place.picture);
    const auto frame = [&](const QRectF &rect, const QColor &color) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme.panel, 3));
        painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5));
        painter.setPen(QPen(color, 1.5));
        painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5));
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    frame(layout.rowRect(cell.row), theme.query);
    frame(layout.columnRect(cell.column), theme.key);
    const QString number = weightText(card.weights(cell.row, cell.column));
    painter.setFont(figureMono(11.5, QFont::DemiBold));
    const QFontMetricsF metrics(painter.font());
    const QSizeF size(metrics.horizontalAdvance(number) + 12, metrics.height() + 4);
    const QRectF at = layout.cellRect(cell.row, cell.column);
    QRectF pill(at.right() + 4, at.top() - size.height() - 2, size.width(), size.height());
    if (pill.right() > place.card.right() - 2)
        pill.moveRight(at.left() - 4);
    if (pill.top() < layout.frame.top())
        pill.moveTop(at.bottom() + 2);
    painter.setPen(QPen(theme.accent, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(pill, 5, 5);
    painter.setPen(theme.text);
    painter.drawText(pill, Qt::AlignCenter, number);
    painter.restore();
}

} // namespace headscope
