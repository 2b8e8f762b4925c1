// What a screen reader is told of the Walk's first stage: the tokens, one by one. Every other figure is FigureCanvas's.
#include "ui/views/walk/walk_view.h"

namespace headscope {

int WalkView::accessibleTables() const
{
    return m_figure.kind == WalkFigure::Kind::tokens ? 1 : FigureCanvas::accessibleTables();
}

AccessibleTable WalkView::accessibleTable(int index) const
{
    return m_figure.kind == WalkFigure::Kind::tokens ? accessibleTokens() : FigureCanvas::accessibleTable(index);
}

AccessibleTable WalkView::accessibleTokens() const
{
    AccessibleTable table;
    table.name = m_figure.heading;
    table.rows = m_tokens.count;
    table.currentRow = m_selection.row();
    table.cell = [this](int row, int) {
        const Token &token = (*tokenTable().tokens)[std::size_t(row)];
        return tr("token %1, %2, id %3").arg(QString::number(row + 1), QString::fromStdString(token.display), QString::number(token.id));
    };
    table.rect = [this](int row, int) { return m_tokens.entryRect(row); };
    table.choose = [this](int row, int) { m_selection.pin(row, -1); };
    return table;
}

} // namespace headscope
