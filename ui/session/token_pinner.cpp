#include "ui/session/token_pinner.h"

#include "ui/session/telling_token.h"

namespace headscope {

TokenPinner::TokenPinner(Session &session, Selection &selection)
    : m_session(session)
    , m_selection(selection)
{
    connect(&session, &Session::traceChanged, this, &TokenPinner::follow);
}

void TokenPinner::follow()
{
    const auto trace = m_session.trace();
    Prompt typed = m_session.prompt();
    typed.generated.clear();
    const bool isNew = trace->modelPointer() != m_model || !(typed == m_text);
    for (int stack = 0; stack < trace->config().stackCount(); ++stack) {
        int &pinned = m_pinned[static_cast<std::size_t>(stack)];
        const int row = m_selection.rowOf(stack);
        // The last may be what is left of a token that the text has no more.
        const bool follows = row < 0 || (isNew && (row == pinned || row == static_cast<int>(trace->stackTokens(stack).size()) - 1));
        if (!follows || !hasTokens(*trace))
            continue;
        pinned = tellingToken(*trace, stack, m_selection.layer(), m_selection.head());
        m_selection.pinToken(stack, pinned);
    }
    m_text = typed;
    m_model = trace->modelPointer();
}

} // namespace headscope
