// A view of the Heads workspace with the sample sentence in Storyteller, ready to be exported.
#pragma once

#include "tests/ui/views/walk/opened_session.h"
#include "ui/views/heads/heads_workspace.h"
#include "ui/views/whatif/what_if_view.h"

namespace headscope {

/// Shows layer 2, head 3, and `column` of the fourth token, compared with head 1.1, until all pictures are made. False when that took too
/// long.
inline bool showView(
    HeadsWorkspace &heads, Session &session, Selection &selection, const QString &view, int column, const PatternChoice &choice = {})
{
    heads.resize(1300, 800);
    heads.show();
    if (!runIn(session, QStringLiteral("storyteller"), QStringLiteral("The cat sat on the mat")))
        return false;
    selection.setKey({Stage::weights, 1, 2});
    selection.pin(3, column);
    selection.setPattern(choice);
    if (!heads.showView(view) && heads.currentId() != view)
        return false;
    heads.grab();
    if (view == QLatin1String("compare"))
        heads.compare()->setA(PinnedHead{session.trace(), {0, 0}, choice});
    if (auto *whatIf = qobject_cast<WhatIfView *>(&heads.currentView()))
        whatIf->startButton()->click();
    const bool isDone = QTest::qWaitFor(
        [&] {
            const bool isMeasured = view != QLatin1String("table") || heads.grid()->isSettled(); // its scores are the survey's
            return heads.currentView().isSettled() && isMeasured;
        },
        kPatience);
    QCoreApplication::processEvents(); // what follows from the last of them
    return isDone;
}

} // namespace headscope
