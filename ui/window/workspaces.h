// What the window calls its workspaces, one row each: top bar, menu and keys read them from here.
#pragma once

#include "src/sessions/session_choices.h"

#include <QKeySequence>
#include <QtGlobal>

#include <array>

namespace headscope {

struct WorkspaceWords {
    Workspace id;
    const char *title; ///< for MainWindow::tr(), as the others
    const char *menu;
    const char *sentence;
};

inline constexpr std::array<WorkspaceWords, countOf<Workspace>()> kWorkspaceWords{{
    {Workspace::walk, QT_TRANSLATE_NOOP("headscope::MainWindow", "Walk"), QT_TRANSLATE_NOOP("headscope::MainWindow", "&Walk"),
        QT_TRANSLATE_NOOP("headscope::MainWindow", "the computation, stage by stage")},
    {Workspace::heads, QT_TRANSLATE_NOOP("headscope::MainWindow", "Heads"), QT_TRANSLATE_NOOP("headscope::MainWindow", "&Heads"),
        QT_TRANSLATE_NOOP("headscope::MainWindow", "every head, then one")},
    {Workspace::lab, QT_TRANSLATE_NOOP("headscope::MainWindow", "Lab"), QT_TRANSLATE_NOOP("headscope::MainWindow", "&Lab"),
        QT_TRANSLATE_NOOP("headscope::MainWindow", "attention mechanisms on the same queries, keys and values")},
}};
static_assert(hasRowForEach(kWorkspaceWords));

/// Ctrl+1 for the first, and so on.
inline QKeySequence keyOf(Workspace workspace)
{
    return QKeyCombination(Qt::ControlModifier, static_cast<Qt::Key>(Qt::Key_1 + static_cast<int>(workspace)));
}

} // namespace headscope
