// The hands of a figure: pointing, pinning, scrolling, zooming, keys, tooltips.
#include "ui/views/view_keys.h"
#include "ui/views/walk/figure_canvas.h"
#include "ui/views/walk/overview_painter.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace headscope {

namespace {

constexpr double kZoomStep = 1.2;
constexpr int kCellsPerNotch = 3;
constexpr double kNotch = 120; // QWheelEvent's unit for one notch

} // namespace

std::optional<FigureCanvas::Hit> FigureCanvas::hitAt(const QPointF &position) const
{
    for (std::size_t i = 0; i < m_placed.panels.size(); ++i) {
        if (const auto cell = m_placed.panels[i].layout.cellAt(position))
            return Hit{int(i), *cell};
    }
    return std::nullopt;
}

CellIndex FigureCanvas::resultCellAt(const Hit &hit) const
{
    const FigurePanel &panel = m_figure.panels[std::size_t(hit.panel)];
    CellIndex cell = pinnedCell();
    if (cell.row < 0)
        cell.row = rowWithoutPin();
    if (cell.column >= m_figure.resultColumns())
        cell.column = -1;
    if (panel.rowLink == Link::row)
        cell.row = hit.cell.row;
    if (panel.columnLink == Link::column)
        cell.column = hit.cell.column;
    return cell;
}

std::optional<int> FigureCanvas::overviewAt(const QPointF &position) const
{
    for (std::size_t i = 0; i < m_placed.overviews.size(); ++i) {
        if (m_placed.overviews[i].strip.adjusted(-5, -5, 5, 5).contains(position))
            return int(i);
    }
    return std::nullopt;
}

void FigureCanvas::moveTo(const PlacedOverview &overview, const QPointF &position)
{
    m_scroll.first[std::size_t(overview.axis)] = overviewFirst(overview, position);
    if (overview.isMap)
        m_scroll.first[std::size_t(overview.rowAxis)] = mapFirstRow(overview, position);
    layOutAgain();
}

bool FigureCanvas::scrolls(Axis axis) const
{
    return m_placed.visible[std::size_t(axis)] < m_placed.count[std::size_t(axis)];
}

void FigureCanvas::scrollAxis(Axis axis, int cells)
{
    const auto i = std::size_t(axis);
    const int most = std::max(0, m_placed.count[i] - m_placed.visible[i]);
    const int first = std::clamp(std::clamp(m_scroll.first[i], 0, most) + cells, 0, most);
    if (first == m_scroll.first[i])
        return;
    m_scroll.first[i] = first;
    layOutAgain();
    update();
}

void FigureCanvas::scrollTo(Axis axis, int index)
{
    const auto i = std::size_t(axis);
    if (index < 0 || !scrolls(axis))
        return;
    const int first = m_scroll.first[i];
    if (index < first)
        scrollAxis(axis, index - first);
    else if (index >= first + m_placed.visible[i])
        scrollAxis(axis, index - first - m_placed.visible[i] + 1);
}

void FigureCanvas::centre(Axis axis, int index)
{
    const auto i = std::size_t(axis);
    if (scrolls(axis) && (index < m_scroll.first[i] || index >= m_scroll.first[i] + m_placed.visible[i]))
        scrollAxis(axis, index - m_scroll.first[i] - m_placed.visible[i] / 2);
}

void FigureCanvas::zoomBy(double factor, const QPointF &at)
{
    prepareNow();
    if (m_figure.kind != WalkFigure::Kind::grid)
        return;
    const auto hit = hitAt(at);
    m_scroll.zoom = std::clamp(m_scroll.zoom * factor, m_placed.smallestZoom, m_placed.largestZoom);
    layOutAgain();
    if (hit) {
        // The cell under the pointer stays under it, as far as its axes scroll.
        const FigurePanel &panel = m_figure.panels[std::size_t(hit->panel)];
        const MatrixLayout &layout = m_placed.panels[std::size_t(hit->panel)].layout;
        const QPointF offset = at - layout.frame.topLeft();
        m_scroll.first[std::size_t(panel.columnAxis)] = std::max(0, hit->cell.column - int(offset.x() / layout.cell.width()));
        m_scroll.first[std::size_t(panel.rowAxis)] = std::max(0, hit->cell.row - int(offset.y() / layout.cell.height()));
        layOutAgain();
    }
    update();
}

void FigureCanvas::zoomIn()
{
    zoomBy(kZoomStep, rect().center());
}

void FigureCanvas::zoomOut()
{
    zoomBy(1 / kZoomStep, rect().center());
}

void FigureCanvas::zoomFit()
{
    prepareNow();
    m_scroll = {};
    layOutAgain();
    update();
}

void FigureCanvas::mousePressEvent(QMouseEvent *event)
{
    setFocusRing(0);
    if (event->button() != Qt::LeftButton) {
        View::mousePressEvent(event);
        return;
    }
    m_drag = {Drag::What::pressed, event->position(), -1, 0, m_scroll.first};
    if (const auto overview = overviewAt(event->position())) {
        m_drag.what = Drag::What::overview;
        m_drag.overview = *overview;
        m_drag.moved = true;
        moveTo(m_placed.overviews[std::size_t(*overview)], event->position());
    } else if (const auto hit = hitAt(event->position())) {
        m_drag.panel = hit->panel;
    }
    update();
}

void FigureCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = event->position();
    if (m_drag.what == Drag::What::overview && m_drag.overview < int(m_placed.overviews.size())) {
        moveTo(m_placed.overviews[std::size_t(m_drag.overview)], at);
        update();
        return;
    }
    if (m_drag.what == Drag::What::pressed && m_drag.panel >= 0 && (at - m_drag.from).manhattanLength() >= QApplication::startDragDistance()
        && m_figure.kind == WalkFigure::Kind::grid) {
        m_drag.what = Drag::What::pan;
        setCursor(Qt::ClosedHandCursor);
    }
    if (m_drag.what == Drag::What::pan && !m_placed.panels.empty()) {
        const FigurePanel &panel = m_figure.panels[std::size_t(m_drag.panel)];
        const QSizeF cell = m_placed.panels[std::size_t(m_drag.panel)].layout.cell;
        const auto move = [&](Axis axis, double pixels, double pitch) {
            const auto i = std::size_t(axis);
            const int most = std::max(0, m_placed.count[i] - m_placed.visible[i]);
            const int from = std::clamp(m_drag.first[i], 0, most);
            m_scroll.first[i] = std::clamp(from - int(std::round(pixels / pitch)), 0, most);
            m_drag.moved |= m_scroll.first[i] != from;
        };
        move(panel.columnAxis, at.x() - m_drag.from.x(), cell.width());
        move(panel.rowAxis, at.y() - m_drag.from.y(), cell.height());
        layOutAgain();
        update();
        return;
    }
    const auto overview = overviewAt(at);
    setCursor(!overview                                           ? Qt::ArrowCursor
            : m_placed.overviews[std::size_t(*overview)].isMap    ? Qt::SizeAllCursor
            : m_placed.overviews[std::size_t(*overview)].vertical ? Qt::SizeVerCursor
                                                                  : Qt::SizeHorCursor);
    if (m_player.isPlaying())
        return; // the cell being made is lit
    const auto hit = hitAt(at);
    hover(hit ? resultCellAt(*hit) : CellIndex());
}

bool FigureCanvas::takeClick(const QMouseEvent &event)
{
    const Drag drag = std::exchange(m_drag, {});
    unsetCursor();
    const bool isClick = (event.position() - drag.from).manhattanLength() < QApplication::startDragDistance();
    return event.button() == Qt::LeftButton && drag.what == Drag::What::pressed && isClick;
}

void FigureCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    if (!takeClick(*event))
        return;
    if (const auto hit = hitAt(event->position()))
        pin(resultCellAt(*hit));
}

void FigureCanvas::leaveEvent(QEvent *)
{
    if (!m_player.isPlaying())
        hover({});
}

void FigureCanvas::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        zoomBy(std::pow(kZoomStep, event->angleDelta().y() / kNotch), event->position());
        event->accept();
        return;
    }
    QPointF turned = QPointF(event->angleDelta()) / kNotch * kCellsPerNotch;
    if (event->modifiers() & Qt::ShiftModifier && turned.x() == 0)
        turned = QPointF(turned.y(), 0);
    m_wheel += turned;
    const QPoint cells(int(m_wheel.x()), int(m_wheel.y()));
    m_wheel -= cells;
    event->accept();
    scrollBy(event->position(), cells);
}

void FigureCanvas::scrollBy(const QPointF &at, const QPoint &cells)
{
    const auto hit = hitAt(at);
    const FigurePanel *panel = hit ? &m_figure.panels[std::size_t(hit->panel)] : m_figure.resultPanel();
    if (!panel)
        return;
    // A wide matrix of few rows has only one way to go.
    const Axis vertical = scrolls(panel->rowAxis) ? panel->rowAxis : panel->columnAxis;
    scrollAxis(vertical, -cells.y());
    scrollAxis(panel->columnAxis, -cells.x());
}

void FigureCanvas::movePin(int rows, int columns)
{
    const CellIndex all = shape();
    if (all.row <= 0 || all.column <= 0)
        return;
    const CellIndex pinned = pinnedCell();
    const bool none = pinned.row < 0 || pinned.column < 0;
    hover({});
    pin({std::clamp((pinned.row < 0 ? 0 : pinned.row) + (none ? 0 : rows), 0, all.row - 1),
        std::clamp((pinned.column < 0 ? 0 : pinned.column) + (none ? 0 : columns), 0, all.column - 1)});
}

void FigureCanvas::keyPressEvent(QKeyEvent *event)
{
    using Key = ViewKey;
    const auto key = keyAmong(*event, {Key::left, Key::right, Key::up, Key::down, Key::zoomIn, Key::zoomOut, Key::wholePicture});
    if (!key)
        return View::keyPressEvent(event);
    switch (*key) {
    case Key::left: return movePin(0, -1);
    case Key::right: return movePin(0, 1);
    case Key::up: return movePin(-1, 0);
    case Key::down: return movePin(1, 0);
    case Key::zoomIn: return zoomIn();
    case Key::zoomOut: return zoomOut();
    case Key::wholePicture: return zoomFit();
    default: return;
    }
}

QString FigureCanvas::rowNameOf(const FigurePanel &panel, int row) const
{
    const QStringList labels = panel.rowLink == Link::row ? axisLabelsOf(Link::row) : panel.picture.rowLabels;
    return labels.value(row, QString::number(row + 1));
}

QString FigureCanvas::columnNameOf(const FigurePanel &panel, int column) const
{
    const QStringList labels = panel.columnLink == Link::column ? axisLabelsOf(Link::column) : panel.picture.columnLabels;
    return labels.value(column, QString::number(column + 1));
}

QString FigureCanvas::cellTip(const Hit &hit) const
{
    const FigurePanel &panel = m_figure.panels[std::size_t(hit.panel)];
    const MatrixPicture &picture = panel.picture;
    const int shown = hit.cell.column - panel.firstColumn;
    if (shown < 0 || shown >= picture.numbers.cols())
        return {};
    return tr("%1, %2\n%3")
        .arg(rowNameOf(panel, hit.cell.row), columnNameOf(panel, hit.cell.column), exactText(picture.numbers(hit.cell.row, shown)));
}

QStringList FigureCanvas::axisLabelsOf(Link link) const
{
    for (const FigurePanel &panel : m_figure.panels) {
        if (link == Link::row && panel.rowLink == link && !panel.picture.rowLabels.isEmpty())
            return panel.picture.rowLabels;
        // A page of a wide matrix names its own columns only; they are numbers.
        if (link == Link::column && panel.columnLink == link && panel.allColumns == 0 && !panel.picture.columnLabels.isEmpty())
            return panel.picture.columnLabels;
    }
    return {};
}

QString FigureCanvas::labelTip(const QPointF &position) const
{
    for (std::size_t i = 0; i < m_placed.panels.size(); ++i) {
        const PlacedPanel &placed = m_placed.panels[i];
        const MatrixLayout &layout = placed.layout;
        const MatrixPicture &picture = m_figure.panels[i].picture;
        const QRectF rows(layout.frame.left() - layout.rowLabelWidth, layout.frame.top(), layout.rowLabelWidth, layout.frame.height());
        const QRectF columns(
            layout.frame.left(), layout.frame.top() - layout.columnLabelHeight, layout.frame.width(), layout.columnLabelHeight);
        // A point beside the cells speaks of the row (column) that begins there.
        if (placed.rowLabels && rows.contains(position)) {
            if (const auto cell = layout.cellAt({layout.frame.left() + 0.5, position.y()}))
                return picture.rowLabels.value(cell->row);
        }
        if (placed.columnLabels && columns.contains(position)) {
            if (const auto cell = layout.cellAt({position.x(), layout.frame.top() + 0.5}))
                return picture.columnLabels.value(cell->column);
        }
    }
    return {};
}

QString FigureCanvas::tipAt(const QPointF &position) const
{
    if (const auto overview = overviewAt(position)) {
        const PlacedOverview &placed = m_placed.overviews[std::size_t(*overview)];
        return overviewText(m_figure.panels[std::size_t(placed.panel)], placed);
    }
    if (const auto hit = hitAt(position))
        return cellTip(*hit);
    return labelTip(position);
}

bool FigureCanvas::event(QEvent *event)
{
    if (event->isInputEvent() || event->type() == QEvent::ToolTip)
        prepareNow(); // hands mean what is selected now
    if (event->type() == QEvent::ToolTip) {
        auto *help = static_cast<QHelpEvent *>(event);
        const QString tip = tipAt(help->pos());
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    if (event->type() == QEvent::FocusIn) {
        const Qt::FocusReason reason = static_cast<QFocusEvent *>(event)->reason();
        setFocusRing(reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason ? 2 : 0);
    }
    return View::event(event);
}

} // namespace headscope
