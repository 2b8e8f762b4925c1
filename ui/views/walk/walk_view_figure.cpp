// The Walk's figure as exports have it: a page of its own, in the colours of a page.
#include "ui/session/model_words.h"
#include "ui/views/shared/stages/stage_words.h"
#include "ui/views/walk/stage_figures.h"
#include "ui/views/walk/walk_view.h"

namespace headscope {

ViewFigure WalkView::wholeFigure(const FigureParts &) const
{
    const bool isGrid = m_figure.kind == WalkFigure::Kind::grid;
    const QSizeF canvas = isGrid ? naturalCanvas(m_figure) : QSizeF(size()).expandedTo(QSizeF(720, 480));
    return {canvas, [=, this](QPainter &painter) {
                painter.fillRect(QRectF(QPointF(), canvas), background());
                if (isGrid)
                    paintGrid(painter, canvas);
                else if (m_figure.kind == WalkFigure::Kind::tokens)
                    paintTable(painter, canvas);
            }};
}

void WalkView::paintGrid(QPainter &painter, const QSizeF &canvas) const
{
    // Pictures hold the screen's colours; a figure for print has its own.
    FigureSource source = this->source();
    source.onScreen = false;
    WalkFigure figure = buildFigure(source, m_selection.key(), m_row);
    const PlacedFigure placed = layOutPage(figure, canvas, m_scroll);
    if (figure.panels.size() > 1 && figure.panels[1].allColumns > 0)
        turnPage(figure, source.shownTrace(), placed.panels[1].layout.visibleColumns().first);
    paintWalkFigure(painter, figure, placed, marks());
}

void WalkView::paintTable(QPainter &painter, const QSizeF &canvas) const
{
    const PlacedFigure placed = layOutHeading(m_figure, canvas);
    paintHeading(painter, m_figure, placed);
    const QRectF body(
        placed.heading.left(), placed.subheading.bottom() + 16, placed.heading.width(), canvas.height() - placed.subheading.bottom() - 44);
    const TokenTableLayout layout
        = layOutTokens(m_session.trace()->rowTokens(m_figure.key), body, m_scroll.first[std::size_t(Axis::query)]);
    paintTokens(painter, tokenTable(), layout, m_selection.activeRow(), layout.count);
}

QString WalkView::figureTitle() const
{
    if (!m_session.model())
        return tr("Walk");
    const TransformerConfig &config = m_session.model()->config();
    const StageKey key = m_selection.key();
    QStringList parts{modelTitle(*m_session.model())};
    const StageScope scope = stageInfo(key.stage).scope;
    if (scope == StageScope::head)
        parts << headTitle(config, key.layer, key.head).toLower();
    else if (scope == StageScope::layer)
        parts << layerTitle(config, key.layer).toLower();
    parts << stageTitle(key.stage).toLower();
    return parts.join(QStringLiteral(" · "));
}

} // namespace headscope
