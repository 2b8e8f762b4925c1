#include "ui/views/mechanism/step_sheet_view.h"

#include "ui/views/mechanism/step_sheet.h"

namespace headscope {

StepSheetView::StepSheetView(Session &session, Selection &selection, StepWalk &walk, QWidget *parent)
    : SheetView(session, selection, parent)
    , m_walk(walk)
{
    connect(&m_walk, &StepWalk::changed, this, &StepSheetView::renew);
}

std::optional<ArithmeticSheet> StepSheetView::makeSheet()
{
    m_arithmetic.reset();
    const auto content = m_walk.content();
    const CellIndex cell = m_walk.lit();
    if (!content || cell.row < 0)
        return std::nullopt;
    m_arithmetic = explainStep(content->steps, content->rules, content->names, m_walk.step(), m_walk.page(), cell.row, cell.column);
    return sheetFor(*m_arithmetic);
}

QString StepSheetView::expression() const
{
    const ArithmeticSheet sheet = sheetFor(*m_arithmetic);
    QString text = sheet.shortTitle + QStringLiteral(": ");
    for (const auto &line : sheet.lines) {
        for (const ColoredText &piece : line)
            text += piece.text;
        text += QStringLiteral("; ");
    }
    return text.chopped(2);
}

} // namespace headscope
