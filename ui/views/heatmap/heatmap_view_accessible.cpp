// What a screen reader is told of the heatmap, and of heatmaps side by side: a table for each head.
#include "ui/session/pinned_pair.h"
#include "ui/views/heatmap/heatmap_view.h"
#include "ui/views/shared/pattern/spoken_pattern.h"

namespace headscope {

int HeatmapView::accessibleTables() const
{
    return isSideBySide() ? m_multiples.accessibleTables() : m_content ? 1 : 0;
}

AccessibleTable HeatmapView::accessibleTable(int index) const
{
    if (isSideBySide())
        return m_multiples.accessibleTable(index);
    const HeatmapContent &content = *m_content;
    const QString number = spokenNumber(content.request.choice.measure);
    AccessibleTable table = spokenPattern(content.title, content.pattern, content.picture.rowLabels, content.picture.columnLabels,
        content.shown == Shown::difference ? tr("change of the %1").arg(number) : number);
    const CellIndex current = pinned();
    table.currentRow = current.row;
    table.currentColumn = current.column;
    table.rect = [this](int row, int column) { return m_place.matrix.cellRect(row, column) & m_place.matrix.frame; };
    table.at = [this](const QPointF &point) { return placeOf(m_place.matrix.cellAt(point)); };
    table.choose = [this](int row, int column) { pin({row, column}); };
    return table;
}

int Multiples::accessibleTables() const
{
    const auto picture = this->picture();
    return picture ? int(std::min(picture->shown.heads.size(), m_place.frames.size())) : 0;
}

AccessibleTable Multiples::accessibleTable(int index) const
{
    const auto picture = this->picture();
    const ShownPatterns &shown = picture->shown;
    const ShownHead &head = shown.heads[std::size_t(index)];
    AccessibleTable table = spokenPattern(head.name, head.pattern, shown.rowLabels, shown.columnLabels, spokenNumber(shown.choice.measure));
    const TokenPair pair = pinnedPair(*shown.trace, m_selection);
    table.currentRow = spanOf(head.pattern->rows(), pair.row);
    table.currentColumn = spanOf(head.pattern->columns(), pair.column);
    table.rect = [frame = m_place.frames[std::size_t(index)], rows = table.rows, columns = table.columns](int row, int column) {
        const QSizeF cell(frame.width() / columns, frame.height() / rows);
        return QRectF(frame.topLeft() + QPointF(column * cell.width(), row * cell.height()), cell);
    };
    table.at = [this, picture, index](const QPointF &point) {
        const MultiplesPlacement::Cell cell = m_place.cellAt(*picture, point);
        return cell.head == index && cell.row >= 0 ? std::optional(std::pair(cell.row, cell.column)) : std::nullopt;
    };
    table.choose = [this, picture](int row, int column) {
        const Pattern &pattern = picture->shown.pattern();
        pinPair(m_selection, {pattern.rows()[std::size_t(row)].first, pattern.columns()[std::size_t(column)].first});
    };
    return table;
}

} // namespace headscope
