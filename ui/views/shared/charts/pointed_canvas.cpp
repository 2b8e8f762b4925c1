#include "ui/views/shared/charts/pointed_canvas.h"

#include "ui/theme/theme.h"
#include "ui/views/shared/matrix/figure_font.h"
#include "ui/views/shared/matrix/figure_words.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QToolTip>

namespace headscope {

AccessibleTable PointedFigure::spokenTable(const QString &name, const std::function<QString(int, int)> &cell) const
{
    AccessibleTable table;
    table.name = name;
    table.rows = m_table.numbers.rows();
    table.columns = m_table.numbers.cols();
    table.currentRow = m_table.picked.row;
    table.currentColumn = m_table.picked.column;
    table.rowName = [this](int row) { return m_table.rows.value(row); };
    table.columnName = [this](int column) { return m_table.columns.value(column); };
    table.cell = cell;
    table.rect = [layout = headMatrixLayout(m_table, m_tableArea)](int row, int column) { return layout.cellRect(row, column); };
    return table;
}

AccessibleTable PointedCanvas::accessibleTable(int index) const
{
    const double zoom = figureZoom();
    const NormalFigure normal;
    AccessibleTable table = m_figure->spoken()[std::size_t(index)];
    table.rect = [zoom, placed = table.rect](int row, int column) {
        const QRectF rect = placed(row, column);
        return QRectF(rect.topLeft() * zoom, rect.size() * zoom);
    };
    table.choose = [this, rect = table.rect](int row, int column) {
        const auto hit = hitAt(rect(row, column).center());
        if (hit && hit->canBePicked())
            Q_EMIT const_cast<PointedCanvas *>(this)->picked(*hit);
    };
    return table;
}

PointedCanvas::PointedCanvas(QWidget *parent)
    : QWidget(parent)
{
    setMouseTracking(true);
}

void PointedCanvas::show(const PointedFigure *figure, const QString &words)
{
    m_figure = figure;
    m_words = words;
    update();
}

void PointedCanvas::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(rect(), Theme::current().canvas);
    if (m_figure) {
        const double zoom = figureZoom();
        const NormalFigure normal;
        painter.scale(zoom, zoom);
        m_figure->paint(painter, m_hovered);
    } else {
        paintInstead(painter, rect().adjusted(30, 30, -30, -30), m_words);
    }
}

std::optional<FigureHit> PointedCanvas::hitAt(const QPointF &position) const
{
    const QPointF at = position / figureZoom();
    const NormalFigure normal;
    return m_figure ? m_figure->hitAt(at) : std::nullopt;
}

bool PointedCanvas::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const auto hit = hitAt(help->pos());
    QToolTip::showText(help->globalPos(), hit ? hit->text : QString(), this);
    return true;
}

void PointedCanvas::hover(const std::optional<FigureHit> &hit)
{
    setCursor(hit && hit->canBePicked() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const CellIndex cell = hit ? hit->cell : CellIndex();
    if (cell == m_hovered)
        return;
    m_hovered = cell;
    update();
}

void PointedCanvas::mouseMoveEvent(QMouseEvent *event)
{
    hover(hitAt(event->position()));
}

void PointedCanvas::leaveEvent(QEvent *)
{
    hover(std::nullopt);
}

void PointedCanvas::mousePressEvent(QMouseEvent *event)
{
    const auto hit = hitAt(event->position());
    if (hit && hit->canBePicked() && event->button() == Qt::LeftButton)
        Q_EMIT picked(*hit);
}

} // namespace headscope
