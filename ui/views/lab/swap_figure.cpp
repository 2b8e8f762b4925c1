#include "ui/views/lab/swap_figure.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/figure_words.h"
#include "ui/views/shared/matrix/matrix_labels.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Swap)
};

constexpr double kGap = 28;
constexpr double kLargestCell = 48;
constexpr double kLine = 22; // of one bar
constexpr int kFewWords = 3;
constexpr double kWide = 780; // from here on numbers stand beside the patterns
constexpr double kLow = 290; // patterns lower than that would have nothing left above numbers
constexpr double kNumbersWidth = 300;
constexpr double kDigits = 76;
constexpr std::array<int, 2> kSides{0, 1};

QStringList notesOf(const SwapContent &content)
{
    QStringList notes{Words::tr("The model was not trained with it: this is not what a model trained with it would say.")};
    for (const std::string &note : content.result.notes)
        notes << QString::fromStdString(note);
    return notes;
}

QString headingOf(const SwapContent &content)
{
    return Words::tr("%1 in the place of the model's own attention, %2")
        .arg(QString::fromStdString(std::string(content.mechanism->title)), content.where);
}

double headingHeight(const SwapContent &content, double width)
{
    const QFontMetricsF metrics(figureFont(12));
    return kHeading + 4
        + metrics.boundingRect(QRectF(0, 0, width, 1000), Qt::TextWordWrap, notesOf(content).join(QLatin1Char(' '))).height() + 14;
}

double wordsHeight(const SwapContent &content, int words)
{
    return words == 0 || content.words.empty() ? 0 : kHeading + kNote + 6 + kWord * words;
}

int wordCount(const SwapContent &content)
{
    return static_cast<int>(content.words.size());
}

double lossHeight(const SwapContent &content)
{
    return content.result.lossBefore ? kHeading + kNote + 2 * kLine + 18 : 0;
}

MatrixLayout placePattern(const SwapContent &content, const QRectF &room, CellShape shape)
{
    MatrixLayout layout;
    double cell = kLargestCell;
    for (int round = 0; round < 2; ++round) { // whether labels slant depends on the cell, and the cell on their room
        const LabelSpace labels = measureLabels(content.rows, content.columns, cell);
        layout = MatrixLayout::fit(room.adjusted(0, 0, -labels.overhang, 0), int(content.rows.size()), int(content.columns.size()),
            labels.rowWidth, labels.columnHeight, shape == CellShape::square ? kLargestCell : kLargestCell * kWidestCell,
            shape == CellShape::square);
        if (shape == CellShape::filling) {
            layout.cell = fillingCell(layout.cell, kLargestCell);
            layout.frame.setSize({layout.cell.width() * layout.columns, layout.cell.height() * layout.rows});
        }
        layout.turnedLabels = labels.turned;
        cell = layout.cell.width();
    }
    return layout;
}

void paintPattern(QPainter &painter, const SwapContent &content, const Matrix &numbers, const MatrixLayout &layout, CellShape shape)
{
    MatrixPicture picture = sequentialPicture(numbers, {0, 1}, 2);
    picture.range = {0, std::max(1.0, picture.found.high)};
    if (shape == CellShape::filling) {
        picture.digits = hasReadableDigits(layout.cell, picture.widest);
        picture.mask = content.mask;
    }
    paintMatrix(painter, picture, layout);
    paintRowLabels(painter, layout, content.rows, {}, shape == CellShape::filling ? kReadableLabel : kSmallestRowLabel);
    paintColumnLabels(painter, layout, content.columns, {});
    painter.setPen(QPen(Theme::current().line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(layout.frame.adjusted(-0.5, -0.5, 0.5, 0.5));
}

struct Bar {
    QString digits;
    double share; ///< of the longest, 0 … 1
    QColor color;
};

void paintBar(QPainter &painter, const QRectF &line, const Bar &bar)
{
    const Theme &theme = Theme::current();
    const QRectF room = line.adjusted(0, 4, -kDigits, -4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.emptyCell);
    painter.drawRoundedRect(room, 3, 3);
    if (std::isfinite(bar.share) && bar.share > 0) {
        painter.setBrush(bar.color);
        painter.drawRoundedRect(QRectF(room.left(), room.top(), std::max(2.0, room.width() * bar.share), room.height()), 3, 3);
    }
    painter.setPen(theme.text);
    painter.setFont(figureMono(11));
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, bar.digits);
}

void paintLoss(QPainter &painter, const SwapContent &content, const QRectF &area)
{
    const Theme &theme = Theme::current();
    const double before = *content.result.lossBefore;
    const double after = *content.result.lossAfter;
    paintHeading(painter, QRectF(area.left(), area.top(), area.width(), kHeading + kNote), Words::tr("Loss of the text"),
        Words::tr("mean of −ln p(next token); chance alone: %1")
            .arg(std::log(double(content.result.trace->config().vocabulary)), 0, 'f', 2));
    const double longest = std::max(before, after);
    const double name = 52;
    for (const int side : kSides) {
        const QRectF line(area.left(), area.top() + kHeading + kNote + 4 + side * kLine, area.width(), kLine);
        painter.setFont(figureFont(12));
        painter.setPen(theme.muted);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, side == 0 ? Words::tr("before") : Words::tr("after"));
        const double loss = side == 0 ? before : after;
        paintBar(painter, line.adjusted(name, 0, 0, 0),
            {QString::number(loss, 'f', 3), longest > 0 ? loss / longest : 0, side == 0 ? theme.muted : theme.accent});
    }
}

void paintWords(QPainter &painter, const SwapContent &content, const QRectF &area, int count)
{
    const Theme &theme = Theme::current();
    paintHeading(painter, QRectF(area.left(), area.top(), area.width(), kHeading + kNote), Words::tr("Prediction %1").arg(content.place),
        Words::tr("grey: before; coloured: after"));
    const double top = area.top() + kHeading + kNote + 6;
    const double nameWidth = area.width() * 0.34;
    double longest = 1e-9;
    for (const SwapContent::Word &word : content.words)
        longest = std::max({longest, word.before, word.after});
    for (int i = 0; i < count; ++i) {
        const SwapContent::Word &word = content.words[static_cast<std::size_t>(i)];
        const QRectF line(area.left(), top + kWord * i, area.width(), kWord - 4);
        painter.setFont(figureFont(12));
        painter.setPen(theme.text);
        const QString name = QFontMetricsF(painter.font()).elidedText(word.word, Qt::ElideRight, nameWidth - 8);
        painter.drawText(QRectF(line.left(), line.top(), nameWidth - 8, line.height()), Qt::AlignRight | Qt::AlignVCenter, name);
        for (const int side : kSides) {
            const double share = side == 0 ? word.before : word.after;
            const double half = line.height() / 2;
            const QRectF bar(line.left() + nameWidth, line.top() + side * half, line.width() - nameWidth, half);
            painter.setPen(Qt::NoPen);
            painter.setBrush(side == 0 ? theme.muted : theme.accent);
            painter.drawRoundedRect(
                QRectF(bar.left(), bar.top() + 1, std::max(1.5, (bar.width() - kDigits) * share / longest), bar.height() - 2), 2, 2);
            painter.setPen(side == 0 ? theme.muted : theme.text);
            painter.setFont(figureMono(11));
            painter.drawText(bar.adjusted(0, -2, 0, 2), Qt::AlignRight | Qt::AlignVCenter, percentText(share));
        }
    }
}

} // namespace

SwapLayout layOutSwap(const SwapContent &content, const QRectF &area, CellShape shape)
{
    SwapLayout layout;
    layout.heading = {area.left(), area.top(), area.width(), headingHeight(content, area.width())};
    QRectF rest = area.adjusted(0, layout.heading.height(), 0, 0);
    const double loss = lossHeight(content);
    if (area.width() >= kWide || rest.height() < kLow || shape == CellShape::square) {
        const int room = static_cast<int>((rest.height() - loss - wordsHeight(content, 1) + kWord) / kWord);
        layout.shownWords = std::min(wordCount(content), std::max(room, 0));
        const double left = rest.right() - kNumbersWidth;
        layout.loss = {left, rest.top(), kNumbersWidth, loss};
        layout.words = {left, rest.top() + loss, kNumbersWidth, wordsHeight(content, layout.shownWords)};
        if (loss > 0 || layout.shownWords > 0)
            rest.setRight(left - kGap);
    } else {
        layout.shownWords = std::min(wordCount(content), kFewWords);
        const double height = std::max(loss, wordsHeight(content, layout.shownWords));
        const double half = (rest.width() - kGap) / 2;
        layout.loss = {rest.left(), rest.bottom() - height, half, loss};
        layout.words
            = {loss > 0 ? rest.left() + half + kGap : rest.left(), rest.bottom() - height, half, wordsHeight(content, layout.shownWords)};
        rest.setBottom(rest.bottom() - height - (height > 0 ? 12 : 0));
    }
    const double half = (rest.width() - kGap) / 2;
    for (const int side : kSides) {
        const QRectF room(rest.left() + side * (half + kGap), rest.top(), half, rest.height());
        layout.titles[std::size_t(side)] = {room.left(), room.top(), room.width(), kHeading + kNote};
        const QRectF matrix = room.adjusted(0, kHeading + kNote, 0, 0);
        if (side == 1 && content.after.empty())
            layout.noPattern = matrix;
        else
            layout.patterns[std::size_t(side)] = placePattern(content, matrix, shape);
    }
    return layout;
}

QSizeF swapFigureSize(const SwapContent &content)
{
    const double cell = std::clamp(520.0 / std::max<double>(1, double(content.columns.size())), 3.0, double(kLargestCell));
    const LabelSpace labels = measureLabels(content.rows, content.columns, cell);
    const double matrix = cell * double(content.columns.size()) + labels.rowWidth + labels.overhang;
    const double height = cell * double(content.rows.size()) + labels.columnHeight + kHeading + kNote;
    const double numbers = lossHeight(content) + wordsHeight(content, wordCount(content));
    const double width = 2 * matrix + kGap + (numbers > 0 ? kGap + kNumbersWidth : 0);
    return {width, headingHeight(content, width) + std::max(height, numbers) + 4};
}

void paintSwap(QPainter &painter, const SwapContent &content, const SwapLayout &layout, CellShape shape)
{
    const Theme &theme = Theme::current();
    painter.save();
    paintHeading(painter, QRectF(layout.heading.left(), layout.heading.top(), layout.heading.width(), kHeading), headingOf(content), {});
    painter.setFont(figureFont(12));
    painter.setPen(theme.edited);
    painter.drawText(layout.heading.adjusted(0, kHeading + 4, 0, 0), Qt::TextWordWrap, notesOf(content).join(QLatin1Char(' ')));
    const std::array titles{
        Words::tr("Before: its own attention"), Words::tr("After: %1").arg(QString::fromStdString(std::string(content.mechanism->title)))};
    for (const int side : kSides) {
        const auto index = std::size_t(side);
        paintHeading(painter, layout.titles[index], titles[index], content.head);
        if (side == 0)
            paintPattern(painter, content, content.before, layout.patterns[0], shape);
        else if (!content.after.empty())
            paintPattern(painter, content, content.after, layout.patterns[1], shape);
    }
    if (!layout.noPattern.isEmpty())
        paintInstead(painter, layout.noPattern, Words::tr("It mixes the tokens without weights of attention: there is no pattern."));
    if (!layout.loss.isEmpty())
        paintLoss(painter, content, layout.loss);
    if (layout.shownWords > 0)
        paintWords(painter, content, layout.words, layout.shownWords);
    painter.restore();
}

void paintSwapCell(QPainter &painter, const SwapLayout &layout, CellIndex cell)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Theme::current().accent, 2));
    for (const MatrixLayout &pattern : layout.patterns)
        if (pattern.rows > cell.row && pattern.columns > cell.column)
            painter.drawRect(pattern.cellRect(cell.row, cell.column));
}

} // namespace headscope
