#include "ui/session/edits_command.h"

#include <algorithm>

namespace headscope {

bool namesAToken(const Edit &edit)
{
    return edit.row != Edit::kAll || edit.column != Edit::kAll || edit.patch;
}

EditsCommand::EditsCommand(Session &session, Edits after, Prompt promptAfter, const QString &what)
    : QUndoCommand(what)
    , m_session(session)
    , m_before(session.edits())
    , m_after(std::move(after))
    , m_promptBefore(session.prompt())
    , m_promptAfter(std::move(promptAfter))
{
}

bool EditsCommand::mergeWith(const QUndoCommand *other)
{
    m_after = static_cast<const EditsCommand *>(other)->m_after;
    setObsolete(m_after == m_before);
    return true;
}

bool EditsCommand::isTemperatureChange() const
{
    const auto temperature = [](const Edit &edit) { return edit.kind == Edit::Kind::temperature; };
    Edits before = m_before;
    Edits after = m_after;
    std::erase_if(before, temperature);
    std::erase_if(after, temperature);
    return before == after;
}

void EditsCommand::apply(const Edits &edits, const Prompt &prompt)
{
    const bool bound = std::any_of(edits.begin(), edits.end(), namesAToken);
    m_session.apply(edits, bound ? prompt : m_session.prompt());
}

} // namespace headscope
