// A figure's panels on their grid, in one arrangement, on their way to a layout: the bands of labels and titles around the cells, where
// rows and columns begin, and the rectangles that follow from it. How large cells are and how many show is for the two that derive from it:
// a page has room for everything (PageGrid), a screen has the room it has (ScreenGrid).
#pragma once

#include "ui/views/shared/matrix/matrix_labels.h"
#include "ui/views/walk/panel_measure.h"
#include "ui/views/walk/walk_layout.h"

#include <vector>

namespace headscope {

constexpr double kFigureMargin = 28;
constexpr double kHeadingGap = 12; // between the headings and what is beneath them

/// Margins and gaps on a screen grow with its letters, once these are larger than a laptop's in present mode.
double screenAir(double pixels);

class FigureGrid {
public:
    FigureGrid(const WalkFigure &figure, const std::vector<PanelMeasure> &measures, const QSizeF &canvas, const WalkScroll &scroll,
        int arrangement);
    virtual ~FigureGrid() = default;

    PlacedFigure result() const { return m_result; }

protected:
    /// One row or column of the grid.
    struct Line {
        int count = 0; ///< cells
        Axis axis = Axis::feature;
        double pitch = 0; ///< of one cell
        double length = 0; ///< of the window; count · pitch when all of it shows
        double before = 0; ///< labels, titles, symbols
        double after = 0; ///< notes, slanted labels, overview strips
        double gap = 0; ///< to the next line
        double position = 0; ///< of the first cell
        bool windowed() const { return length + 0.5 < count * pitch; }
    };
    /// What the strips that show all of a windowed matrix need.
    struct StripStyle {
        double thickness = 8;
        double room = 34; ///< strip, its caption and the air around
        double side = 22; ///< the same for a vertical one
    };

    GridPlace place(int panel) const { return m_figure.panels[std::size_t(panel)].places[std::size_t(m_arrangement)]; }
    Line &rowOf(int panel) { return m_rows[std::size_t(place(panel).row)]; }
    Line &columnOf(int panel) { return m_columns[std::size_t(place(panel).column)]; }
    int panelCount() const { return int(m_figure.panels.size()); }

    /// Does this panel carry labels? A neighbour to the left (above) that shows the same ones already makes them superfluous.
    bool showsLabels(int panel, bool rows) const;
    /// Room for the labels of a panel whose columns are as wide as that.
    virtual LabelSpace labels(int panel, double cellWidth) const = 0;
    /// Smallest width of a column that holds one number for each row.
    double statisticCell() const;

    /// The bands around the cells, from cells of this width.
    void setBands(double cellWidth);
    /// Bands and gaps of these lines together.
    static double fixed(const std::vector<Line> &lines);
    /// Space for the grid: beneath the headings.
    virtual QRectF body() const = 0;

    bool hasBottomStrip(Axis axis) const;
    void position();
    void placePanels();
    void placeOverviews();

    const WalkFigure &m_figure;
    const std::vector<PanelMeasure> &m_measures;
    QSizeF m_canvas;
    const WalkScroll &m_scroll;
    int m_arrangement;
    StripStyle m_strips;
    bool m_titlesNeedRoom = true; ///< false before the windows have a length: a title only needs what they do not give
    bool m_bottomStrips = false; ///< axes of windowed columns get a strip beneath
    bool m_sideStrips = false; ///< axes of windowed rows that have none get one at the side
    std::vector<Line> m_rows;
    std::vector<Line> m_columns;
    PlacedFigure m_result;

private:
    bool symbolBeside(int panel) const { return place(panel).column > 0; }
    double firstOf(const Line &line);
    void addOverview(const Line &line, int panel, bool vertical);
    template <typename Matches>
    int lastPanel(Matches matches, bool lowest) const;
};

} // namespace headscope
