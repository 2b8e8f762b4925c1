#include "ui/views/lab/swap_view.h"

#include "ui/session/model_words.h"
#include "ui/theme/theme.h"
#include "ui/views/shared/charts/prediction_bars.h"
#include "ui/views/shared/matrix/number_text.h"
#include "ui/views/shared/pattern/spoken_pattern.h"

#include <QToolTip>

#include <limits>

namespace headscope {

namespace {

constexpr double kMargin = 20;

} // namespace

SwapView::SwapView(Session &session, Selection &selection, QWidget *parent)
    : ContentView(session, selection, parent)
{
    setAccessibleName(tr("A mechanism swapped into the model"));
    setHints({}, {420, 320});
    setWords({tr("Open a model to put another mechanism into it."),
        tr("Type a sentence and pick a mechanism: it takes the place of the model's own attention."), tr("Running the model with it …")});
    dependOn(Selection::stageChanged | Selection::pinChanged);
}

void SwapView::setChoice(const SwapChoice &choice)
{
    m_choice = choice;
    renew();
}

Edits SwapView::edits() const
{
    return content() ? content()->result.edits : Edits();
}

QString SwapView::figureTitle() const
{
    const auto trace = m_session.trace();
    if (!trace || !m_choice.mechanism)
        return tr("Swap");
    return tr("%1 · %2 in place of its attention")
        .arg(modelTitle(trace->model()), QString::fromStdString(std::string(m_choice.mechanism->title)));
}

std::optional<ViewTable> SwapView::table() const
{
    const auto made = contentNow();
    if (!made)
        return std::nullopt;
    ViewTable table;
    table.columns = {"before", "after"};
    if (made->result.lossBefore) {
        table.rows.emplace_back("loss of the text");
        table.values.push_back(float(*made->result.lossBefore));
        table.values.push_back(float(*made->result.lossAfter));
    }
    for (const SwapContent::Word &word : made->words) {
        table.rows.push_back(word.word.toStdString());
        table.values.push_back(float(word.before));
        table.values.push_back(float(word.after));
    }
    return table;
}

ViewFigure SwapView::wholeFigure(const FigureParts &parts) const
{
    const auto made = contentNow();
    if (!made)
        return {{420, 320}, {}};
    const ViewFigure figure{swapFigureSize(*made), [made](QPainter &painter) {
                                const SwapLayout layout = layOutSwap(*made, QRectF(QPointF(), swapFigureSize(*made)), CellShape::square);
                                paintSwap(painter, *made, layout, CellShape::square);
                            }};
    return parts.title ? withTitle(figure, figureTitle()) : figure;
}

void SwapView::contentChanged(const SwapContent *)
{
    m_hovered.reset();
    place();
}

void SwapView::place()
{
    if (content())
        m_layout = layOutSwap(*content(), QRectF(rect()).adjusted(kMargin, kMargin - 4, -kMargin, -kMargin), CellShape::filling);
    update();
}

void SwapView::paintScreen(QPainter &painter)
{
    paintSwap(painter, *content(), m_layout, CellShape::filling);
}

void SwapView::paintOver(QPainter &painter)
{
    if (m_hovered && content())
        paintSwapCell(painter, m_layout, *m_hovered);
}

std::optional<CellIndex> SwapView::cellAt(const QPointF &at) const
{
    for (const MatrixLayout &pattern : m_layout.patterns)
        if (const auto cell = pattern.cellAt(at))
            return cell;
    return std::nullopt;
}

void SwapView::pointAt(const std::optional<QPointF> &at)
{
    const std::optional<CellIndex> cell = at && content() ? cellAt(*at) : std::nullopt;
    if (cell == m_hovered)
        return;
    m_hovered = cell;
    update();
    if (!cell)
        return QToolTip::hideText();
    const QString after = content()->after.empty() ? QString() : tr("\nafter %1").arg(exactText(content()->after(cell->row, cell->column)));
    QToolTip::showText(mapToGlobal(at->toPoint()),
        tr("%1 looks at %2\nbefore %3")
                .arg(content()->rows[cell->row], content()->columns[cell->column], exactText(content()->before(cell->row, cell->column)))
            + after,
        this);
}

int SwapView::accessibleTables() const
{
    if (!content())
        return 0;
    return content()->after.empty() ? 2 : 3;
}

AccessibleTable SwapView::accessibleTable(int index) const
{
    const auto made = content();
    if (index == 0) {
        AccessibleTable words;
        words.name = tr("Prediction %1, before and after").arg(made->place);
        words.rows = int(made->words.size());
        words.columns = 2;
        words.cell = [made](int row, int column) {
            const SwapContent::Word &word = made->words[std::size_t(row)];
            return column == 0 ? tr("%1 before %2").arg(word.word, percentText(word.before))
                               : tr("%1 after %2").arg(word.word, percentText(word.after));
        };
        words.rect = [area = m_layout.words, shown = m_layout.shownWords](int row, int column) {
            return QRectF(
                area.left() + column * area.width() / 2, area.bottom() - kWord * (shown - row), row < shown ? area.width() / 2 : 0, kWord);
        };
        return words;
    }
    const Matrix numbers = index == 1 ? made->before : made->after;
    AccessibleTable table = spokenMatrix(index == 1 ? tr("Weights before") : tr("Weights after"), made->rows, made->columns,
        [numbers](int row, int column) { return tr("weight %1").arg(exactText(numbers(row, column))); });
    table.rect = [layout = m_layout.patterns[std::size_t(index - 1)]](int row, int column) { return layout.cellRect(row, column); };
    return table;
}

} // namespace headscope
