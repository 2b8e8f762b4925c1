// How a figure stands on a page: as large as its natural canvas asks for, legend and notes beside it.
#include "ui/theme/theme.h"
#include "ui/views/walk/figure_grid.h"
#include "ui/views/walk/track_sizes.h"

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kNotesWidth = 190;
constexpr double kNotesFrom = 980; // pages this wide have the notes at the right of the result
constexpr double kFootHeight = 52; // legend and notes beneath a figure that is no product
constexpr double kSmallestQuadrant = 150;
constexpr double kLowBody = 300;
constexpr double kSingleCell = 22; // height of a row that stands alone

double zoom()
{
    return Appearance::instance().zoom();
}

class PageGrid : public FigureGrid {
public:
    PageGrid(const WalkFigure &figure, const std::vector<PanelMeasure> &measures, const QSizeF &canvas, const WalkScroll &scroll,
        int arrangement)
        : FigureGrid(figure, measures, canvas, scroll, arrangement)
    {
        m_result = layOutHeading(figure, canvas);
        search();
    }

    /// How well a reader is served: digits, large cells, little hidden.
    double quality() const
    {
        const auto leastShown = [](const std::vector<Line> &lines) {
            double shown = 1;
            for (const Line &line : lines)
                shown = std::min(shown, line.length / std::max(1.0, line.count * line.pitch));
            return shown;
        };
        const QSizeF digit = digitCell();
        const QSizeF cell = m_result.cell;
        const bool digits = cell.width() >= digit.width() && cell.height() >= digit.height();
        return std::sqrt(leastShown(m_rows) * leastShown(m_columns)) * std::min(1.3, cell.width() / digit.width())
            * std::min(1.3, cell.height() / digit.height()) * (digits ? 2 : 1);
    }

private:
    QSizeF digitCell() const
    {
        int widest = 1;
        for (const FigurePanel &panel : m_figure.panels) {
            if (panel.columnAxis != Axis::statistic)
                widest = std::max(widest, panel.picture.widest);
        }
        return smallestDigitCell(widest);
    }

    /// In a product the rows of B name what the columns of A would repeat; slanted names there would cost more height than they tell.
    LabelSpace labels(int panel, double cellWidth) const override
    {
        const PanelMeasure &m = m_measures[std::size_t(panel)];
        const LabelSpace space
            = labelSpace(showsLabels(panel, true) ? m.rowLabel : 0, showsLabels(panel, false) ? m.columnLabel : 0, m.numbered, cellWidth);
        const bool repeats = m_figure.falk && m_figure.panels[std::size_t(panel)].framesRow && space.turned;
        return repeats ? labelSpace(m.rowLabel, 0, false, cellWidth) : space;
    }

    bool notesAtRight() const { return m_figure.falk && m_canvas.width() >= kNotesFrom * zoom(); }

    static std::vector<Track> tracks(const std::vector<Line> &lines)
    {
        std::vector<Track> result;
        for (const Line &line : lines)
            result.push_back({line.count, line.axis, line.pitch, line.length});
        return result;
    }

    static void take(std::vector<Line> &lines, const std::vector<Track> &sized)
    {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            lines[i].pitch = sized[i].pitch;
            lines[i].length = sized[i].length;
        }
    }

    /// Above the foot, left of the notes.
    QRectF body() const override
    {
        const double top = m_result.headingsBottom() + kHeadingGap;
        double right = m_canvas.width() - kFigureMargin;
        double bottom = m_canvas.height() - 16;
        if (notesAtRight())
            right -= kNotesWidth * zoom() + 24;
        else if (!m_figure.falk)
            bottom -= kFootHeight * zoom();
        return {QPointF(kFigureMargin, top), QPointF(std::max(kFigureMargin + 40, right), std::max(top + 40, bottom))};
    }

    void search()
    {
        const QSizeF digit = digitCell();
        double cellWidth = digit.width() * 1.2;
        constexpr int kPasses = 4; // bands ↔ cells, then strips ↔ lengths; settles in three
        for (int pass = 0; pass < kPasses; ++pass) {
            setBands(cellWidth);
            const QRectF area = body();
            const TrackWishes across{area.width() - fixed(m_columns), digit.width(), 92 * zoom(), statisticCell()};
            // On a low canvas the strips of a softmax make room for the matrix beneath them.
            const double strip = kSingleCell * zoom() * (area.height() < kLowBody * zoom() ? 0.7 : 1);
            const TrackWishes down{area.height() - fixed(m_rows), digit.height(), 50 * zoom(), strip};
            auto columns = tracks(m_columns);
            auto rows = tracks(m_rows);
            double width = fittingPitch(columns, across);
            double height = fittingPitch(rows, down);
            // Neither needles nor planks.
            width = std::min(width, std::max(height * 2.4, digit.width() * (height >= digit.height() ? 1.25 : 0)));
            height = std::min(height, width * 1.1);
            giveLengths(columns, width, across);
            giveLengths(rows, height, down);
            take(m_columns, columns);
            take(m_rows, rows);
            m_result.cell = QSizeF(width, height);
            cellWidth = width;
            m_bottomStrips = std::any_of(m_columns.begin(), m_columns.end(), [](const Line &line) { return line.windowed(); });
            m_sideStrips = std::any_of(
                m_rows.begin(), m_rows.end(), [this](const Line &line) { return line.windowed() && !hasBottomStrip(line.axis); });
        }
        position();
        placePanels();
        placeOverviews();
        placeNotes();
    }

    /// Beside the result of a product or in the quadrant left of B and above A, which is free by construction; else at the foot.
    void placeNotes()
    {
        const double legendHeight = 46 * zoom();
        const double legendWidth = 170 * zoom();
        if (!m_figure.falk) {
            const double top = m_canvas.height() - legendHeight - 10;
            m_result.legend = QRectF(kFigureMargin, top, legendWidth, legendHeight);
            const double left = m_result.legend.right() + 36;
            m_result.notes = QRectF(left, top - 4, std::max(0.0, m_canvas.width() - kFigureMargin - left), legendHeight + 6);
            return;
        }
        QRectF free;
        if (notesAtRight()) {
            const QRectF result = m_result.panels.back().layout.frame;
            const double left = result.right() + m_columns.back().after + 20;
            const double width = std::min(kNotesWidth * zoom(), m_canvas.width() - 16 - left);
            const double height = notesHeight(m_figure, width) + 12 + legendHeight;
            const double top = std::max(m_result.headingsBottom() + kHeadingGap, std::min(result.top(), m_canvas.height() - 14 - height));
            free = QRectF(left, top, width, m_canvas.height() - 14 - top);
        } else {
            const PlacedPanel &left = m_result.panels[0];
            const PlacedPanel &right = m_result.panels[1];
            free = QRectF(QPointF(kFigureMargin, right.title.top()), QPointF(right.layout.bounds().left() - 20, left.title.top() - 8));
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
};

} // namespace

PlacedFigure layOutPage(const WalkFigure &figure, const QSizeF &canvas, const WalkScroll &scroll)
{
    if (figure.kind != WalkFigure::Kind::grid)
        return layOutHeading(figure, canvas);
    const std::vector<PanelMeasure> measures = measurePanels(figure);
    const PageGrid first(figure, measures, canvas, scroll, 0);
    PlacedFigure best = first.result();
    double quality = first.quality();
    for (int i = 1; i < figure.arrangements; ++i) {
        const PageGrid other(figure, measures, canvas, scroll, i);
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
    const double lead = figure.lead.isEmpty() ? 0 : leadHeight(figure, width - 2 * kFigureMargin);
    const double height = std::clamp(down * kNaturalCell.height() + 300 + lead, 420.0, kLargest.height());
    return {width, height};
}

} // namespace headscope
