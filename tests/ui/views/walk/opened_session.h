// A session that has run a built-in model on a text, for tests of views.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QtTest>

namespace headscope {

/// False when no trace came in time.
inline bool runIn(Session &session, const QString &model, const QString &text)
{
    session.setText(text);
    session.openModel(model);
    return QTest::qWaitFor([&] { return session.trace() && !session.isBusy() && session.trace()->text() == text.toStdString(); }, kPatience);
}

/// Waits until the newest edits are computed.
inline bool settled(Session &session)
{
    return QTest::qWaitFor([&] { return !session.isBusy() && session.trace() && session.trace()->edits() == session.edits(); }, kPatience);
}

} // namespace headscope
