// What a screen reader is told of a figure: every matrix of the figure as a table, each number with the names of its row and column.
#include "src/stages/stage.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/spoken_pattern.h"
#include "ui/views/walk/figure_canvas.h"

namespace headscope {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(headscope::FigureCanvas)
};

/// "query sat", "key cat", "column 3".
QString placeOn(Axis axis, const QString &name)
{
    switch (axis) {
    case Axis::query: return spokenQuery(name);
    case Axis::key: return spokenKey(name);
    case Axis::feature:
    case Axis::inner: return Words::tr("column %1").arg(name);
    case Axis::statistic:
    case Axis::single: break;
    }
    return name;
}

/// What one number of the panel is called: "weight", "score", else as its matrix.
QString numberName(const FigurePanel &panel)
{
    if (!panel.stage || stageInfo(panel.stage->stage).colAxis != 'S')
        return panel.title;
    return panel.stage->stage == Stage::weights ? Words::tr("weight") : Words::tr("score");
}

} // namespace

int FigureCanvas::accessibleTables() const
{
    return int(m_figure.panels.size());
}

AccessibleTable FigureCanvas::accessibleTable(int index) const
{
    const FigurePanel &panel = m_figure.panels[std::size_t(index)];
    AccessibleTable table;
    table.name = panel.title;
    table.rows = panel.picture.numbers.rows();
    table.columns = panel.columnCount();
    if (panel.result) {
        const WalkMarks lit = marks();
        table.currentRow = lit.row;
        table.currentColumn = lit.column;
    }
    table.rowName = [this, &panel](int row) { return placeOn(panel.rowAxis, rowNameOf(panel, row)); };
    table.columnName = [this, &panel](int column) { return placeOn(panel.columnAxis, columnNameOf(panel, column)); };
    table.cell = [this, &panel](int row, int column) {
        const int shown = column - panel.firstColumn;
        const QString number
            = shown >= 0 && shown < panel.picture.numbers.cols() ? exactText(panel.picture.numbers(row, shown)) : QString();
        return tr("%1, %2, %3 %4")
            .arg(placeOn(panel.rowAxis, rowNameOf(panel, row)), placeOn(panel.columnAxis, columnNameOf(panel, column)), numberName(panel),
                number);
    };
    table.rect = [this, index](int row, int column) {
        if (std::size_t(index) >= m_placed.panels.size())
            return QRectF();
        const MatrixLayout &layout = m_placed.panels[std::size_t(index)].layout;
        return layout.cellRect(row, column) & layout.frame;
    };
    table.choose = [canvas = const_cast<FigureCanvas *>(this), index](int row, int column) {
        canvas->pin(canvas->resultCellAt({index, {row, column}}));
    };
    return table;
}

} // namespace headscope
