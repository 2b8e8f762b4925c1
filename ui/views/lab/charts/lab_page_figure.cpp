#include "ui/views/lab/charts/lab_page_figure.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/figure_words.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 18;
constexpr double kGap = 14;
constexpr double kNarrowest = 540; // of a chart that has another beside it
constexpr double kHighest = 560;
constexpr int kLineShift = 4096; // a hit's cell: row = chart · shift + line, column = point

double wrappedHeight(const QString &text, double width)
{
    return std::ceil(QFontMetricsF(figureFont(12)).boundingRect(QRectF(0, 0, width, 10'000), Qt::TextWordWrap, text).height());
}

} // namespace

LabPageFigure::LabPageFigure(std::shared_ptr<const LabPageContent> content, double width, double height, const QString &title)
    : PointedFigure(width, true)
    , m_content(std::move(content))
    , m_title(title)
{
    if (!m_content->rows.empty())
        m_width = layOutComparisonTable(m_content->rows, {}, m_width - 2 * kMargin).area.width() + 2 * kMargin;
    const double inner = m_width - 2 * kMargin;
    m_height = kMargin - 4;
    const double words = (m_title.isEmpty() ? 0 : kHeading + 4) + (m_content->note.isEmpty() ? 0 : wrappedHeight(m_content->note, inner));
    m_heading = QRectF(kMargin, m_height, inner, words);
    m_height = m_heading.bottom() + (words > 0 ? 10 : 0);
    const double beneath
        = m_content->remarks.isEmpty() ? kMargin : kMargin + 10 + wrappedHeight(m_content->remarks.join(QLatin1Char('\n')), inner);
    if (!m_content->charts.empty())
        placeCharts(height - m_height - beneath);
    if (!m_content->rows.empty()) {
        m_rows = layOutComparisonTable(m_content->rows, {kMargin, m_height}, inner);
        m_height = m_rows.area.bottom();
    }
    placeRemarks();
    m_height += kMargin;
}

void LabPageFigure::placeCharts(double height)
{
    const auto &charts = m_content->charts;
    const double inner = m_width - 2 * kMargin;
    const auto count = int(charts.size());
    int columns = std::clamp(int((inner + kGap) / (kNarrowest + kGap)), 1, count);
    if (count == 4 && columns == 3)
        columns = 2;
    // Of an odd number in two columns the first has a row of its own.
    const bool firstIsWide = columns == 2 && count % 2 == 1;
    std::vector<std::vector<int>> rows;
    for (int i = 0; i < count; ++i) {
        const bool begins = rows.empty() || std::ssize(rows.back()) == columns || (firstIsWide && i == 1);
        if (begins)
            rows.emplace_back();
        rows.back().push_back(i);
    }
    const double share = (height - kGap * (double(rows.size()) - 1)) / double(rows.size());
    m_layouts.resize(charts.size());
    for (const std::vector<int> &row : rows) {
        const double width = (inner - kGap * (double(row.size()) - 1)) / double(row.size());
        double high = 0;
        for (const int i : row)
            high = std::max(high, lineChartHeight(charts[std::size_t(i)], width));
        high = std::max(high, std::min(share, kHighest));
        for (std::size_t place = 0; place < row.size(); ++place)
            m_layouts[std::size_t(row[place])] = layOutLineChart(
                charts[std::size_t(row[place])], QRectF(kMargin + double(place) * (width + kGap), m_height, width, std::floor(high)));
        m_height += std::floor(high) + kGap;
    }
    m_height -= kGap;
}

void LabPageFigure::placeRemarks()
{
    if (m_content->remarks.isEmpty())
        return;
    const double inner = m_width - 2 * kMargin;
    m_remarks = QRectF(kMargin, m_height + 10, inner, wrappedHeight(m_content->remarks.join(QLatin1Char('\n')), inner));
    m_height = m_remarks.bottom();
}

void LabPageFigure::paint(QPainter &painter, CellIndex hovered) const
{
    painter.save();
    const Theme &theme = Theme::current();
    if (!m_title.isEmpty())
        paintTitle(painter, QRectF(m_heading.left(), m_heading.top(), m_heading.width(), kHeading), m_title);
    painter.setFont(figureFont(12));
    painter.setPen(theme.muted);
    painter.drawText(m_heading.adjusted(0, m_title.isEmpty() ? 0 : kHeading + 4, 0, 2), Qt::TextWordWrap, m_content->note);
    for (std::size_t i = 0; i < m_layouts.size(); ++i) {
        ChartPlace pointed;
        if (hovered.row >= 0 && hovered.row / kLineShift == int(i))
            pointed = {hovered.row % kLineShift, hovered.column};
        paintLineChart(painter, m_content->charts[i], m_layouts[i], pointed);
    }
    if (!m_content->rows.empty())
        paintComparisonTable(painter, m_content->rows, m_rows, hovered.row);
    painter.setFont(figureFont(12));
    painter.setPen(theme.muted);
    painter.drawText(m_remarks.adjusted(0, 0, 0, 2), Qt::TextWordWrap, m_content->remarks.join(QLatin1Char('\n')));
    painter.restore();
}

std::optional<FigureHit> LabPageFigure::hitAt(const QPointF &position) const
{
    FigureHit hit;
    for (std::size_t i = 0; i < m_layouts.size(); ++i) {
        if (!m_layouts[i].area.contains(position))
            continue;
        const auto place = chartPlaceAt(m_content->charts[i], m_layouts[i], position);
        if (!place)
            return std::nullopt;
        hit.text = chartPlaceText(m_content->charts[i], *place);
        hit.cell = {int(i) * kLineShift + place->line, place->point};
        return hit;
    }
    const int row = m_rows.rowAt(position);
    if (row < 0)
        return std::nullopt;
    const ComparedRow &compared = m_content->rows[std::size_t(row)];
    QStringList lines{mechanismTitle(*compared.chosen.mechanism)};
    for (int column = 1; column < comparedColumns(); ++column) {
        const ComparedCell cell = comparedCellWords(compared, column);
        lines << QStringLiteral("%1: %2 (%3)").arg(comparedColumnTitle(column), cell.stated, cell.counted);
    }
    if (!compared.problem.empty())
        lines << QString::fromStdString(compared.problem);
    hit.text = lines.join(QLatin1Char('\n'));
    hit.cell = {row, 0};
    return hit;
}

AccessibleTable LabPageFigure::spokenChart(std::size_t index) const
{
    const LineChart &drawn = m_content->charts[index];
    AccessibleTable table;
    table.name = drawn.title;
    table.rows = int(drawn.lines.size());
    table.columns = 1;
    for (const ChartLine &line : drawn.lines)
        table.columns = std::max(table.columns, int(line.points.size()));
    table.rowName = [content = m_content, index](int row) { return content->charts[index].lines[std::size_t(row)].name; };
    table.cell = [content = m_content, index](int row, int column) {
        const LineChart &chart = content->charts[index];
        const ChartLine &line = chart.lines[std::size_t(row)];
        return column < int(line.points.size()) ? chartPlaceText(chart, {row, column}) : line.name;
    };
    table.rect = [content = m_content, index, layout = m_layouts[index]](int row, int column) {
        const LineChart &chart = content->charts[index];
        const ChartLine &line = chart.lines[std::size_t(row)];
        const QPointF at = column < int(line.points.size()) ? line.points[std::size_t(column)] : QPointF(NAN, NAN);
        if (!chart.x.canShow(at.x()) || !chart.y.canShow(at.y()))
            return QRectF();
        return QRectF(layout.at(at) - QPointF(6, 6), QSizeF(12, 12));
    };
    return table;
}

AccessibleTable LabPageFigure::spokenRows() const
{
    AccessibleTable table;
    table.name = tr("Mechanisms compared");
    table.rows = int(m_content->rows.size());
    table.columns = comparedColumns();
    table.rowName = [content = m_content](int row) { return mechanismTitle(*content->rows[std::size_t(row)].chosen.mechanism); };
    table.columnName = comparedColumnTitle;
    table.cell = [content = m_content](int row, int column) {
        const ComparedCell cell = comparedCellWords(content->rows[std::size_t(row)], column);
        return QStringLiteral("%1: %2, %3").arg(comparedColumnTitle(column), cell.stated, cell.counted);
    };
    table.rect = [layout = m_rows](int row, int column) { return layout.cell(row, column); };
    return table;
}

std::vector<AccessibleTable> LabPageFigure::spoken() const
{
    std::vector<AccessibleTable> tables;
    for (std::size_t i = 0; i < m_layouts.size(); ++i)
        tables.push_back(spokenChart(i));
    if (!m_content->rows.empty())
        tables.push_back(spokenRows());
    return tables;
}

ViewFigure labPageFigure(const std::shared_ptr<const LabPageContent> &content, double width, const QString &title)
{
    const auto figure = std::make_shared<const LabPageFigure>(content, width, 0, title);
    return {figure->size(), [figure](QPainter &painter) { figure->paint(painter); }};
}

} // namespace headscope
