#include "ui/views/compare/compare_figure.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/legend_painter.h"
#include "ui/views/shared/matrix/matrix_labels.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::Compare)
};

constexpr double kGap = 28; // between panels
constexpr double kLargestCell = 56;
constexpr double kLeastPanel = 150; // with its title and labels; lower ones have the legends and the summary off
constexpr double kLegendWidth = 260;

QFont titleFont()
{
    return figureFont(13, QFont::DemiBold);
}

QFont noteFont()
{
    return figureFont(11);
}

double lineOf(const QFont &font)
{
    return QFontMetricsF(font).height();
}

double titleHeight()
{
    return lineOf(titleFont()) + lineOf(noteFont()) + 8;
}

QString titleOf(const CompareContent &content, ComparePanel::Kind kind)
{
    switch (kind) {
    case ComparePanel::Kind::a: return QStringLiteral("A   ") + content.a.name;
    case ComparePanel::Kind::b: return QStringLiteral("B   ") + content.b.name;
    case ComparePanel::Kind::difference: return Words::tr("B − A");
    }
    return {};
}

bool hasGaps(const CompareContent &content)
{
    const auto isGap = [](const AlignmentCount &count) { return count.onlyA + count.onlyB > 0; };
    return content.step == 1 && (isGap(content.rowCount) || isGap(content.columnCount));
}

/// On the screen what the mask forbids is hatched, and what a side does not have is crossed.
QString noteOf(const CompareContent &content, ComparePanel::Kind kind, CellShape shape)
{
    switch (kind) {
    case ComparePanel::Kind::a: return content.a.text;
    case ComparePanel::Kind::b: return content.b.text;
    case ComparePanel::Kind::difference:
        return shape == CellShape::square ? Words::tr("above 0: more in B; hatched: not in both")
            : hasGaps(content)            ? Words::tr("above 0: more in B; crossed: not in both")
                                          : Words::tr("above 0: more in B");
    }
    return {};
}

const Matrix &maskOf(const CompareContent &content, ComparePanel::Kind kind)
{
    switch (kind) {
    case ComparePanel::Kind::a: return content.maskOfA;
    case ComparePanel::Kind::b: return content.maskOfB;
    case ComparePanel::Kind::difference: break;
    }
    return content.maskOfBoth;
}

const Matrix &numbersOf(const CompareContent &content, ComparePanel::Kind kind)
{
    return kind == ComparePanel::Kind::a ? content.numbersOfA : kind == ComparePanel::Kind::b ? content.numbersOfB : content.difference;
}

MatrixPicture pictureOf(const CompareContent &content, ComparePanel::Kind kind)
{
    MatrixPicture picture = kind == ComparePanel::Kind::difference ? divergingPicture(content.difference, 2)
        : content.range.low < 0                                    ? divergingPicture(numbersOf(content, kind), 2)
                                                                   : sequentialPicture(numbersOf(content, kind), content.range, 2);
    if (kind == ComparePanel::Kind::difference)
        picture.range = {-content.changes.magnitude(), content.changes.magnitude()};
    else if (content.range.low < 0)
        picture.range = content.range.symmetric();
    else
        picture.range = {0, std::max(1e-9, content.range.high <= 1 ? 1.0 : content.range.high)}; // weights: the same colour everywhere
    return picture;
}

Legend legendOf(const CompareContent &content, bool ofDifference)
{
    const MatrixPicture picture = pictureOf(content, ofDifference ? ComparePanel::Kind::difference : ComparePanel::Kind::a);
    Legend legend{picture.scale, picture.range, ofDifference ? content.changes.symmetric() : content.range, {3, false},
        ofDifference ? Words::tr("B − A") : Words::tr("A and B")};
    const auto whole = [](double value) { return value == std::floor(value); };
    if (whole(legend.numbers.low) && whole(legend.numbers.high))
        legend.format.decimals = 0; // "0 … 1", not "0.000 … 1.000"
    return legend;
}

double legendHeight(const CompareContent &content)
{
    return legendSize(legendOf(content, false), kLegendWidth).height();
}

double summaryHeight(const CompareContent &content, double width)
{
    double height = 0;
    for (const QString &line : summaryOf(content))
        height += QFontMetricsF(noteFont()).boundingRect(QRectF(0, 0, width, 1000), Qt::TextWordWrap, line).height() + 3;
    return height;
}

ComparePanel placePanel(const CompareContent &content, ComparePanel::Kind kind, const QRectF &area, CellShape shape)
{
    const bool square = shape == CellShape::square;
    ComparePanel panel;
    panel.kind = kind;
    panel.shape = shape;
    panel.title = {area.left(), area.top(), area.width(), titleHeight()};
    double cell = kLargestCell;
    for (int round = 0; round < 2; ++round) { // whether labels slant depends on the cell, and the cell on their room
        const LabelSpace labels = measureLabels(content.rows, content.columns, cell);
        const QRectF room = area.adjusted(0, titleHeight() + 4, -labels.overhang, -4);
        MatrixLayout &matrix = panel.matrix;
        matrix = MatrixLayout::fit(room, int(content.rows.size()), int(content.columns.size()), labels.rowWidth, labels.columnHeight,
            square ? kLargestCell : kLargestCell * kWidestCell, square);
        if (!square) {
            matrix.cell = fillingCell(matrix.cell, kLargestCell);
            matrix.frame.setSize({matrix.cell.width() * matrix.columns, matrix.cell.height() * matrix.rows});
        }
        panel.matrix.turnedLabels = labels.turned;
        cell = panel.matrix.cell.width();
    }
    return panel;
}

/// Over the rows and columns that a side does not have.
void paintGaps(QPainter &painter, const CompareContent &content, const ComparePanel &panel)
{
    if (content.step > 1)
        return; // a cell of the picture stands for several tokens
    const QBrush hatching(Theme::current().muted, panel.shape == CellShape::square ? Qt::BDiagPattern : Qt::DiagCrossPattern);
    const auto cover = [&](const QRectF &rect) {
        painter.fillRect(rect, Theme::current().emptyCell); // over the cells' "NaN"
        painter.fillRect(rect, hatching);
    };
    const auto isGap = [&](const AlignedUnit &unit) {
        return (panel.kind != ComparePanel::Kind::b && unit.a < 0) || (panel.kind != ComparePanel::Kind::a && unit.b < 0);
    };
    for (std::size_t i = 0; i < content.axes->rows.size(); ++i)
        if (isGap(content.axes->rows[i]))
            cover(panel.matrix.rowRect(int(i)));
    for (std::size_t i = 0; i < content.axes->columns.size(); ++i)
        if (isGap(content.axes->columns[i]))
            cover(panel.matrix.columnRect(int(i)));
}

void paintPanel(QPainter &painter, const CompareContent &content, const ComparePanel &panel)
{
    const Theme &theme = Theme::current();
    painter.setFont(titleFont());
    painter.setPen(theme.text);
    painter.drawText(panel.title, Qt::AlignLeft | Qt::AlignTop,
        QFontMetricsF(titleFont()).elidedText(titleOf(content, panel.kind), Qt::ElideRight, panel.title.width()));
    painter.setFont(noteFont());
    painter.setPen(theme.muted);
    painter.drawText(panel.title.adjusted(0, lineOf(titleFont()) + 2, 0, 0), Qt::AlignLeft | Qt::AlignTop,
        QFontMetricsF(noteFont()).elidedText(noteOf(content, panel.kind, panel.shape), Qt::ElideRight, panel.title.width()));
    MatrixPicture picture = pictureOf(content, panel.kind);
    if (panel.shape == CellShape::filling) { // figures may be enlarged, the screen is what it is
        picture.digits = hasReadableDigits(panel.matrix.cell, picture.widest);
        picture.mask = maskOf(content, panel.kind);
    }
    paintMatrix(painter, picture, panel.matrix);
    paintGaps(painter, content, panel);
    paintRowLabels(painter, panel.matrix, content.rows, {}, panel.shape == CellShape::filling ? kReadableLabel : kSmallestRowLabel);
    paintColumnLabels(painter, panel.matrix, content.columns, {});
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(panel.matrix.frame.adjusted(-0.5, -0.5, 0.5, 0.5));
}

std::vector<ComparePanel::Kind> kindsOf(CompareShows shows)
{
    using Kind = ComparePanel::Kind;
    switch (shows) {
    case CompareShows::all: return {Kind::a, Kind::b, Kind::difference};
    case CompareShows::sideBySide: return {Kind::a, Kind::b};
    case CompareShows::difference: return {Kind::difference};
    }
    return {};
}

/// Panels side by side, legends and summary in a strip below.
CompareLayout inARow(
    const CompareContent &content, const std::vector<ComparePanel::Kind> &kinds, const QRectF &area, CellShape shape = CellShape::square)
{
    CompareLayout layout;
    const double legend = legendHeight(content);
    const double legends = 2 * kLegendWidth + 2 * kGap;
    const bool below = area.width() - legends < kLegendWidth; // no room for the summary beside the legends
    const double wordsWidth = below ? area.width() : area.width() - legends;
    const double words = summaryHeight(content, wordsWidth);
    double strip = below ? legend + 8 + words : std::max(legend, words);
    const auto leavesRoom = [&] { return area.height() - strip - 14 >= kLeastPanel; };
    const bool hasSummary = leavesRoom(); // the panels go first
    if (!hasSummary)
        strip = legend;
    const bool hasLegends = leavesRoom();
    if (!hasLegends)
        strip = 0;
    const auto count = double(kinds.size());
    const double width = (area.width() - (count - 1) * kGap) / count;
    const double height = std::max(60.0, area.height() - strip - 14);
    for (std::size_t i = 0; i < kinds.size(); ++i)
        layout.panels.push_back(
            placePanel(content, kinds[i], {area.left() + double(i) * (width + kGap), area.top(), width, height}, shape));
    double bottom = 0;
    for (const ComparePanel &panel : layout.panels)
        bottom = std::max(bottom, panel.matrix.frame.bottom());
    const double top = std::min(bottom + 24, area.bottom() - strip);
    if (hasLegends) {
        const double legendWidth = std::min(kLegendWidth, (area.width() - kGap) / 2);
        layout.weights = {area.left(), top, legendWidth, legend};
        layout.difference = {area.left() + legendWidth + kGap, top, legendWidth, legend};
    }
    if (hasSummary)
        layout.summary
            = below ? QRectF(area.left(), top + legend + 8, wordsWidth, words) : QRectF(area.left() + legends, top, wordsWidth, words);
    return layout;
}

/// Two by two: legends and summary in the fourth place.
CompareLayout inAGrid(const CompareContent &content, const std::vector<ComparePanel::Kind> &kinds, const QRectF &area, CellShape shape)
{
    CompareLayout layout;
    const double width = (area.width() - kGap) / 2;
    const double height = (area.height() - kGap / 2) / 2;
    for (std::size_t i = 0; i < kinds.size(); ++i)
        layout.panels.push_back(placePanel(content, kinds[i],
            {area.left() + double(i % 2) * (width + kGap), area.top() + double(i / 2) * (height + kGap / 2), width, std::max(60.0, height)},
            shape));
    const double left = area.left() + width + kGap;
    double top = area.top() + height + kGap / 2 + titleHeight() / 2;
    const double legend = legendHeight(content);
    layout.weights = {left, top, std::min(width, kLegendWidth), legend};
    layout.difference = layout.weights.translated(0, legend + 12);
    top = layout.difference.bottom() + 14;
    layout.summary = {left, top, width, area.bottom() - top};
    return layout;
}

} // namespace

CompareLayout layOutCompare(const CompareContent &content, CompareShows shows, const QRectF &area, CellShape shape)
{
    const auto kinds = kindsOf(shows);
    CompareLayout layout = inARow(content, kinds, area, shape);
    if (shows == CompareShows::all) {
        CompareLayout grid = inAGrid(content, kinds, area, shape);
        const auto cellArea = [](const CompareLayout &one) {
            const QSizeF cell = one.panels.front().matrix.cell;
            return cell.width() * cell.height();
        };
        if (cellArea(grid) > cellArea(layout))
            layout = std::move(grid);
    }
    if (shows == CompareShows::difference)
        layout.weights = {};
    if (shows == CompareShows::sideBySide)
        layout.difference = {};
    return layout;
}

QSizeF compareFigureSize(const CompareContent &content, CompareShows shows)
{
    const double cells = std::max(content.rows.size(), content.columns.size());
    const double side = std::clamp(std::floor(560 / std::max(1.0, cells)), 1.0, 40.0) * cells + 130;
    const double panel = std::clamp(side, 360.0, 900.0);
    const auto panels = double(kindsOf(shows).size());
    const double width = std::ceil(panels * panel + (panels - 1) * kGap);
    const double words = legendHeight(content) + summaryHeight(content, std::max(200.0, width - 2 * kLegendWidth));
    const CompareLayout layout = inARow(content, kindsOf(shows), {0, 0, width, panel + titleHeight() + 80 + words});
    return {width, std::ceil(std::max({layout.weights.bottom(), layout.difference.bottom(), layout.summary.bottom()}))};
}

void paintCompare(QPainter &painter, const CompareContent &content, const CompareLayout &layout)
{
    painter.save();
    for (const ComparePanel &panel : layout.panels)
        paintPanel(painter, content, panel);
    if (!layout.weights.isEmpty())
        paintLegend(painter, legendOf(content, false), layout.weights);
    if (!layout.difference.isEmpty())
        paintLegend(painter, legendOf(content, true), layout.difference);
    painter.setFont(noteFont());
    painter.setPen(Theme::current().text);
    double y = layout.summary.top();
    for (const QString &line : summaryOf(content)) {
        const double height
            = QFontMetricsF(noteFont()).boundingRect(QRectF(0, 0, layout.summary.width(), 1000), Qt::TextWordWrap, line).height();
        if (y + height > layout.summary.bottom() + 1)
            break; // as many lines as there is room for
        painter.drawText(QRectF(layout.summary.left(), y, layout.summary.width(), height + 2), Qt::AlignLeft | Qt::TextWordWrap, line);
        painter.setPen(Theme::current().muted);
        y += height + 3;
    }
    painter.restore();
}

void paintCompareCell(QPainter &painter, const CompareContent &content, const CompareLayout &layout, CellIndex cell, bool isPinned)
{
    if (cell.row < 0 || cell.row >= content.rows.size())
        return;
    const Theme &theme = Theme::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const ComparePanel &panel : layout.panels) {
        const MatrixLayout &matrix = panel.matrix;
        painter.setPen(QPen(theme.accent, isPinned ? 2 : 1));
        painter.drawRect(matrix.rowRect(cell.row).adjusted(-1, -1, 0, 0));
        if (cell.column >= 0 && cell.column < content.columns.size()) {
            painter.setPen(QPen(theme.result, 2));
            const double reach = std::max(0.0, (8 - matrix.cell.width()) / 2);
            painter.drawRect(matrix.cellRect(cell.row, cell.column).adjusted(-1 - reach, -1 - reach, reach, reach));
        }
    }
    painter.restore();
}

std::optional<CellIndex> compareCellAt(const CompareLayout &layout, const QPointF &position)
{
    for (const ComparePanel &panel : layout.panels)
        if (const auto cell = panel.matrix.cellAt(position))
            return cell;
    return std::nullopt;
}

} // namespace headscope
