#include "ui/views/arithmetic/arithmetic_view.h"

#include "src/error.h"
#include "ui/session/layer_loader.h"
#include "ui/session/shown_trace.h"
#include "ui/views/shared/pattern/shown_cell.h"

namespace headscope {

ArithmeticView::ArithmeticView(Session &session, Selection &selection, QWidget *parent)
    : SheetView(session, selection, parent)
{
    connect(&m_session.logitRows(), &LogitRows::ready, this, &ArithmeticView::renew);
    connect(&LayerLoader::of(m_session), &LayerLoader::ready, this, &ArithmeticView::renew);
    dependOn(Selection::stageChanged | Selection::pinChanged | Selection::hoverChanged);
}

std::optional<ArithmeticSheet> ArithmeticView::makeSheet()
{
    const auto trace = shownTrace(m_session, m_selection);
    const bool ready = LayerLoader::of(m_session).isReady(m_selection.key(), m_selection.shown());
    m_explanation.reset();
    try {
        const CellIndex cell = ready ? shownCell(m_session, m_selection) : CellIndex();
        if (cell.row >= 0) {
            m_explanation = explain(*trace, m_selection.key(), cell.row, cell.column);
            return sheetFor(*m_explanation);
        }
    } catch (const Error &) {
        // The model's file was changed: the Walk, whose numbers these are, says so.
        m_explanation.reset();
    }
    return std::nullopt;
}

} // namespace headscope
