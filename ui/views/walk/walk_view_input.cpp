// The hands of the Walk canvas: pointing, pinning, scrolling, zooming, keys, tooltips, opening the editor.
#include "ui/views/view_keys.h"
#include "ui/views/walk/cell_editor.h"
#include "ui/views/walk/overview_painter.h"
#include "ui/views/walk/panel_builder.h"
#include "ui/views/walk/walk_view.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kZoomStep = 1.2;
constexpr int kCellsPerNotch = 3;
constexpr double kNotch = 120; // QWheelEvent's unit for one notch

} // namespace

std::optional<WalkView::Hit> WalkView::hitAt(const QPointF &position) const
{
    for (std::size_t i = 0; i < m_placed.panels.size(); ++i) {
        if (const auto cell = m_placed.panels[i].layout.cellAt(position))
            return Hit{int(i), *cell};
    }
    return std::nullopt;
}

CellIndex WalkView::stageCellAt(const Hit &hit) const
{
    const FigurePanel &panel = m_figure.panels[std::size_t(hit.panel)];
    CellIndex cell = m_figure.resultCellOf({m_selection.row(), m_selection.column()});
    if (cell.row < 0)
        cell.row = m_figure.resultCellOf({m_row, -1}).row;
    if (cell.column >= m_figure.resultColumns())
        cell.column = -1;
    if (panel.rowLink == Link::row)
        cell.row = hit.cell.row;
    if (panel.columnLink == Link::column)
        cell.column = hit.cell.column;
    return m_figure.stageCellOf(cell);
}

std::optional<int> WalkView::overviewAt(const QPointF &position) const
{
    for (std::size_t i = 0; i < m_placed.overviews.size(); ++i) {
        if (m_placed.overviews[i].strip.adjusted(-5, -5, 5, 5).contains(position))
            return int(i);
    }
    return std::nullopt;
}

void WalkView::moveTo(const PlacedOverview &overview, const QPointF &position)
{
    m_scroll.first[std::size_t(overview.axis)] = overviewFirst(overview, position);
    if (overview.isMap)
        m_scroll.first[std::size_t(overview.rowAxis)] = mapFirstRow(overview, position);
    layOutAgain();
}

bool WalkView::scrolls(Axis axis) const
{
    return m_placed.visible[std::size_t(axis)] < m_placed.count[std::size_t(axis)];
}

void WalkView::scrollAxis(Axis axis, int cells)
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

void WalkView::scrollTo(Axis axis, int index)
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

void WalkView::centre(Axis axis, int index)
{
    const auto i = std::size_t(axis);
    if (scrolls(axis) && (index < m_scroll.first[i] || index >= m_scroll.first[i] + m_placed.visible[i]))
        scrollAxis(axis, index - m_scroll.first[i] - m_placed.visible[i] / 2);
}

void WalkView::zoomBy(double factor, const QPointF &at)
{
    prepareNow();
    if (m_figure.kind != WalkFigure::Kind::grid)
        return;
    const auto hit = hitAt(at);
    m_editor->hide();
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

void WalkView::zoomIn()
{
    zoomBy(kZoomStep, rect().center());
}

void WalkView::zoomOut()
{
    zoomBy(1 / kZoomStep, rect().center());
}

void WalkView::zoomFit()
{
    prepareNow();
    m_scroll = {};
    layOutAgain();
    update();
}

void WalkView::mousePressEvent(QMouseEvent *event)
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

void WalkView::mouseMoveEvent(QMouseEvent *event)
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
    if (m_figure.kind == WalkFigure::Kind::tokens) {
        const auto token = m_tokens.tokenAt(at);
        m_selection.hover(token ? *token : -1, token ? 0 : -1);
        return;
    }
    const auto overview = overviewAt(at);
    setCursor(!overview                                           ? Qt::ArrowCursor
            : m_placed.overviews[std::size_t(*overview)].isMap    ? Qt::SizeAllCursor
            : m_placed.overviews[std::size_t(*overview)].vertical ? Qt::SizeVerCursor
                                                                  : Qt::SizeHorCursor);
    if (m_player.isPlaying())
        return; // the cell being made is lit
    if (const auto hit = hitAt(at)) {
        const CellIndex cell = stageCellAt(*hit);
        m_selection.hover(cell.row, cell.column);
    } else {
        m_selection.hover(-1, -1);
    }
}

void WalkView::mouseReleaseEvent(QMouseEvent *event)
{
    const Drag drag = m_drag;
    m_drag = {};
    unsetCursor();
    const bool isClick = (event->position() - drag.from).manhattanLength() < QApplication::startDragDistance();
    if (event->button() != Qt::LeftButton || drag.what != Drag::What::pressed || !isClick)
        return;
    if (m_figure.kind == WalkFigure::Kind::tokens) {
        if (const auto token = m_tokens.tokenAt(event->position()))
            m_selection.pin(*token, 0);
        return;
    }
    if (const auto hit = hitAt(event->position())) {
        const CellIndex cell = stageCellAt(*hit);
        m_selection.pin(cell.row, cell.column);
    }
}

void WalkView::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_drag = {};
    if (const auto hit = hitAt(event->position()))
        openEditor(*hit);
}

void WalkView::leaveEvent(QEvent *)
{
    if (!m_player.isPlaying() && !m_editor->isVisible())
        m_selection.hover(-1, -1);
}

void WalkView::wheelEvent(QWheelEvent *event)
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
    if (m_figure.kind == WalkFigure::Kind::tokens) {
        auto &first = m_scroll.first[std::size_t(Axis::query)];
        first = std::clamp(m_tokens.first - cells.y(), 0, std::max(0, m_tokens.count - m_tokens.capacity()));
        layOutAgain();
        update();
        return;
    }
    const auto hit = hitAt(event->position());
    const FigurePanel *panel = hit ? &m_figure.panels[std::size_t(hit->panel)] : m_figure.resultPanel();
    if (!panel)
        return;
    // A wide matrix of few rows has only one way to go.
    const Axis vertical = scrolls(panel->rowAxis) ? panel->rowAxis : panel->columnAxis;
    scrollAxis(vertical, -cells.y());
    scrollAxis(panel->columnAxis, -cells.x());
}

void WalkView::movePin(int rows, int columns)
{
    const int rowCount = m_figure.kind == WalkFigure::Kind::tokens ? m_tokens.count : m_figure.resultRows();
    const int columnCount = m_figure.kind == WalkFigure::Kind::tokens ? 1 : m_figure.resultColumns();
    if (rowCount == 0 || columnCount == 0)
        return;
    const CellIndex pinned = m_figure.resultCellOf({m_selection.row(), m_selection.column()});
    const bool none = pinned.row < 0 || pinned.column < 0;
    const int row = std::clamp((pinned.row < 0 ? 0 : pinned.row) + (none ? 0 : rows), 0, rowCount - 1);
    const int column = std::clamp((pinned.column < 0 ? 0 : pinned.column) + (none ? 0 : columns), 0, columnCount - 1);
    m_selection.hover(-1, -1);
    const CellIndex cell = m_figure.stageCellOf({row, column});
    m_selection.pin(cell.row, cell.column);
}

void WalkView::keyPressEvent(QKeyEvent *event)
{
    using Key = ViewKey;
    const auto key
        = keyAmong(*event, {Key::left, Key::right, Key::up, Key::down, Key::zoomIn, Key::zoomOut, Key::wholePicture, Key::change});
    if (!key || (key == Key::change && !editPinned()))
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

bool WalkView::editPinned()
{
    prepareNow();
    const FigurePanel *result = m_figure.resultPanel();
    const CellIndex cell = m_figure.resultCellOf({m_selection.row(), m_selection.column()});
    if (!result || cell.row < 0 || cell.column < 0)
        return false;
    scrollTo(result->rowAxis, cell.row);
    scrollTo(result->columnAxis, cell.column);
    return openEditor({int(result - m_figure.panels.data()), cell});
}

bool WalkView::openEditor(const Hit &hit)
{
    const FigurePanel &panel = m_figure.panels[std::size_t(hit.panel)];
    const MatrixView &numbers = panel.picture.numbers.view;
    const int shownColumn = hit.cell.column - panel.firstColumn;
    if (hit.cell.row >= numbers.rows || shownColumn < 0 || shownColumn >= numbers.cols)
        return false;
    const QRectF rect = m_placed.panels[std::size_t(hit.panel)].layout.cellRect(hit.cell.row, hit.cell.column);
    if (!panel.stage || panel.stage->stage == Stage::tokens || m_selection.shown() != Shown::edited) {
        const QString why = m_selection.shown() != Shown::edited
            ? tr("Switch to “edited” to change numbers.")
            : tr("Learned weights and ids stay as they are. Change a number that was computed from them.");
        QToolTip::showText(mapToGlobal(rect.bottomLeft().toPoint()), why, this);
        return false;
    }
    if (!m_session.locks().allows(SessionControl::edits))
        return false;
    pause();
    CellIndex cell = stageCell(panel, hit.cell);
    const CellIndex ofStage = m_figure.stageCellOf(cell);
    if (panel.rowLink == Link::row)
        cell.row = ofStage.row;
    if (panel.columnLink == Link::column)
        cell.column = ofStage.column;
    m_edited = {hit.panel, cell};
    m_editedStage = *panel.stage;
    m_editor->open(rect, exactText(numbers(hit.cell.row, shownColumn)));
    return true;
}

QString WalkView::rowNameOf(const FigurePanel &panel, int row) const
{
    const QStringList labels = panel.rowLink == Link::row ? axisLabelsOf(Link::row) : panel.picture.rowLabels;
    return labels.value(row, QString::number(row + 1));
}

QString WalkView::columnNameOf(const FigurePanel &panel, int column) const
{
    const QStringList labels = panel.columnLink == Link::column ? axisLabelsOf(Link::column) : panel.picture.columnLabels;
    return labels.value(column, QString::number(column + 1));
}

QString WalkView::cellTip(const Hit &hit) const
{
    const FigurePanel &panel = m_figure.panels[std::size_t(hit.panel)];
    const MatrixPicture &picture = panel.picture;
    const int shown = hit.cell.column - panel.firstColumn;
    if (shown < 0 || shown >= picture.numbers.cols())
        return {};
    return tr("%1, %2\n%3")
        .arg(rowNameOf(panel, hit.cell.row), columnNameOf(panel, hit.cell.column), exactText(picture.numbers(hit.cell.row, shown)));
}

QStringList WalkView::axisLabelsOf(Link link) const
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

QString WalkView::labelTip(const QPointF &position) const
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

QString WalkView::tipAt(const QPointF &position) const
{
    if (m_figure.kind == WalkFigure::Kind::tokens) {
        const auto token = m_tokens.tokenAt(position);
        return token ? tokenTip(tokenTable(), *token) : QString();
    }
    if (const auto overview = overviewAt(position)) {
        const PlacedOverview &placed = m_placed.overviews[std::size_t(*overview)];
        return overviewText(m_figure.panels[std::size_t(placed.panel)], placed);
    }
    if (const auto hit = hitAt(position))
        return cellTip(*hit);
    return labelTip(position);
}

bool WalkView::event(QEvent *event)
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

void WalkView::commit(float value)
{
    const TransformerConfig &config = m_session.model()->config();
    const StageKey place = editPlace(config, m_editedStage);
    Edit edit;
    edit.kind = Edit::Kind::setValue;
    edit.stage = place.stage;
    const StageScope scope = stageInfo(edit.stage).scope;
    edit.layer = scope != StageScope::model ? place.layer : config.isEncoderDecoder() ? place.layer : Edit::kAll;
    edit.head = scope == StageScope::head ? place.head : Edit::kAll;
    edit.row = m_edited.cell.row;
    edit.column = m_edited.cell.column;
    edit.value = value;
    m_session.addEdit(edit);
}

} // namespace headscope
