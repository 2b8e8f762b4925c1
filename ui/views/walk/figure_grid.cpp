#include "ui/views/walk/figure_grid.h"

#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kColumnGap = 14;
constexpr double kFalkGap = 36; // room for the guides
constexpr double kRowGap = 14;
constexpr double kStripGap = 4;
constexpr double kBow = 15; // beneath a matrix whose columns are turned in pairs
constexpr double kStatisticCell = 62;
constexpr double kSymbolGap = 8; // right of a symbol that stands above

/// Width of a symbol without the room that one between two matrices has.
double symbolAbove(const PanelMeasure &measure)
{
    return measure.symbol - kSymbolRoom;
}

} // namespace

double screenAir(double pixels)
{
    constexpr double sameUpTo = 1.3;
    return pixels * std::max(1.0, Appearance::instance().zoom() / sameUpTo);
}

FigureGrid::FigureGrid(
    const WalkFigure &figure, const std::vector<PanelMeasure> &measures, const QSizeF &canvas, const WalkScroll &scroll, int arrangement)
    : m_figure(figure)
    , m_measures(measures)
    , m_canvas(canvas)
    , m_scroll(scroll)
    , m_arrangement(arrangement)
{
    for (int i = 0; i < panelCount(); ++i) {
        const GridPlace at = place(i);
        m_rows.resize(std::max(m_rows.size(), std::size_t(at.row) + 1));
        m_columns.resize(std::max(m_columns.size(), std::size_t(at.column) + 1));
        const FigurePanel &panel = figure.panels[std::size_t(i)];
        rowOf(i).count = panel.picture.numbers.rows();
        rowOf(i).axis = panel.rowAxis;
        columnOf(i).count = panel.columnCount();
        columnOf(i).axis = panel.columnAxis;
    }
}

bool FigureGrid::showsLabels(int panel, bool rows) const
{
    const FigurePanel &mine = m_figure.panels[std::size_t(panel)];
    if ((rows ? mine.picture.rowLabels : mine.picture.columnLabels).isEmpty())
        return false;
    const GridPlace at = place(panel);
    for (int other = 0; other < panelCount(); ++other) {
        const FigurePanel &theirs = m_figure.panels[std::size_t(other)];
        const GridPlace there = place(other);
        if (rows && there.row == at.row && there.column < at.column && theirs.rowAxis == mine.rowAxis
            && !theirs.picture.rowLabels.isEmpty())
            return false;
        if (!rows && there.column == at.column && there.row < at.row && theirs.columnAxis == mine.columnAxis
            && !theirs.picture.columnLabels.isEmpty())
            return false;
    }
    return true;
}

double FigureGrid::statisticCell() const
{
    return kStatisticCell * Appearance::instance().zoom();
}

void FigureGrid::setBands(double cellWidth)
{
    for (Line &line : m_rows)
        line.before = line.after = line.gap = 0;
    for (Line &line : m_columns)
        line.before = line.after = line.gap = 0;
    for (int i = 0; i < panelCount(); ++i) {
        const FigurePanel &panel = m_figure.panels[std::size_t(i)];
        const PanelMeasure &m = m_measures[std::size_t(i)];
        Line &row = rowOf(i);
        Line &column = columnOf(i);
        const double cell = panel.columnAxis == Axis::statistic ? std::max(cellWidth, statisticCell()) : cellWidth;
        const LabelSpace space = labels(i, cell);
        const double symbol = symbolBeside(i) ? m.symbol : 0;
        column.before = std::max(column.before, space.rowWidth + symbol);
        if (m_result.onScreen && !panel.symbolBefore.isEmpty()
            && !symbolBeside(i)) // on pages, which stay as they are, it may touch the title
            column.before = std::max(column.before, symbolAbove(m) + kSymbolGap);
        const double title = m_titlesNeedRoom ? m.title - column.length : 0;
        column.after = std::max({column.after, m.note, space.overhang - cell / 2, title});
        double above = space.columnHeight;
        if (!panel.title.isEmpty())
            above += titleHeight();
        if (panel.groupSize > 0)
            above += groupHeight();
        row.before = std::max(row.before, above);
    }
    const auto gap = [this](double pixels) { return m_result.onScreen ? screenAir(pixels) : pixels; };
    for (std::size_t i = 0; i + 1 < m_rows.size(); ++i)
        m_rows[i].gap = gap(m_rows[i].axis == Axis::single && m_rows[i + 1].axis == Axis::single ? kStripGap : kRowGap);
    for (std::size_t i = 0; i + 1 < m_columns.size(); ++i)
        m_columns[i].gap = gap(m_figure.falk ? kFalkGap : kColumnGap);
    if (!m_figure.partners.empty()) {
        for (Line &line : m_rows)
            line.after = std::max(line.after, kBow);
    }
    if (m_bottomStrips)
        m_rows.back().after += m_strips.room;
    if (m_sideStrips) {
        std::vector<char> has(m_columns.size(), 0); // a strip stands right of a row's last matrix
        for (std::size_t r = 0; r < m_rows.size(); ++r)
            if (const int last = lastPanel([&](int i) { return place(i).row == int(r); }, false); last >= 0 && m_result.onScreen)
                has[std::size_t(place(last).column)] = 1;
        has.back() = 1;
        for (std::size_t c = 0; c < m_columns.size(); ++c)
            m_columns[c].after += has[c] ? m_strips.side : 0;
    }
}

double FigureGrid::fixed(const std::vector<Line> &lines)
{
    double sum = 0;
    for (const Line &line : lines)
        sum += line.before + line.after + line.gap;
    return sum;
}

bool FigureGrid::hasBottomStrip(Axis axis) const
{
    return std::any_of(m_columns.begin(), m_columns.end(), [axis](const Line &line) { return line.windowed() && line.axis == axis; });
}

void FigureGrid::position()
{
    const QRectF area = body();
    const auto run = [](std::vector<Line> &lines, double start) {
        for (Line &line : lines) {
            line.position = start + line.before;
            start = line.position + line.length + line.after + line.gap;
        }
        return start;
    };
    const double width = run(m_columns, 0);
    const double height = run(m_rows, 0);
    const double left = area.left() + std::max(0.0, (area.width() - width) / 2);
    // A little above the middle looks centred.
    const double top = area.top() + std::max(0.0, (area.height() - height) * 0.42);
    run(m_columns, std::round(left));
    run(m_rows, std::round(top));
}

void FigureGrid::placePanels()
{
    for (int i = 0; i < panelCount(); ++i) {
        const FigurePanel &panel = m_figure.panels[std::size_t(i)];
        const PanelMeasure &m = m_measures[std::size_t(i)];
        const Line &row = rowOf(i);
        const Line &column = columnOf(i);
        PlacedPanel placed;
        MatrixLayout &layout = placed.layout;
        layout.rows = panel.picture.numbers.rows();
        layout.columns = panel.columnCount();
        layout.cell = QSizeF(column.pitch, row.pitch);
        layout.frame = QRectF(column.position, row.position, column.length, row.length);
        const LabelSpace space = labels(i, layout.cell.width());
        layout.rowLabelWidth = space.rowWidth;
        layout.columnLabelHeight = space.columnHeight;
        layout.turnedLabels = space.turned;
        placed.rowLabels = space.rowWidth > 0;
        placed.columnLabels = space.columnHeight > 0;
        layout.first = QPointF(firstOf(column), firstOf(row));
        const double groups = panel.groupSize > 0 ? groupHeight() : 0;
        placed.groups = QRectF(layout.frame.left(), layout.frame.top() - space.columnHeight - groups, layout.frame.width(), groups);
        const double titleTop = placed.groups.top() - titleHeight();
        if (!panel.title.isEmpty())
            placed.title = QRectF(layout.frame.left(), titleTop, std::max(layout.frame.width(), m.title + 2), titleHeight() - 3);
        if (!panel.symbolBefore.isEmpty()) {
            const double above = m_result.onScreen ? std::max(layout.rowLabelWidth, symbolAbove(m) + kSymbolGap) : layout.rowLabelWidth;
            placed.symbol = !symbolBeside(i)
                ? QRectF(layout.frame.left() - above, titleTop, above - kSymbolGap, titleHeight() - 3)
                : QRectF(layout.frame.left() - layout.rowLabelWidth - m.symbol, layout.frame.top(), m.symbol, layout.frame.height());
        }
        if (!panel.note.isEmpty())
            placed.note = QRectF(layout.frame.right() + 14, layout.frame.top(), m.note, layout.frame.height());
        m_result.panels.push_back(placed);
    }
}

double FigureGrid::firstOf(const Line &line)
{
    const int shown = std::min(line.count, int(std::floor(line.length / std::max(1e-6, line.pitch) + 1e-6)));
    const auto axis = std::size_t(line.axis);
    m_result.count[axis] = std::max(m_result.count[axis], line.count);
    // Two windows on one axis: the smaller one decides how far the axis scrolls, so that it can reach the end.
    m_result.visible[axis] = m_result.visible[axis] == 0 ? shown : std::min(m_result.visible[axis], shown);
    return std::clamp(m_scroll.first[axis], 0, std::max(0, line.count - shown));
}

void FigureGrid::addOverview(const Line &line, int panel, bool vertical)
{
    PlacedOverview overview;
    overview.panel = panel;
    overview.axis = line.axis;
    overview.vertical = vertical;
    overview.count = line.count;
    const MatrixLayout &layout = m_result.panels[std::size_t(panel)].layout;
    overview.visible = vertical ? layout.visibleRows() : layout.visibleColumns();
    if (vertical) {
        overview.strip = QRectF(layout.frame.right() + 10, layout.frame.top(), m_strips.thickness, layout.frame.height());
    } else {
        overview.strip = QRectF(layout.frame.left(), layout.frame.bottom() + 6 + (m_figure.partners.empty() ? 0 : kBow),
            layout.frame.width(), m_strips.thickness);
        if (const double height = m_strips.room - m_strips.thickness - 10; height > 0)
            overview.caption = QRectF(layout.frame.left(), overview.strip.bottom() + 2, layout.frame.width(), height);
    }
    m_result.overviews.push_back(overview);
}

void FigureGrid::placeOverviews()
{
    const auto covered = [&](Axis axis) {
        return std::any_of(m_result.overviews.begin(), m_result.overviews.end(),
            [axis](const PlacedOverview &map) { return map.isMap && (map.axis == axis || map.rowAxis == axis); });
    };
    for (std::size_t c = 0; c < m_columns.size(); ++c) {
        if (m_columns[c].windowed() && !covered(m_columns[c].axis))
            addOverview(m_columns[c], lastPanel([&](int i) { return place(i).column == int(c); }, true), false);
    }
    for (std::size_t r = 0; r < m_rows.size(); ++r) {
        if (m_rows[r].windowed() && !hasBottomStrip(m_rows[r].axis) && !covered(m_rows[r].axis))
            addOverview(m_rows[r], lastPanel([&](int i) { return place(i).row == int(r); }, false), true);
    }
}

template <typename Matches>
int FigureGrid::lastPanel(Matches matches, bool lowest) const
{
    int best = -1;
    for (int i = 0; i < panelCount(); ++i) {
        if (matches(i) && (best < 0 || (lowest ? place(i).row >= place(best).row : place(i).column >= place(best).column)))
            best = i;
    }
    return best;
}

} // namespace headscope
