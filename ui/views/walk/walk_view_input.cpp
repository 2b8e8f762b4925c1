// What the Walk's hands do beside those of every figure: the table of tokens, and the editor over a number.
#include "ui/views/view_keys.h"
#include "ui/views/walk/cell_editor.h"
#include "ui/views/walk/panel_builder.h"
#include "ui/views/walk/walk_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>

namespace headscope {

void WalkView::zoomBy(double factor, const QPointF &at)
{
    m_editor->hide();
    FigureCanvas::zoomBy(factor, at);
}

void WalkView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_figure.kind != WalkFigure::Kind::tokens)
        return FigureCanvas::mouseMoveEvent(event);
    const auto token = m_tokens.tokenAt(event->position());
    m_selection.hover(token ? *token : -1, token ? 0 : -1);
}

void WalkView::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_figure.kind != WalkFigure::Kind::tokens)
        return FigureCanvas::mouseReleaseEvent(event);
    const auto token = takeClick(*event) ? m_tokens.tokenAt(event->position()) : std::nullopt;
    if (token)
        m_selection.pin(*token, 0);
}

void WalkView::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_drag = {};
    if (const auto hit = hitAt(event->position()))
        openEditor(*hit);
}

void WalkView::leaveEvent(QEvent *event)
{
    if (!m_editor->isVisible())
        FigureCanvas::leaveEvent(event);
}

void WalkView::scrollBy(const QPointF &at, const QPoint &cells)
{
    if (m_figure.kind != WalkFigure::Kind::tokens)
        return FigureCanvas::scrollBy(at, cells);
    auto &first = m_scroll.first[std::size_t(Axis::query)];
    first = std::clamp(m_tokens.first - cells.y(), 0, std::max(0, m_tokens.count - m_tokens.capacity()));
    layOutAgain();
    update();
}

void WalkView::keyPressEvent(QKeyEvent *event)
{
    if (!isKey(*event, ViewKey::change) || !editPinned())
        FigureCanvas::keyPressEvent(event);
}

QString WalkView::tipAt(const QPointF &position) const
{
    if (m_figure.kind != WalkFigure::Kind::tokens)
        return FigureCanvas::tipAt(position);
    const auto token = m_tokens.tokenAt(position);
    return token ? tokenTip(tokenTable(), *token) : QString();
}

bool WalkView::editPinned()
{
    prepareNow();
    const FigurePanel *result = m_figure.resultPanel();
    const CellIndex cell = pinnedCell();
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
