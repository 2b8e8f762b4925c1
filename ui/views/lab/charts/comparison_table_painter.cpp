#include "ui/views/lab/charts/comparison_table_painter.h"

#include "ui/theme/theme.h"
#include "ui/views/lab/charts/lab_page.h"
#include "ui/views/shared/matrix/figure_font.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::ComparisonTable)
};

constexpr double kHeader = 44;
constexpr double kGroup = 30;
constexpr double kRow = 42;
constexpr double kPadding = 12; // to each side of a cell's words
constexpr double kWidest = 210; // of a cell's words; what is longer goes on in its tooltip

QString inWords(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

QString parametersOf(const ChosenMechanism &chosen)
{
    QStringList words;
    for (const ParameterInfo &parameter : chosen.parameters.of()) {
        const double value = chosen.parameters.number(parameter.name);
        const auto name = std::size_t(value - parameter.least);
        words << QStringLiteral("%1 %2").arg(
            inWords(parameter.name), name < parameter.names.size() ? inWords(parameter.names[name]) : QString::number(value, 'g', 7));
    }
    return words.join(QStringLiteral(", "));
}

QString travelText(const ComparedRow &row)
{
    if (!row.travel)
        return QStringLiteral("–");
    if (!row.travel->reachesAll)
        return Words::tr("not to all");
    return row.travel->steps == 1 ? Words::tr("1 step") : Words::tr("%1 steps").arg(row.travel->steps);
}

using Cell = ComparedCell (*)(const ComparedRow &row);

struct Column {
    const char *title;
    Cell cell;
};

QString counted(double value)
{
    return valueText(value, AxisUnit::count);
}

constexpr std::array<Column, 9> kColumns{{
    {QT_TRANSLATE_NOOP("headscope::ComparisonTable", "Mechanism"),
        [](const ComparedRow &row) {
            return ComparedCell{mechanismTitle(*row.chosen.mechanism), parametersOf(row.chosen)};
        }},
    {QT_TRANSLATE_NOOP("headscope::ComparisonTable", "Complexity per layer"),
        [](const ComparedRow &row) {
            return ComparedCell{inWords(row.chosen.mechanism->cost), Words::tr("%1 multiply-adds").arg(counted(row.work.multiplyAdds))};
        }},
    {QT_TRANSLATE_NOOP("headscope::ComparisonTable", "Sequential operations"),
        [](const ComparedRow &row) {
            return ComparedCell{inWords(row.chosen.mechanism->sequential), counted(row.work.sequentialSteps)};
        }},
    {QT_TRANSLATE_NOOP("headscope::ComparisonTable", "Longest path"),
        [](const ComparedRow &row) {
            return ComparedCell{inWords(row.chosen.mechanism->path), travelText(row)};
        }},
    {QT_TRANSLATE_NOOP("headscope::ComparisonTable", "Memory"),
        [](const ComparedRow &row) {
            return ComparedCell{inWords(row.chosen.mechanism->memory), valueText(row.work.bytesHeld, AxisUnit::bytes)};
        }},
    {QT_TRANSLATE_NOOP("headscope::ComparisonTable", "State or cache"),
        [](const ComparedRow &row) {
            return ComparedCell{inWords(row.chosen.mechanism->state), Words::tr("%1 numbers").arg(counted(row.work.stateNumbers))};
        }},
    {QT_TRANSLATE_NOOP("headscope::ComparisonTable", "Reach of token 0"),
        [](const ComparedRow &row) {
            return ComparedCell{row.reach ? valueText(*row.reach, AxisUnit::number) : QStringLiteral("–"),
                row.reach ? Words::tr("at the last token") : QString()};
        }},
    {QT_TRANSLATE_NOOP("headscope::ComparisonTable", "Time"),
        [](const ComparedRow &row) {
            return ComparedCell{QStringLiteral("%1 × full").arg(row.time, 0, 'f', 2), Words::tr("measured")};
        }},
    {QT_TRANSLATE_NOOP("headscope::ComparisonTable", "Output"),
        [](const ComparedRow &row) {
            return ComparedCell{QStringLiteral("%1 %").arg(100 * row.difference, 0, 'f', 1),
                row.chosen.mechanism->approximates ? Words::tr("error") : Words::tr("difference from full")};
        }},
}};

QFont statedFont(int column)
{
    return column == 0 ? figureFont(12, QFont::DemiBold) : figureFont(12);
}

std::array<double, kColumns.size()> columnWidths(const std::vector<ComparedRow> &rows)
{
    std::array<double, kColumns.size()> widths{};
    for (std::size_t column = 0; column < kColumns.size(); ++column) {
        const QFontMetricsF stated(statedFont(int(column)));
        const QFontMetricsF small(figureFont(11));
        const QFontMetricsF header(figureFont(11, QFont::DemiBold));
        double width = header.horizontalAdvance(Words::tr(kColumns[column].title));
        for (const ComparedRow &row : rows) {
            const ComparedCell cell = comparedCellWords(row, int(column));
            width = std::max({width, stated.horizontalAdvance(cell.stated), small.horizontalAdvance(cell.counted)});
        }
        widths[column] = std::ceil(std::min(width, kWidest)) + 2 * kPadding;
    }
    return widths;
}

/// Headings of parts: what the seeds of attention compared first, then group by group.
QString partOf(const ComparedRow &row)
{
    const MechanismInfo &mechanism = *row.chosen.mechanism;
    if (&mechanism == &fullAttention() || mechanism.group == MechanismGroup::beside)
        return Words::tr("Self-attention, recurrent, convolutional");
    const auto group = std::ranges::find(allMechanismGroups(), mechanism.group, &MechanismGroupInfo::id);
    return inWords(group->title);
}

} // namespace

int comparedColumns()
{
    return int(kColumns.size());
}

QString comparedColumnTitle(int column)
{
    return Words::tr(kColumns[std::size_t(column)].title);
}

ComparedCell comparedCellWords(const ComparedRow &row, int column)
{
    ComparedCell cell = kColumns[std::size_t(column)].cell(row);
    if (!row.problem.empty() && column > 0) { // nothing was counted
        cell.counted = QStringLiteral("–");
        if (column >= 6)
            cell.stated.clear();
    }
    return cell;
}

ComparisonTableLayout layOutComparisonTable(const std::vector<ComparedRow> &rows, const QPointF &topLeft, double width)
{
    ComparisonTableLayout layout;
    const auto widths = columnWidths(rows);
    const double needed = std::accumulate(widths.begin(), widths.end(), 0.0);
    const double more = std::max(0.0, width - needed) / double(widths.size());
    layout.lefts.push_back(topLeft.x());
    for (const double column : widths)
        layout.lefts.push_back(layout.lefts.back() + column + more);
    double y = topLeft.y() + kHeader;
    QString last;
    for (const ComparedRow &row : rows) {
        const QString part = partOf(row);
        y += part == last ? 0 : kGroup;
        layout.tops.push_back(y);
        y += kRow;
        last = part;
    }
    layout.area = QRectF(topLeft, QPointF(layout.lefts.back(), y + 8));
    return layout;
}

QRectF ComparisonTableLayout::cell(int row, int column) const
{
    const double left = lefts[std::size_t(column)];
    return {left, tops[std::size_t(row)], lefts[std::size_t(column) + 1] - left, kRow};
}

int ComparisonTableLayout::rowAt(const QPointF &position) const
{
    for (std::size_t row = 0; row < tops.size(); ++row)
        if (position.x() >= area.left() && position.x() <= area.right() && position.y() >= tops[row] && position.y() < tops[row] + kRow)
            return int(row);
    return -1;
}

void paintComparisonTable(QPainter &painter, const std::vector<ComparedRow> &rows, const ComparisonTableLayout &layout, int hoveredRow)
{
    const Theme &theme = Theme::current();
    const QRectF &area = layout.area;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.line, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.setFont(figureFont(11, QFont::DemiBold));
    painter.setPen(theme.muted);
    for (int column = 0; column < comparedColumns(); ++column) {
        const double left = layout.lefts[std::size_t(column)];
        painter.drawText(QRectF(left + kPadding, area.top(), layout.lefts[std::size_t(column) + 1] - left - 2 * kPadding, kHeader),
            Qt::AlignLeft | Qt::AlignVCenter, comparedColumnTitle(column));
    }
    QString last;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const double top = layout.tops[row];
        if (const QString part = partOf(rows[row]); part != last) {
            last = part;
            const QRectF band(area.left() + 1, top - kGroup, area.width() - 2, kGroup);
            painter.fillRect(band, theme.window);
            painter.setFont(figureFont(12, QFont::DemiBold));
            painter.setPen(theme.accent);
            painter.drawText(band.adjusted(kPadding, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, part);
        }
        if (hoveredRow == int(row))
            painter.fillRect(QRectF(area.left() + 1, top, area.width() - 2, kRow), theme.accentSoft);
        painter.setPen(QPen(theme.line, 1));
        painter.drawLine(QPointF(area.left() + 1, top), QPointF(area.right() - 1, top));
        for (int column = 0; column < comparedColumns(); ++column) {
            const ComparedCell words = comparedCellWords(rows[row], column);
            const QRectF cell = layout.cell(int(row), column).adjusted(kPadding, 4, -kPadding, -4);
            const auto write = [&](const QFont &font, const QColor &color, const QString &text, Qt::Alignment vertical) {
                painter.setFont(font);
                painter.setPen(color);
                painter.drawText(cell, Qt::AlignLeft | vertical, QFontMetricsF(font).elidedText(text, Qt::ElideRight, cell.width()));
            };
            write(statedFont(column), theme.text, words.stated, Qt::AlignTop);
            write(figureFont(11), theme.muted, words.counted, Qt::AlignBottom);
        }
    }
    painter.restore();
}

} // namespace headscope
