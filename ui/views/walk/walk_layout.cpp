#include "ui/views/walk/walk_layout.h"

#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/legend_painter.h"
#include "ui/views/shared/matrix/matrix_labels.h"
#include "ui/views/walk/track_sizes.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 28;
constexpr double kColumnGap = 28;
constexpr double kFalkGap = 36; // room for the guides
constexpr double kRowGap = 14;
constexpr double kStripGap = 4;
constexpr double kOverviewStrip = 8;
constexpr double kOverviewRoom = 34; // strip, its caption and the air around
constexpr double kOverviewSide = 22; // the same for a vertical one
constexpr double kNotesWidth = 190;
constexpr double kNotesFrom = 980; // canvases this wide have the notes at the right of the result
constexpr double kFootHeight = 52; // legend and notes beneath a figure that is no product
constexpr double kSmallestQuadrant = 150;
constexpr double kLowBody = 300;
constexpr double kBow = 15; // beneath a matrix whose columns are turned in pairs

double zoom()
{
    return Appearance::instance().zoom();
}

double lineHeight(const QFont &font)
{
    return QFontMetricsF(font).height();
}

double titleHeight()
{
    return lineHeight(figureFont(13, QFont::DemiBold)) + 5;
}

/// What does not change while the layout searches for its cells.
struct PanelMeasure {
    double rowLabel = 0;
    double columnLabel = 0;
    bool numbered = false;
    double note = 0;
    double symbol = 0;
    double title = 0;
};

std::vector<PanelMeasure> measure(const WalkFigure &figure)
{
    std::vector<PanelMeasure> measures;
    std::vector<std::pair<QStringList, double>> known; // labels repeat from panel to panel
    const auto widest = [&](const QStringList &labels) {
        for (const auto &[list, width] : known) {
            if (list.isSharedWith(labels))
                return width;
        }
        known.emplace_back(labels, widestLabel(labels));
        return known.back().second;
    };
    for (const FigurePanel &panel : figure.panels) {
        PanelMeasure m;
        m.rowLabel = widest(panel.picture.rowLabels);
        m.columnLabel = widest(panel.picture.columnLabels);
        m.numbered = areNumbers(panel.picture.columnLabels);
        if (!panel.note.isEmpty())
            m.note = QFontMetricsF(figureMono(11.5)).horizontalAdvance(panel.note) + 14;
        m.title = QFontMetricsF(figureFont(13, QFont::DemiBold)).horizontalAdvance(panel.title);
        if (!panel.symbolBefore.isEmpty())
            m.symbol = QFontMetricsF(figureFont(16)).horizontalAdvance(panel.symbolBefore) + 24;
        measures.push_back(m);
    }
    return measures;
}

/// One arrangement on its way to a layout.
class Arrangement {
public:
    Arrangement(const WalkFigure &figure, const std::vector<PanelMeasure> &measures, const QSizeF &canvas, const WalkScroll &scroll,
        int arrangement)
        : m_figure(figure)
        , m_measures(measures)
        , m_canvas(canvas)
        , m_scroll(scroll)
        , m_arrangement(arrangement)
    {
        for (std::size_t i = 0; i < figure.panels.size(); ++i) {
            const GridPlace at = place(int(i));
            m_rows.resize(std::max(m_rows.size(), std::size_t(at.row) + 1));
            m_columns.resize(std::max(m_columns.size(), std::size_t(at.column) + 1));
            const FigurePanel &panel = figure.panels[i];
            m_rows[std::size_t(at.row)].track = {panel.picture.numbers.rows(), panel.rowAxis};
            m_columns[std::size_t(at.column)].track = {panel.columnCount(), panel.columnAxis};
        }
        m_result = layOutHeading(canvas);
        search();
    }

    PlacedFigure result() const { return m_result; }

    /// How well a reader is served: digits, large cells, little hidden.
    double quality() const
    {
        const auto leastShown = [](const std::vector<Line> &lines) {
            double shown = 1;
            for (const Line &line : lines)
                shown = std::min(shown, line.track.length / std::max(1.0, line.track.count * line.track.pitch));
            return shown;
        };
        const QSizeF digit = digitCell();
        const QSizeF cell = m_result.cell;
        const bool digits = cell.width() >= digit.width() && cell.height() >= digit.height();
        return std::sqrt(leastShown(m_rows) * leastShown(m_columns)) * std::min(1.3, cell.width() / digit.width())
            * std::min(1.3, cell.height() / digit.height()) * (digits ? 2 : 1);
    }

private:
    struct Line {
        Track track;
        double before = 0; // labels, titles, symbols
        double after = 0; // notes, slanted labels, overview strips
        double gap = 0; // to the next line
        double position = 0; // of the first cell
        bool windowed() const { return track.length + 0.5 < track.count * track.pitch; }
    };

    GridPlace place(int panel) const { return m_figure.panels[std::size_t(panel)].places[std::size_t(m_arrangement)]; }
    Line &rowOf(int panel) { return m_rows[std::size_t(place(panel).row)]; }
    Line &columnOf(int panel) { return m_columns[std::size_t(place(panel).column)]; }

    QSizeF digitCell() const
    {
        int widest = 1;
        for (const FigurePanel &panel : m_figure.panels) {
            if (panel.columnAxis != Axis::statistic)
                widest = std::max(widest, panel.picture.widest);
        }
        return smallestDigitCell(widest);
    }

    /// A neighbour to the left (above) that shows the same labels already makes them superfluous.
    bool showsLabels(int panel, bool rows) const
    {
        const FigurePanel &mine = m_figure.panels[std::size_t(panel)];
        if ((rows ? mine.picture.rowLabels : mine.picture.columnLabels).isEmpty())
            return false;
        const GridPlace at = place(panel);
        for (int other = 0; other < int(m_figure.panels.size()); ++other) {
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

    /// Left of its panel when something stands there; else beside the title, left of it.
    bool symbolBeside(int panel) const { return place(panel).column > 0; }

    /// In a product the rows of B name what the columns of A would repeat; slanted names there would cost more height than they tell.
    LabelSpace labels(int panel, double cellWidth) const
    {
        const PanelMeasure &m = m_measures[std::size_t(panel)];
        const LabelSpace space
            = labelSpace(showsLabels(panel, true) ? m.rowLabel : 0, showsLabels(panel, false) ? m.columnLabel : 0, m.numbered, cellWidth);
        const bool repeats = m_figure.falk && m_figure.panels[std::size_t(panel)].framesRow && space.turned;
        return repeats ? labelSpace(m.rowLabel, 0, false, cellWidth) : space;
    }

    bool notesAtRight() const { return m_figure.falk && m_canvas.width() >= kNotesFrom * zoom(); }

    void setBands(double cellWidth)
    {
        for (Line &line : m_rows)
            line.before = line.after = line.gap = 0;
        for (Line &line : m_columns)
            line.before = line.after = line.gap = 0;
        for (int i = 0; i < int(m_figure.panels.size()); ++i) {
            const FigurePanel &panel = m_figure.panels[std::size_t(i)];
            const PanelMeasure &m = m_measures[std::size_t(i)];
            Line &row = rowOf(i);
            Line &column = columnOf(i);
            const double cell = panel.columnAxis == Axis::statistic ? std::max(cellWidth, singleCell(true)) : cellWidth;
            const LabelSpace space = labels(i, cell);
            const double symbol = symbolBeside(i) ? m.symbol : 0;
            column.before = std::max(column.before, space.rowWidth + symbol);
            column.after = std::max({column.after, m.note, space.overhang - cell / 2, m.title - column.track.length});
            double above = space.columnHeight;
            if (!panel.title.isEmpty())
                above += titleHeight();
            if (panel.groupSize > 0)
                above += groupHeight();
            row.before = std::max(row.before, above);
        }
        for (std::size_t i = 0; i + 1 < m_rows.size(); ++i)
            m_rows[i].gap = m_rows[i].track.axis == Axis::single && m_rows[i + 1].track.axis == Axis::single ? kStripGap : kRowGap;
        for (std::size_t i = 0; i + 1 < m_columns.size(); ++i)
            m_columns[i].gap = m_figure.falk ? kFalkGap : kColumnGap * 0.5;
        if (!m_figure.partners.empty()) {
            for (Line &line : m_rows)
                line.after = std::max(line.after, kBow);
        }
        if (m_bottomStrips)
            m_rows.back().after += kOverviewRoom;
        if (m_sideStrips)
            m_columns.back().after += kOverviewSide;
    }

    static double groupHeight() { return 18 * zoom(); }
    double singleCell(bool horizontal) const { return (horizontal ? 62 : 22) * zoom(); }

    static double fixed(const std::vector<Line> &lines)
    {
        double sum = 0;
        for (const Line &line : lines)
            sum += line.before + line.after + line.gap;
        return sum;
    }

    static std::vector<Track> tracks(const std::vector<Line> &lines)
    {
        std::vector<Track> result;
        for (const Line &line : lines)
            result.push_back(line.track);
        return result;
    }

    static void take(std::vector<Line> &lines, const std::vector<Track> &sized)
    {
        for (std::size_t i = 0; i < lines.size(); ++i)
            lines[i].track = sized[i];
    }

    /// Space for the grid: beneath the heading, above the foot, left of the notes.
    QRectF body() const
    {
        const double top = m_result.subheading.bottom() + 12;
        double right = m_canvas.width() - kMargin;
        double bottom = m_canvas.height() - 16;
        if (notesAtRight())
            right -= kNotesWidth * zoom() + 24;
        else if (!m_figure.falk)
            bottom -= kFootHeight * zoom();
        return {QPointF(kMargin, top), QPointF(std::max(kMargin + 40, right), std::max(top + 40, bottom))};
    }

    void search()
    {
        const QSizeF digit = digitCell();
        double cellWidth = digit.width() * 1.2;
        constexpr int kPasses = 4; // bands ↔ cells, then strips ↔ lengths; settles in three
        for (int pass = 0; pass < kPasses; ++pass) {
            setBands(cellWidth);
            const QRectF area = body();
            const TrackWishes across{area.width() - fixed(m_columns), digit.width(), 92 * zoom(), singleCell(true)};
            // On a low canvas the strips of a softmax make room for the matrix beneath them.
            const double strip = area.height() < kLowBody * zoom() ? singleCell(false) * 0.7 : singleCell(false);
            const TrackWishes down{area.height() - fixed(m_rows), digit.height(), 50 * zoom(), strip};
            auto columns = tracks(m_columns);
            auto rows = tracks(m_rows);
            double width = fittingPitch(columns, across);
            double height = fittingPitch(rows, down);
            // Neither needles nor planks.
            width = std::min(width, std::max(height * 2.4, digit.width() * (height >= digit.height() ? 1.25 : 0)));
            height = std::min(height, width * 1.1);
            const double whole = std::min(wholePitch(columns, across) / width, wholePitch(rows, down) / height);
            m_result.smallestZoom = std::min(1.0, std::max(whole, 1 / std::min(width, height)));
            m_result.largestZoom = std::max(2.0, 200 * zoom() / width);
            const double factor = std::clamp(m_scroll.zoom, m_result.smallestZoom, m_result.largestZoom);
            giveLengths(columns, width * factor, across);
            giveLengths(rows, height * factor, down);
            take(m_columns, columns);
            take(m_rows, rows);
            m_result.cell = QSizeF(width * factor, height * factor);
            cellWidth = m_result.cell.width();
            findStrips();
        }
        position();
        placePanels();
        placeOverviews();
        placeNotes();
    }

    /// Axes of windowed columns get a strip beneath; axes of windowed rows that have none get one at the side.
    void findStrips()
    {
        m_bottomStrips = std::any_of(m_columns.begin(), m_columns.end(), [](const Line &line) { return line.windowed(); });
        m_sideStrips = std::any_of(
            m_rows.begin(), m_rows.end(), [this](const Line &line) { return line.windowed() && !hasBottomStrip(line.track.axis); });
    }

    bool hasBottomStrip(Axis axis) const
    {
        return std::any_of(
            m_columns.begin(), m_columns.end(), [axis](const Line &line) { return line.windowed() && line.track.axis == axis; });
    }

    void position()
    {
        const QRectF area = body();
        const auto run = [](std::vector<Line> &lines, double start) {
            for (Line &line : lines) {
                line.position = start + line.before;
                start = line.position + line.track.length + line.after + line.gap;
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

    void placePanels()
    {
        for (int i = 0; i < int(m_figure.panels.size()); ++i) {
            const FigurePanel &panel = m_figure.panels[std::size_t(i)];
            const PanelMeasure &m = m_measures[std::size_t(i)];
            const Line &row = rowOf(i);
            const Line &column = columnOf(i);
            PlacedPanel placed;
            MatrixLayout &layout = placed.layout;
            layout.rows = panel.picture.numbers.rows();
            layout.columns = panel.columnCount();
            layout.cell = QSizeF(column.track.pitch, row.track.pitch);
            layout.frame = QRectF(column.position, row.position, column.track.length, row.track.length);
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
                placed.symbol = !symbolBeside(i)
                    ? QRectF(layout.frame.left() - layout.rowLabelWidth, titleTop, layout.rowLabelWidth - 8, titleHeight() - 3)
                    : QRectF(layout.frame.left() - layout.rowLabelWidth - m.symbol, layout.frame.top(), m.symbol, layout.frame.height());
            }
            if (!panel.note.isEmpty())
                placed.note = QRectF(layout.frame.right() + 14, layout.frame.top(), m.note, layout.frame.height());
            m_result.panels.push_back(placed);
        }
    }

    double firstOf(const Line &line)
    {
        const Track &track = line.track;
        const int shown = std::min(track.count, int(std::floor(track.length / std::max(1e-6, track.pitch) + 1e-6)));
        const auto axis = std::size_t(track.axis);
        m_result.count[axis] = std::max(m_result.count[axis], track.count);
        // Two windows on one axis: the smaller one decides how far the axis scrolls, so that it can reach the end.
        m_result.visible[axis] = m_result.visible[axis] == 0 ? shown : std::min(m_result.visible[axis], shown);
        return std::clamp(m_scroll.first[axis], 0, std::max(0, track.count - shown));
    }

    void placeOverviews()
    {
        const auto add = [this](const Line &line, int panel, bool vertical) {
            PlacedOverview overview;
            overview.panel = panel;
            overview.axis = line.track.axis;
            overview.vertical = vertical;
            overview.count = line.track.count;
            const MatrixLayout &layout = m_result.panels[std::size_t(panel)].layout;
            overview.visible = vertical ? layout.visibleRows() : layout.visibleColumns();
            if (vertical) {
                overview.strip = QRectF(layout.frame.right() + 10, layout.frame.top(), kOverviewStrip, layout.frame.height());
            } else {
                overview.strip = QRectF(layout.frame.left(), layout.frame.bottom() + 6 + (m_figure.partners.empty() ? 0 : kBow),
                    layout.frame.width(), kOverviewStrip);
                overview.caption
                    = QRectF(layout.frame.left(), overview.strip.bottom() + 2, layout.frame.width(), kOverviewRoom - kOverviewStrip - 10);
            }
            m_result.overviews.push_back(overview);
        };
        for (std::size_t c = 0; c < m_columns.size(); ++c) {
            if (m_columns[c].windowed())
                add(m_columns[c], lastPanel([&](int i) { return place(i).column == int(c); }, true), false);
        }
        for (std::size_t r = 0; r < m_rows.size(); ++r) {
            if (m_rows[r].windowed() && !hasBottomStrip(m_rows[r].track.axis))
                add(m_rows[r], lastPanel([&](int i) { return place(i).row == int(r); }, false), true);
        }
    }

    template <typename Matches>
    int lastPanel(Matches matches, bool lowest) const
    {
        int best = -1;
        for (int i = 0; i < int(m_figure.panels.size()); ++i) {
            if (matches(i) && (best < 0 || (lowest ? place(i).row >= place(best).row : place(i).column >= place(best).column)))
                best = i;
        }
        return best;
    }

    /// Beside the result of a product or in the quadrant left of B and above A, which is free by construction; else at the foot.
    void placeNotes()
    {
        const double legendHeight = 46 * zoom();
        const double legendWidth = 170 * zoom();
        if (!m_figure.falk) {
            const double top = m_canvas.height() - legendHeight - 10;
            m_result.legend = QRectF(kMargin, top, legendWidth, legendHeight);
            const double left = m_result.legend.right() + 36;
            m_result.notes = QRectF(left, top - 4, std::max(0.0, m_canvas.width() - kMargin - left), legendHeight + 6);
            return;
        }
        QRectF free;
        if (notesAtRight()) {
            const QRectF result = m_result.panels.back().layout.frame;
            double left = result.right() + m_columns.back().after + 20;
            const double width = std::min(kNotesWidth * zoom(), m_canvas.width() - 16 - left);
            const double height = notesHeight(m_figure, width) + 12 + legendHeight;
            const double top = std::max(m_result.subheading.bottom() + 12, std::min(result.top(), m_canvas.height() - 14 - height));
            free = QRectF(left, top, width, m_canvas.height() - 14 - top);
        } else {
            const PlacedPanel &left = m_result.panels[0];
            const PlacedPanel &right = m_result.panels[1];
            free = QRectF(QPointF(kMargin, right.title.top()), QPointF(right.layout.bounds().left() - 20, left.title.top() - 8));
        }
        if (free.width() < kSmallestQuadrant * zoom())
            return;
        const double width = std::min(free.width(), 1.6 * kNotesWidth * zoom());
        const double text = notesHeight(m_figure, width);
        // Legend before words: the words are also in the dock, the colours' meaning is nowhere else.
        const bool hasText = text + 12 + legendHeight <= free.height();
        if (hasText)
            m_result.notes = QRectF(free.left(), free.top(), width, text);
        const double legendTop = hasText ? m_result.notes.bottom() + 12 : free.top();
        if (legendTop + legendHeight <= free.bottom() + 1)
            m_result.legend = QRectF(free.left(), legendTop, std::min(width, legendWidth), legendHeight);
    }

    const WalkFigure &m_figure;
    const std::vector<PanelMeasure> &m_measures;
    QSizeF m_canvas;
    const WalkScroll &m_scroll;
    int m_arrangement;
    bool m_bottomStrips = false;
    bool m_sideStrips = false;
    std::vector<Line> m_rows;
    std::vector<Line> m_columns;
    PlacedFigure m_result;
};

} // namespace

QFont noteFont(const FigureNote &note)
{
    return note.number ? figureMono(11.5) : figureFont(12);
}

double notesHeight(const WalkFigure &figure, double width)
{
    double height = 0;
    for (const FigureNote &note : figure.notes)
        height += QFontMetricsF(noteFont(note)).boundingRect(QRectF(0, 0, width, 2000), Qt::TextWordWrap, note.text).height() + kNoteGap;
    return height;
}

PlacedFigure layOutHeading(const QSizeF &canvas)
{
    PlacedFigure placed;
    const double width = std::max(40.0, canvas.width() - 2 * kMargin);
    placed.heading = QRectF(kMargin, 18, width, lineHeight(figureFont(20, QFont::DemiBold)) + 2);
    placed.subheading = QRectF(kMargin, placed.heading.bottom() + 1, width, lineHeight(figureFont(13)) + 2);
    return placed;
}

PlacedFigure layOut(const WalkFigure &figure, const QSizeF &canvas, const WalkScroll &scroll)
{
    if (figure.kind != WalkFigure::Kind::grid)
        return layOutHeading(canvas);
    const std::vector<PanelMeasure> measures = measure(figure);
    const Arrangement first(figure, measures, canvas, scroll, 0);
    PlacedFigure best = first.result();
    double quality = first.quality();
    for (int i = 1; i < figure.arrangements; ++i) {
        const Arrangement other(figure, measures, canvas, scroll, i);
        if (other.quality() > quality) {
            quality = other.quality();
            best = other.result();
        }
    }
    return best;
}

QSizeF naturalCanvas(const WalkFigure &figure)
{
    constexpr QSizeF kNaturalCell(54, 32);
    constexpr QSizeF kLargest(2600, 2000);
    double across = 0;
    double down = 0;
    for (const FigurePanel &panel : figure.panels) {
        if (panel.places[0].row == 0 || figure.falk)
            across += figure.falk && panel.places[0].column == 1 && !panel.result ? 0 : panel.columnCount();
        if (panel.places[0].column == (figure.falk ? 1 : 0))
            down += panel.picture.numbers.rows();
    }
    const double width = std::clamp(across * kNaturalCell.width() + 420, 720.0, kLargest.width());
    const double height = std::clamp(down * kNaturalCell.height() + 300, 420.0, kLargest.height());
    return {width, height};
}

} // namespace headscope
