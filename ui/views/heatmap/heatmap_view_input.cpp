// The heatmap's hands: pointer, wheel, pinch, keys and the menu of the right button.
// Trap: a wheel zooms, as on maps; a touchpad's two fingers, which arrive as a wheel with pixels, pan, and a pinch zooms.
#include "ui/session/pinned_pair.h"
#include "ui/theme/theme.h"
#include "ui/views/heatmap/heatmap_view.h"
#include "ui/views/shared/pattern/measure_words.h"
#include "ui/views/view_keys.h"

#include <QActionGroup>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kDragFrom = 5; // pixels the pointer may shake during a click
constexpr double kStep = 1.25;
constexpr double kDoubleClickStep = 2;
constexpr double kLargestCellOnScreen = 160;

} // namespace

void HeatmapView::pointAt(const std::optional<QPointF> &point)
{
    if (isSideBySide())
        return m_multiples.pointAt(point);
    m_inside = point.has_value();
    if (!point) {
        stopHovering();
        return update();
    }
    m_pointer = *point;
    if (m_onMinimap)
        return scrollTo(firstCellFor(m_pointer, minimap(), m_place.matrix));
    if (m_down && (m_dragged || (m_pointer - m_pressed).manhattanLength() > kDragFrom)) {
        m_dragged = true;
        setCursor(Qt::ClosedHandCursor);
        const QPointF moved = m_pointer - m_pressed;
        scrollTo(m_pressedFirst - QPointF(moved.x() / m_place.matrix.cell.width(), moved.y() / m_place.matrix.cell.height()));
        return;
    }
    setCursor(minimap().contains(m_pointer) ? Qt::SizeAllCursor : Qt::ArrowCursor);
    hoverUnderPointer();
    update(); // the card follows the pointer within a cell
}

void HeatmapView::hoverUnderPointer()
{
    if (!m_inside || isSideBySide())
        return;
    const bool onCells = m_content && !minimap().contains(m_pointer) && !childAt(m_pointer.toPoint());
    const auto cell = onCells ? m_place.matrix.cellAt(m_pointer) : std::nullopt;
    m_selection.hover(cell ? m_content->pattern->rows()[std::size_t(cell->row)].first : -1,
        cell ? m_content->pattern->columns()[std::size_t(cell->column)].first : -1);
}

void HeatmapView::stopHovering()
{
    m_inside = false;
    m_selection.hover(-1, -1);
}

void HeatmapView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    if (isSideBySide())
        return m_multiples.click(event->position());
    m_glide.stop();
    m_wantedZoom = m_zoom;
    if (minimap().contains(event->position())) {
        m_onMinimap = true;
        return scrollTo(firstCellFor(event->position(), minimap(), m_place.matrix));
    }
    m_down = true;
    m_dragged = false;
    m_pressed = event->position();
    m_pressedFirst = m_first;
}

void HeatmapView::mouseReleaseEvent(QMouseEvent *event)
{
    m_onMinimap = false;
    if (event->button() != Qt::LeftButton || !m_down)
        return;
    const bool clicked = !m_dragged;
    m_down = m_dragged = false;
    unsetCursor();
    if (!clicked || !m_content)
        return;
    if (const auto cell = m_place.matrix.cellAt(event->position()))
        pin(*cell);
    else if (const QRectF labels(m_place.matrix.frame.left() - m_place.matrix.rowLabelWidth, m_place.matrix.frame.top(),
                 m_place.matrix.rowLabelWidth, m_place.matrix.frame.height());
             labels.contains(event->position()))
        pin({m_place.matrix.cellAt({m_place.matrix.frame.left(), event->position().y()}).value_or(CellIndex()).row, -1});
}

void HeatmapView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (isSideBySide())
        return mousePressEvent(event);
    if (event->button() == Qt::LeftButton && m_place.matrix.frame.contains(event->position()) && !minimap().contains(event->position()))
        glideTo(event->modifiers() & Qt::ShiftModifier ? zoom() / kDoubleClickStep : zoom() * kDoubleClickStep, event->position());
}

void HeatmapView::pin(CellIndex cell) const
{
    const auto tokenOf = [](const std::vector<TokenSpan> &spans, int index) { return index < 0 ? -1 : spans[std::size_t(index)].first; };
    pinPair(m_selection, {tokenOf(m_content->pattern->rows(), cell.row), tokenOf(m_content->pattern->columns(), cell.column)},
        exportKey().stage);
}

void HeatmapView::movePin(int rows, int columns)
{
    if (!m_content || m_content->rowCount() == 0)
        return;
    const auto [row, column] = pinned();
    const CellIndex cell{std::clamp(std::max(0, row) + (row < 0 ? 0 : rows), 0, m_content->rowCount() - 1),
        columns == 0 ? column : std::clamp(std::max(0, column) + (column < 0 ? 0 : columns), 0, m_content->columnCount() - 1)};
    pin(cell);
    const MatrixLayout &layout = m_place.matrix;
    const QPointF visible(layout.frame.width() / layout.cell.width(), layout.frame.height() / layout.cell.height());
    QPointF first = m_first;
    first.setY(std::clamp(first.y(), cell.row + 1 - visible.y(), double(cell.row)));
    if (cell.column >= 0)
        first.setX(std::clamp(first.x(), cell.column + 1 - visible.x(), double(cell.column)));
    scrollTo(first);
}

void HeatmapView::scrollTo(const QPointF &first)
{
    m_first = first;
    place();
    hoverUnderPointer();
    update();
}

double HeatmapView::possibleZoom(double zoom) const
{
    const double fitted = m_place.matrix.cell.width() / m_zoom;
    return std::clamp(zoom, 1.0, std::max(1.0, kLargestCellOnScreen / fitted));
}

void HeatmapView::setZoom(double zoom, const QPointF &anchor)
{
    if (!m_content)
        return;
    m_glide.stop();
    m_wantedZoom = possibleZoom(zoom);
    applyZoom(m_wantedZoom, anchor);
}

void HeatmapView::glideTo(double zoom, const QPointF &anchor)
{
    if (!m_content)
        return;
    if (!Appearance::instance().animations())
        return setZoom(zoom, anchor);
    m_glide.stop();
    m_wantedZoom = possibleZoom(zoom);
    m_anchor = anchor;
    m_glide.setStartValue(std::log(m_zoom));
    m_glide.setEndValue(std::log(m_wantedZoom));
    m_glide.start();
}

void HeatmapView::applyZoom(double zoom, const QPointF &anchor)
{
    if (!m_content)
        return;
    const MatrixLayout before = m_place.matrix;
    m_zoom = zoom;
    const QPointF offset = anchor - before.frame.topLeft();
    const QPointF under(before.first.x() + offset.x() / before.cell.width(), before.first.y() + offset.y() / before.cell.height());
    place();
    const MatrixLayout &now = m_place.matrix;
    const QPointF moved = anchor - now.frame.topLeft();
    scrollTo({under.x() - moved.x() / now.cell.width(), under.y() - moved.y() / now.cell.height()});
}

bool HeatmapView::event(QEvent *event)
{
    if (event->type() == QEvent::NativeGesture) {
        const auto *gesture = static_cast<QNativeGestureEvent *>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            setZoom(m_zoom * (1 + gesture->value()), gesture->position());
            return true;
        }
    }
    return View::event(event);
}

void HeatmapView::wheelEvent(QWheelEvent *event)
{
    if (isSideBySide())
        return event->ignore();
    const bool isTouchpad = !event->pixelDelta().isNull() && event->phase() != Qt::NoScrollPhase;
    const bool sideways = event->modifiers() & Qt::ShiftModifier;
    const bool zooms = event->modifiers() & Qt::ControlModifier || !(isTouchpad || sideways);
    if (zooms) {
        glideTo(zoom() * std::pow(kStep, event->angleDelta().y() / 120.0), event->position());
    } else if (m_zoom > 1) {
        constexpr double pixelsPerStep = 48.0 / 120;
        QPointF pixels = isTouchpad ? QPointF(event->pixelDelta()) : QPointF(event->angleDelta()) * pixelsPerStep;
        if (sideways && pixels.x() == 0)
            pixels = {pixels.y(), 0};
        scrollTo(m_first - QPointF(pixels.x() / m_place.matrix.cell.width(), pixels.y() / m_place.matrix.cell.height()));
    } else {
        event->ignore();
        return;
    }
    event->accept();
}

void HeatmapView::keyPressEvent(QKeyEvent *event)
{
    using Key = ViewKey;
    const auto key = isSideBySide()
        ? keyAmong(*event, {Key::up, Key::down})
        : keyAmong(*event, {Key::up, Key::down, Key::left, Key::right, Key::zoomIn, Key::zoomOut, Key::wholePicture, Key::find});
    if (!key)
        return View::keyPressEvent(event);
    const QPointF middle = m_place.matrix.frame.center();
    const auto moveRow = [this](int step) { isSideBySide() ? m_multiples.movePin(step) : movePin(step, 0); };
    switch (*key) {
    case Key::up: return moveRow(-1);
    case Key::down: return moveRow(1);
    case Key::left: return movePin(0, -1);
    case Key::right: return movePin(0, 1);
    case Key::zoomIn: return glideTo(zoom() * kStep, middle);
    case Key::zoomOut: return glideTo(zoom() / kStep, middle);
    case Key::wholePicture: return glideTo(1, middle);
    case Key::find: return find();
    default: return;
    }
}

void HeatmapView::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu menu(this);
    const QPointF at = event->reason() == QContextMenuEvent::Mouse ? QPointF(event->pos()) : m_place.matrix.frame.center();
    const auto add = [&](const QString &text, const auto &run) { connect(menu.addAction(text), &QAction::triggered, this, run); };
    if (!isSideBySide()) {
        add(tr("Zoom In\tWheel or +"), [this, at] { glideTo(zoom() * kDoubleClickStep, at); });
        add(tr("Zoom Out\tWheel or −"), [this, at] { glideTo(zoom() / kDoubleClickStep, at); });
        add(tr("Show All\t0"), [this, at] { glideTo(1, at); });
        menu.addSeparator();
        add(tr("Find a Token …\tCtrl+F"), [this] { find(); });
    }
    const auto addChoice = [&](QActionGroup *group, const QString &text, bool checked, const auto &run) {
        QAction *action = menu.addAction(text);
        action->setCheckable(true);
        action->setChecked(checked);
        group->addAction(action);
        connect(action, &QAction::triggered, this, run);
    };
    menu.addSection(tr("Contrast of the colours"));
    auto *contrasts = new QActionGroup(&menu);
    for (const auto &row : kContrasts)
        addChoice(contrasts, tableWords(row.title), row.id == m_contrast, [this, id = row.id] { setContrast(id); });
    if (!isSideBySide() && m_content && m_content->isPooled()) {
        menu.addSection(tr("A cell that stands for several numbers shows"));
        auto *rules = new QActionGroup(&menu);
        for (const PoolRuleInfo &info : kPoolRules)
            addChoice(rules, poolRuleText(info.id), info.id == m_rule, [this, rule = info.id] { setPoolRule(rule); });
    }
    menu.exec(event->globalPos());
}

} // namespace headscope
