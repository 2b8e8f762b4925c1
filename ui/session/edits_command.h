// One step of the undo list: the whole list of edits before and after, which is short. Edits that name a token mean something only with
// the texts they were made on, so those come back with them.
#pragma once

#include "ui/session/session.h"

#include <QUndoCommand>

namespace headscope {

bool namesAToken(const Edit &edit);

class EditsCommand : public QUndoCommand {
public:
    EditsCommand(Session &session, Edits after, Prompt promptAfter, const QString &what);

    /// Dragging the temperature makes dozens of edits: one step.
    int id() const override { return isTemperatureChange() ? 1 : -1; }
    bool mergeWith(const QUndoCommand *other) override;
    void undo() override { apply(m_before, m_promptBefore); }
    void redo() override { apply(m_after, m_promptAfter); }

private:
    bool isTemperatureChange() const;
    void apply(const Edits &edits, const Prompt &prompt);

    Session &m_session;
    Edits m_before;
    Edits m_after;
    Prompt m_promptBefore;
    Prompt m_promptAfter;
};

} // namespace headscope
