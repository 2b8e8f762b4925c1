// How a figure stands on a screen: digits first (digit_fit.h), with windows around what does not fit, an overview of all of it, and the
// legend beside the headings, where it takes nothing from the picture. Notes stand where there is room left; the dock has them too.
#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/walk/digit_fit.h"
#include "ui/views/walk/figure_grid.h"
#include "ui/views/walk/overview_painter.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kLowCanvas = 440; // headings share a line on canvases lower than that
constexpr double kLowestCanvas = 330; // strips on lower ones go without their words
constexpr double kNarrowCanvas = 760;
constexpr double kNarrowMargin = 18;
constexpr double kBottom = 14;
constexpr double kLegendWidth = 170;
constexpr double kLegendHeight = 46;
constexpr double kSmallLegendWidth = 130;
constexpr double kSmallLegendHeight = 27;
constexpr double kLegendGap = 24;
constexpr double kDigitRow = 1.45; // height of a row for each pixel of its digits
constexpr double kRowPadding = 2;
constexpr double kColumnPadding = 6;
constexpr int kFewestCharacters = 4; // cells of short numbers keep the shape of the others
constexpr double kSlantedFrom = 2.2; // labels wider than so many cells slant, where there is height
constexpr double kElidedFrom = 30; // in cells narrower than that a cut label says nothing
constexpr double kCaption = 16;
constexpr double kMapCaption = 30; // two lines
constexpr double kSmallestMap = 64;
constexpr double kLargestMap = 220;
constexpr double kMapShare = 0.14; // of the canvas
constexpr double kNarrowestMap = 150; // its caption
constexpr double kMapCell = 12;
constexpr int kMapRows = 40; // smaller matrices have strips instead of a map beside the figure
constexpr double kLikedCell = 92; // the widest that a cell gets for its label
constexpr double kMapsFrom = 900; // narrower canvases have strips instead of a map beside the figure
constexpr double kLittle = 0.3; // of a matrix shows
constexpr double kMapGap = 24;
constexpr double kNotesWidth = 190;
constexpr int kTokensWanted = 4;
constexpr int kShortVector = 24; // vectors of so few numbers become whole before longer ones get more
constexpr int kFactorWanted = 3; // rows of the factor above a product
constexpr int kTokensPlenty = 12;
constexpr int kFeaturesPlenty = 8;

double zoom()
{
    return Appearance::instance().zoom();
}

bool isLow(const QSizeF &canvas)
{
    return canvas.height() < kLowCanvas * zoom();
}

double marginOf(const QSizeF &canvas)
{
    return screenAir(canvas.width() < kNarrowCanvas * zoom() ? kNarrowMargin : kFigureMargin);
}

/// Headings at the left and the legend at the right of one band; on a low canvas the headings share a line.
PlacedFigure layOutScreenHeading(const WalkFigure &figure, const QSizeF &canvas)
{
    PlacedFigure placed;
    placed.onScreen = true;
    const bool low = isLow(canvas);
    const double margin = marginOf(canvas);
    const QFontMetricsF large(figureFont(20, QFont::DemiBold));
    const QFontMetricsF small(figureFont(13));
    const double top = screenAir(low ? 9 : 14);
    double right = canvas.width() - margin;
    if (figure.kind == WalkFigure::Kind::grid) {
        const QSizeF legend = QSizeF(low ? kSmallLegendWidth : kLegendWidth, low ? kSmallLegendHeight : kLegendHeight) * zoom();
        placed.legend = QRectF(QPointF(right - legend.width(), top + 4), legend);
        placed.legendCaption = !low;
        right = placed.legend.left() - screenAir(kLegendGap);
    }
    const double width = std::max(40.0, right - margin);
    placed.heading = QRectF(margin, top, width, large.height() + 2);
    placed.subheading = QRectF(margin, placed.heading.bottom() + 1, width, small.height() + 2);
    if (low) {
        const double used = std::min(width, large.horizontalAdvance(figure.heading) + 16);
        placed.heading.setWidth(std::min(width, used - 8));
        placed.subheading = QRectF(margin + used, top + 3, width - used, large.height());
    }
    if (!figure.lead.isEmpty())
        placed.lead
            = QRectF(margin, std::max(placed.heading.bottom(), placed.subheading.bottom()) + kLeadGap, width, leadHeight(figure, width));
    return placed;
}

class ScreenGrid : public FigureGrid {
public:
    ScreenGrid(const WalkFigure &figure, const std::vector<PanelMeasure> &measures, const QSizeF &canvas, const WalkScroll &scroll,
        const DigitSizes &digits, int arrangement)
        : FigureGrid(figure, measures, canvas, scroll, arrangement)
        , m_low(isLow(canvas))
        , m_margin(marginOf(canvas))
        , m_turned(figure.panels.size())
    {
        m_result = layOutScreenHeading(figure, canvas);
        m_strips.thickness = (m_low ? 12 : 20) * zoom();
        const double caption = canvas.height() < kLowestCanvas * zoom() ? 0 : kCaption * zoom();
        m_strips.room = m_strips.thickness + (caption > 0 ? 10 : 8) + caption;
        m_strips.side = m_strips.thickness + 12 + caption;
        search(digits);
        position();
        placePanels();
        for (int i = 0; i < panelCount(); ++i)
            m_result.panels[std::size_t(i)].digits = hasDigits(i) ? m_fit.digits : 0;
        placeMap();
        placeOverviews();
        for (PlacedOverview &overview : m_result.overviews)
            finishOverview(overview);
        placeNotes();
    }

    /// How well a reader is served: tokens that show, large digits, features that show.
    double quality() const
    {
        double tokens = 1;
        double features = 1;
        const auto look = [&](const std::vector<Line> &lines, const std::vector<FitCells> &cells) {
            for (std::size_t i = 0; i < lines.size(); ++i) {
                double &shown = isTokenAxis(lines[i].axis) ? tokens : features;
                shown = std::min(shown, cells[i].shown / std::max(1.0, double(lines[i].count)));
            }
        };
        look(m_columns, m_fit.columns);
        look(m_rows, m_fit.rows);
        return std::pow(tokens, 1.5) * std::sqrt(features) * std::min(m_fit.digits, kReadable) * (m_fit.fits ? 1 : 0.01);
    }

private:
    static constexpr int kReadable = 16; // digits beyond this are no reason to hide anything

    bool repeatsLabels(int panel) const { return m_figure.falk && m_figure.panels[std::size_t(panel)].framesRow; }

    bool wantsSlant(int panel, double cellWidth) const
    {
        const PanelMeasure &m = m_measures[std::size_t(panel)];
        if (m.numbered || m.columnLabel * 1.08 <= cellWidth - 4)
            return false;
        return cellWidth < kElidedFrom * zoom() || (m.columnLabel > kSlantedFrom * cellWidth && !m_low && !repeatsLabels(panel));
    }

    LabelSpace labels(int panel, double cellWidth) const override
    {
        const PanelMeasure &m = m_measures[std::size_t(panel)];
        const double row = showsLabels(panel, true) ? m.rowLabel : 0;
        const double column = showsLabels(panel, false) ? m.columnLabel : 0;
        const bool turned = m_turned[std::size_t(panel)];
        return labelSpace(row, column, !turned, turned ? 0 : cellWidth);
    }

    bool yields(bool isColumn, int line) const
    {
        if (!m_figure.falk)
            return false;
        for (int i = 0; i < panelCount(); ++i) {
            if (m_figure.panels[std::size_t(i)].result && (isColumn ? place(i).column : place(i).row) == line)
                return false;
        }
        return true;
    }

    FitTrack trackOf(const Line &line, bool isColumn, int index) const
    {
        FitTrack track;
        track.count = line.count;
        track.axis = int(line.axis);
        track.whole = line.axis == Axis::single || line.axis == Axis::statistic;
        track.yields = yields(isColumn, index);
        const bool tokens = isTokenAxis(line.axis);
        track.rank = tokens ? 0 : line.count <= kShortVector ? 1 : 2;
        track.plenty = tokens ? kTokensPlenty : kFeaturesPlenty;
        track.wanted = track.yields && !isColumn ? kFactorWanted : kTokensWanted;
        if (!isColumn) {
            track.perDigit = kDigitRow;
            track.padding = kRowPadding;
            return track;
        }
        int widest = 1;
        for (int i = 0; i < panelCount(); ++i) {
            if (place(i).column != index)
                continue;
            widest = std::max(widest, m_figure.panels[std::size_t(i)].picture.widest);
            track.liked = std::max(track.liked, std::min(m_measures[std::size_t(i)].columnLabel * 1.08 + 8, kLikedCell * zoom()));
        }
        track.perDigit = digitsWidth(std::max(widest, kFewestCharacters));
        track.padding = kColumnPadding;
        track.least = line.axis == Axis::statistic ? statisticCell() : 0;
        return track;
    }

    std::vector<FitTrack> tracks(const std::vector<Line> &lines, bool areColumns) const
    {
        std::vector<FitTrack> result;
        for (std::size_t i = 0; i < lines.size(); ++i)
            result.push_back(trackOf(lines[i], areColumns, int(i)));
        return result;
    }

    static void take(std::vector<Line> &lines, const std::vector<FitCells> &cells)
    {
        for (std::size_t i = 0; i < lines.size(); ++i) {
            lines[i].pitch = cells[i].pitch;
            lines[i].length = cells[i].length();
        }
    }

    double mapWidth() const { return std::clamp(m_canvas.width() * kMapShare, kNarrowestMap * zoom(), kLargestMap * zoom()); }

    QRectF body() const override
    {
        const double top = std::max(m_result.headingsBottom(), m_result.legend.bottom()) + screenAir(m_low ? 6 : kHeadingGap);
        const double right = m_canvas.width() - m_margin - (m_mapAtSide ? mapWidth() + kMapGap : 0);
        return {
            QPointF(m_margin, top), QPointF(std::max(m_margin + 40, right), std::max(top + 40, m_canvas.height() - screenAir(kBottom)))};
    }

    void search(const DigitSizes &digits)
    {
        const std::vector<FitTrack> columns = tracks(m_columns, true);
        const std::vector<FitTrack> rows = tracks(m_rows, false);
        double cellWidth = 60 * zoom();
        constexpr int kPasses = 10; // two that try, then labels, strips and the map come and do not go again, so it settles
        for (int pass = 0; pass < kPasses; ++pass) {
            const bool tries = pass < 2;
            for (int i = 0; i < panelCount(); ++i)
                m_turned[std::size_t(i)] = (!tries && m_turned[std::size_t(i)]) || wantsSlant(i, pass == 0 ? cellWidth : columnOf(i).pitch);
            m_titlesNeedRoom = pass > 0;
            setBands(cellWidth);
            const QRectF area = body();
            const DigitFit before = m_fit;
            m_fit = fitDigits(columns, rows,
                {{area.width() - fixed(m_columns), area.height() - fixed(m_rows)}, digits.smallest, digits.largest, digits.comfortable,
                    m_scroll.zoom});
            take(m_columns, m_fit.columns);
            take(m_rows, m_fit.rows);
            const FigurePanel *result = m_figure.resultPanel();
            const int made = result ? int(result - m_figure.panels.data()) : 0;
            m_result.cell = QSizeF(columnOf(made).pitch, rowOf(made).pitch);
            cellWidth = m_result.cell.width();
            const bool moreStrips = findOverviews(tries);
            if (!tries && !moreStrips && before.columns == m_fit.columns && before.rows == m_fit.rows)
                break;
        }
        m_result.digits = m_fit.digits;
        m_result.smallestZoom = m_fit.smallestZoom;
        m_result.largestZoom = m_fit.largestZoom;
    }

    bool hasDigits(int panel) const
    {
        return m_fit.columns[std::size_t(place(panel).column)].digits && m_fit.rows[std::size_t(place(panel).row)].digits;
    }

    bool isWindowedBothWays(int panel)
    {
        return rowOf(panel).windowed() && columnOf(panel).windowed() && rowOf(panel).axis != columnOf(panel).axis;
    }

    /// How much of a panel shows.
    double shareShown(int panel)
    {
        const auto share = [](const Line &line) { return line.length / std::max(1.0, line.count * line.pitch); };
        return share(rowOf(panel)) * share(columnOf(panel));
    }

    /// The panel whose map there is room for: in the free quadrant of a product, or beside a figure of which little shows.
    void findMap()
    {
        m_map = -1;
        m_mapAtSide = false;
        for (int i = panelCount() - 1; i >= 0; --i) {
            if (!isWindowedBothWays(i) || m_figure.panels[std::size_t(i)].allColumns > 0)
                continue;
            const bool inQuadrant = m_figure.falk && quadrant().width() >= kNarrowestMap * zoom()
                && quadrant().height() - kMapCaption * zoom() >= kSmallestMap * zoom();
            m_mapAtSide = !inQuadrant;
            const bool large = std::min(rowOf(i).count, columnOf(i).count) >= kMapRows;
            if (inQuadrant || (large && m_canvas.width() >= kMapsFrom * zoom() && shareShown(i) < kLittle))
                m_map = i;
            return;
        }
    }

    /// Which overviews there must be, beside those there are already unless it `tries`; true: more than before.
    bool findOverviews(bool tries)
    {
        const bool hadBottom = m_bottomStrips;
        const bool hadSide = m_sideStrips;
        const int hadMap = m_map;
        if (tries || m_map < 0)
            findMap();
        m_mapAtSide = m_mapAtSide && m_map >= 0;
        const auto needsStrip = [this](const Line &line) {
            return line.windowed() && (m_map < 0 || (line.axis != rowOf(m_map).axis && line.axis != columnOf(m_map).axis));
        };
        m_bottomStrips = (!tries && m_bottomStrips) || std::any_of(m_columns.begin(), m_columns.end(), needsStrip);
        m_sideStrips = (!tries && m_sideStrips)
            || std::any_of(m_rows.begin(), m_rows.end(), [&](const Line &line) { return needsStrip(line) && !hasBottomStrip(line.axis); });
        return m_bottomStrips != hadBottom || m_sideStrips != hadSide || m_map != hadMap;
    }

    /// What a product leaves free: left of B and above A.
    QSizeF quadrant() const
    {
        double height = 0;
        for (std::size_t i = 0; i + 1 < m_rows.size(); ++i)
            height += m_rows[i].before + m_rows[i].length + m_rows[i].after;
        return {m_columns.front().before + m_columns.front().length, height - titleHeight()};
    }

    void placeMap()
    {
        if (m_map < 0 || !(rowOf(m_map).windowed() || columnOf(m_map).windowed()))
            return;
        const MatrixLayout &layout = m_result.panels[std::size_t(m_map)].layout;
        const QRectF area = body();
        QRectF room;
        if (m_mapAtSide) {
            const double left = m_canvas.width() - m_margin - mapWidth();
            room = QRectF(left, layout.frame.top(), mapWidth(), area.bottom() - layout.frame.top());
        } else {
            const QSizeF free = quadrant();
            const double top = m_result.panels[1].title.top();
            room = QRectF(layout.frame.left(), top, 0, 0);
            room.setLeft(m_columns.front().position - m_columns.front().before);
            room.setSize({std::min(free.width(), kLargestMap * 1.5 * zoom()), free.height()});
        }
        room.setHeight(std::max(10.0, room.height() - kMapCaption * zoom()));
        const double cell = std::min({room.width() / layout.columns, room.height() / layout.rows, kMapCell * zoom()});
        const QSizeF size(std::min(room.width(), std::max(cell * layout.columns, kSmallestMap * 0.6 * zoom())),
            std::min(room.height(), std::max(cell * layout.rows, m_strips.thickness)));
        PlacedOverview map;
        map.panel = m_map;
        map.isMap = true;
        map.axis = columnOf(m_map).axis;
        map.rowAxis = rowOf(m_map).axis;
        map.visible = layout.visibleColumns();
        map.count = layout.columns;
        map.visibleRows = layout.visibleRows();
        map.rowCount = layout.rows;
        map.strip = QRectF(room.topLeft(), size);
        map.caption = QRectF(room.left(), map.strip.bottom() + 3, room.width(), kMapCaption * zoom() - 3);
        m_result.overviews.push_back(map);
    }

    void finishOverview(PlacedOverview &overview) const
    {
        overview.isPicture = true;
        if (!overview.vertical)
            return;
        overview.caption = QRectF(overview.strip.right() + 2, overview.strip.top(), kCaption * zoom() - 2, overview.strip.height());
        const double room = std::min(overview.caption.right() + 2 - overview.strip.right(), m_strips.side - m_strips.thickness);
        const bool fits = overviewCaptionWidth(m_figure.panels[std::size_t(overview.panel)], overview) <= overview.caption.height();
        if (!fits || room < overview.caption.width())
            overview.caption = {};
    }

    /// In the quadrant of a product, right of the figure or beneath it.
    void placeNotes()
    {
        if (m_figure.notes.empty())
            return;
        QRectF used;
        for (const PlacedPanel &panel : m_result.panels)
            used |= panel.layout.bounds() | panel.title | panel.note;
        for (const PlacedOverview &overview : m_result.overviews)
            used |= overview.strip | overview.caption;
        const QRectF area = body();
        std::vector<QRectF> free;
        if (m_figure.falk && (m_map < 0 || m_mapAtSide))
            free.push_back(QRectF(m_margin, m_result.panels[1].title.top(), m_result.panels[1].layout.bounds().left() - m_margin - 28,
                quadrant().height() - 10));
        free.push_back(QRectF(used.right() + 28, used.top(), area.right() - used.right() - 28, area.bottom() - used.top()));
        free.push_back(QRectF(used.left(), used.bottom() + 12, area.right() - used.left(), area.bottom() - used.bottom() - 12));
        for (const QRectF &room : free) {
            const double width = std::min(room.width(), 2 * kNotesWidth * zoom());
            if (width < kNotesWidth * zoom() * 0.8)
                continue;
            const double height = notesHeight(m_figure, width);
            if (height <= room.height()) {
                m_result.notes = QRectF(room.left(), room.top(), width, height);
                return;
            }
        }
    }

    bool m_low;
    double m_margin;
    std::vector<bool> m_turned; ///< by panel: its column labels slant
    int m_map = -1; ///< the panel that is windowed both ways
    bool m_mapAtSide = false;
    DigitFit m_fit;
};

} // namespace

PlacedFigure layOut(const WalkFigure &figure, const QSizeF &canvas, const WalkScroll &scroll, const DigitSizes &digits)
{
    if (figure.kind != WalkFigure::Kind::grid)
        return layOutScreenHeading(figure, canvas);
    const std::vector<PanelMeasure> measures = measurePanels(figure);
    const ScreenGrid first(figure, measures, canvas, scroll, digits, 0);
    PlacedFigure best = first.result();
    double quality = first.quality();
    for (int i = 1; i < figure.arrangements; ++i) {
        const ScreenGrid other(figure, measures, canvas, scroll, digits, i);
        if (other.quality() > quality) {
            quality = other.quality();
            best = other.result();
        }
    }
    return best;
}

} // namespace headscope
