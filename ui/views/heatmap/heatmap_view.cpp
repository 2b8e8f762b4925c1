#include "ui/views/heatmap/heatmap_view.h"

#include "ui/theme/theme.h"
#include "ui/views/matrix/figure_font.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace headscope {

namespace {

constexpr double kMargin = 20;
constexpr double kDragFrom = 5; // pixels the pointer may shake during a click
constexpr double kStep = 1.25;
constexpr double kTitleHeight = 34;
constexpr double kLargestCellOnScreen = 160;

} // namespace

HeatmapView::HeatmapView(Session &session, Selection &selection, QWidget *parent)
    : View(session, selection, parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Heatmap of one head: queries downward, keys to the right"));
    connect(&session, &Session::traceChanged, this, [this] {
        m_stale = true;
        update();
    });
    connect(&session, &Session::modelChanged, this, [this] { m_content.reset(); }); // also while out of sight: it holds numbers
    connect(&Appearance::instance(), &Appearance::changed, this, [this] { m_stale = true; });
    connect(&selection, &Selection::changed, this, [this](Selection::Changes what) {
        if (what & (Selection::stageChanged | Selection::shownChanged | Selection::filterChanged)) {
            m_stale = true;
            update();
        }
    });
}

void HeatmapView::setKind(HeatmapKind kind)
{
    m_kind = kind;
    m_stale = true;
    update();
}

void HeatmapView::rebuild()
{
    m_stale = false;
    const auto size
        = [this] { return m_content ? QSize(m_content->picture.numbers.cols(), m_content->picture.numbers.rows()) : QSize(0, 0); };
    const QSize before = size();
    m_content = heatmapContent(m_session, m_selection, m_kind);
    if (m_content && size() != before) {
        m_zoom = 1; // another text: the old place means nothing
        m_first = {};
    }
    setAccessibleDescription(m_content ? m_content->title : QString());
    place();
}

void HeatmapView::place()
{
    m_cells = {};
    if (!m_content)
        return;
    m_place = placeHeatmap(*m_content, QRectF(rect()).adjusted(kMargin, 8, -kMargin, -8), m_zoom, m_first);
    m_first = m_place.matrix.first;
}

void HeatmapView::showEvent(QShowEvent *event)
{
    View::showEvent(event);
    m_stale = true;
}

void HeatmapView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    place();
}

bool HeatmapView::columnIsToken() const
{
    return stageInfo(m_selection.stage()).colAxis == 'S';
}

int HeatmapView::pinnedRow() const
{
    const auto model = m_session.model();
    const int layer = m_selection.layer();
    return model && layer < model->config().layers ? m_selection.rowOf(model->config().stackOf(layer)) : m_selection.row();
}

CellIndex HeatmapView::highlight() const
{
    const int rows = m_content ? m_content->picture.numbers.rows() : 0;
    const int columns = m_content ? m_content->picture.numbers.cols() : 0;
    const bool hovered = m_selection.hoverRow() >= 0;
    const int row = hovered ? m_selection.hoverRow() : pinnedRow();
    // A pinned column of a stage without key columns is a feature, not a token.
    const int column = hovered || columnIsToken() ? m_selection.activeColumn() : -1;
    return {row < rows ? row : -1, row < rows && column < columns ? column : -1};
}

void HeatmapView::paintEvent(QPaintEvent *)
{
    if (m_stale)
        rebuild();
    const Theme &theme = Theme::current();
    QPainter painter(this);
    painter.fillRect(rect(), theme.canvas);
    if (!m_content) {
        painter.setFont(figureFont(14));
        painter.setPen(theme.muted);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
            m_session.trace() ? tr("Type a sentence to see where this head looks.") : tr("Open a model to see its heads."));
        return;
    }
    const double ratio = devicePixelRatioF();
    const QRect frame = m_place.matrix.frame.toAlignedRect();
    if (m_cells.isNull()) {
        m_cells = QPixmap(frame.size() * ratio);
        m_cells.setDevicePixelRatio(ratio);
        m_cells.fill(theme.canvas);
        QPainter cells(&m_cells);
        cells.translate(-frame.topLeft());
        paintHeatmapCells(cells, *m_content, m_place, ratio);
    }
    painter.drawPixmap(frame.topLeft(), m_cells);
    paintHeatmapFrame(painter, *m_content, m_place, highlight(), ratio);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(2.5, 2.5, -2.5, -2.5), 8, 8);
    }
    const CellIndex cell{m_selection.hoverRow(), m_selection.hoverColumn()};
    if (m_inside && !m_dragged && cell.row >= 0 && cell.column >= 0) {
        const HeatmapCard card = heatmapCard(m_session, *m_content, cell);
        if (!card.heading.isEmpty())
            paintHeatmapCard(painter, card, m_pointer, rect());
    }
}

QSizeF HeatmapView::figureSize() const
{
    const auto content = heatmapContent(m_session, m_selection, m_kind);
    if (!content)
        return {400, 300};
    const QSizeF size = heatmapSize(*content);
    return {size.width() + 2 * kMargin, size.height() + kTitleHeight + 2 * kMargin};
}

void HeatmapView::paintFigure(QPainter &painter, const QRectF &area) const
{
    const auto content = heatmapContent(m_session, m_selection, m_kind);
    if (!content)
        return;
    const QSizeF size = figureSize();
    const double scale = std::min(area.width() / size.width(), area.height() / size.height());
    painter.save();
    painter.translate(area.topLeft());
    painter.scale(scale, scale);
    painter.setFont(figureFont(15, QFont::DemiBold));
    painter.setPen(Theme::current().text);
    painter.drawText(QRectF(kMargin, kMargin, size.width() - 2 * kMargin, kTitleHeight), Qt::AlignLeft | Qt::AlignTop, content->title);
    const HeatmapPlacement place
        = placeHeatmap(*content, QRectF(QPointF(0, 0), size).adjusted(kMargin, kMargin + kTitleHeight, -kMargin, -kMargin), 1, {});
    paintHeatmapCells(painter, *content, place, 0);
    const CellIndex pinned{pinnedRow() < content->picture.numbers.rows() ? pinnedRow() : -1, -1};
    paintHeatmapFrame(painter, *content, place, pinned, 0);
    painter.restore();
}

QString HeatmapView::figureTitle() const
{
    const auto content = heatmapContent(m_session, m_selection, m_kind);
    return content ? content->title : tr("Heatmap");
}

StageKey HeatmapView::exportKey() const
{
    return m_selection.key(m_kind == HeatmapKind::weights ? Stage::weights : Stage::maskedScores);
}

void HeatmapView::mouseMoveEvent(QMouseEvent *event)
{
    m_pointer = event->position();
    m_inside = true;
    if (m_down && (m_dragged || (m_pointer - m_pressed).manhattanLength() > kDragFrom)) {
        m_dragged = true;
        setCursor(Qt::ClosedHandCursor);
        const QPointF moved = m_pointer - m_pressed;
        scrollTo(m_pressedFirst - QPointF(moved.x() / m_place.matrix.cell.width(), moved.y() / m_place.matrix.cell.height()));
        return;
    }
    const auto cell = m_content ? m_place.matrix.cellAt(m_pointer) : std::nullopt;
    m_selection.hover(cell ? cell->row : -1, cell ? cell->column : -1);
    update(); // the card follows the pointer within a cell
}

void HeatmapView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_down = true;
    m_dragged = false;
    m_pressed = event->position();
    m_pressedFirst = m_first;
}

void HeatmapView::mouseReleaseEvent(QMouseEvent *event)
{
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

void HeatmapView::leaveEvent(QEvent *)
{
    m_inside = false;
    m_selection.hover(-1, -1);
    update();
}

void HeatmapView::pin(CellIndex cell)
{
    // A pinned column is a column of the current stage: here, a key token. So is a row of keys, in cross-attention.
    const bool rowIsKey = stageInfo(m_selection.stage()).rowAxis == 'S';
    if ((cell.column >= 0 && !columnIsToken()) || rowIsKey)
        m_selection.setStage(exportKey().stage);
    m_selection.pin(cell.row, cell.column);
}

void HeatmapView::movePin(int rows, int columns)
{
    if (!m_content)
        return;
    const int lastRow = m_content->picture.numbers.rows() - 1;
    const int lastColumn = m_content->picture.numbers.cols() - 1;
    const int pinnedColumn = columnIsToken() ? m_selection.column() : -1;
    const CellIndex cell{std::clamp(std::max(0, pinnedRow()) + (pinnedRow() < 0 ? 0 : rows), 0, lastRow),
        columns == 0 ? pinnedColumn : std::clamp(std::max(0, pinnedColumn) + (pinnedColumn < 0 ? 0 : columns), 0, lastColumn)};
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
    update();
}

void HeatmapView::setZoom(double zoom, const QPointF &anchor)
{
    if (!m_content)
        return;
    const MatrixLayout before = m_place.matrix;
    const double fitted = before.cell.width() / m_zoom;
    m_zoom = std::clamp(zoom, 1.0, std::max(1.0, kLargestCellOnScreen / fitted));
    const QPointF offset = anchor - before.frame.topLeft();
    const QPointF under(before.first.x() + offset.x() / before.cell.width(), before.first.y() + offset.y() / before.cell.height());
    place();
    const MatrixLayout &now = m_place.matrix;
    const QPointF moved = anchor - now.frame.topLeft();
    scrollTo({under.x() - moved.x() / now.cell.width(), under.y() - moved.y() / now.cell.height()});
}

void HeatmapView::wheelEvent(QWheelEvent *event)
{
    const QPoint angle = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        setZoom(m_zoom * std::pow(kStep, angle.y() / 120.0), event->position());
    } else if (m_zoom > 1) {
        const bool sideways = event->modifiers() & Qt::ShiftModifier;
        const QPointF steps(sideways ? angle.y() : angle.x(), sideways ? 0 : angle.y());
        constexpr double pixelsPerStep = 48.0 / 120;
        scrollTo(m_first
            - QPointF(steps.x() * pixelsPerStep / m_place.matrix.cell.width(), steps.y() * pixelsPerStep / m_place.matrix.cell.height()));
    } else {
        event->ignore();
        return;
    }
    event->accept();
}

void HeatmapView::keyPressEvent(QKeyEvent *event)
{
    const QPointF middle = m_place.matrix.frame.center();
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: return setZoom(m_zoom * kStep, middle);
    case Qt::Key_Minus: return setZoom(m_zoom / kStep, middle);
    case Qt::Key_0: return setZoom(1, middle);
    case Qt::Key_Up: return movePin(-1, 0);
    case Qt::Key_Down: return movePin(1, 0);
    case Qt::Key_Left: return movePin(0, -1);
    case Qt::Key_Right: return movePin(0, 1);
    case Qt::Key_Escape: return m_selection.pin(-1, -1);
    default: View::keyPressEvent(event);
    }
}

} // namespace headscope
