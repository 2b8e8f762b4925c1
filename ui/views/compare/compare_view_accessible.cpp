// What a screen reader is told of the comparison: a table for A, for B and for the difference, as far as they are shown.
#include "ui/views/compare/compare_view.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/spoken_pattern.h"

#include <cmath>

namespace headscope {

int CompareView::accessibleTables() const
{
    return content() ? int(m_layout.panels.size()) : 0;
}

AccessibleTable CompareView::accessibleTable(int index) const
{
    const auto content = this->content();
    const ComparePanel &panel = m_layout.panels[std::size_t(index)];
    const bool isDifference = panel.kind == ComparePanel::Kind::difference;
    const bool isB = panel.kind == ComparePanel::Kind::b;
    const CompareSide &side = isB ? content->b : content->a;
    const Matrix &numbers = isDifference ? content->difference : isB ? content->numbersOfB : content->numbersOfA;
    const QString what = isDifference ? tr("B minus A") : spokenNumber(side.pinned.choice.measure);
    const QString name = isDifference ? tr("B minus A") : QStringLiteral("%1: %2").arg(isB ? tr("B") : tr("A"), side.name);
    AccessibleTable table = spokenMatrix(name, content->rows, content->columns, [numbers, what](int row, int column) {
        const float number = numbers(row, column);
        return std::isnan(number) ? tr("not there") : QStringLiteral("%1 %2").arg(what, exactText(number));
    });
    const CellIndex current = pinnedCell();
    table.currentRow = current.row;
    table.currentColumn = current.column;
    table.rect = [this, index](int row, int column) {
        const MatrixLayout &layout = m_layout.panels[std::size_t(index)].matrix;
        return layout.cellRect(row, column) & layout.frame;
    };
    table.at = [this, index](const QPointF &point) { return placeOf(m_layout.panels[std::size_t(index)].matrix.cellAt(point)); };
    table.choose = [this](int row, int column) { pin({row, column}); };
    return table;
}

} // namespace headscope
