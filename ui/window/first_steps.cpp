#include "ui/window/first_steps.h"

#include "ui/session/local_bytes.h"
#include "ui/views/walk/walk_view.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/session_files.h"
#include "ui/window/start_card.h"
#include "ui/window/tour_words.h"
#include "ui/window/walk_coach.h"
#include "ui/window/walk_workspace.h"

#include <algorithm>
#include <array>

namespace headscope {

FirstSteps::FirstSteps(MainWindow &window)
    : QObject(&window)
    , m_window(window)
    , m_card(new StartCard(window))
{
    connect(
        &window.session(), &Session::traceChanged, m_card,
        [this] {
            if (m_card->isVisible())
                m_card->refresh();
        },
        Qt::QueuedConnection);
    connect(&window.session(), &Session::busyChanged, this, &FirstSteps::beginTour);
    connect(m_card, &StartCard::chosen, this, &FirstSteps::go);
    connect(m_card, &StartCard::recentChosen, this, [this] { m_window.opener().open(lastSession()); });
    connect(m_card, &StartCard::left, &window, [&window] { window.currentView().setFocus(Qt::OtherFocusReason); });
}

void FirstSteps::welcome()
{
    m_window.remembered().setStarted();
    const QString session = lastSession();
    m_card->setRecent(session.isEmpty() ? QString() : m_window.files().recent().title(session));
    m_card->open();
}

/// The newest that is still there; empty: none.
QString FirstSteps::lastSession() const
{
    const QStringList &sessions = m_window.files().recent().paths();
    const auto found = std::ranges::find_if(sessions, isThere);
    return found == sessions.end() ? QString() : *found;
}

void FirstSteps::go(FirstWay way)
{
    if (!m_window.session().locks().allows(SessionControl::model))
        return;
    switch (way) {
    case FirstWay::learn: return learn();
    case FirstWay::inspect:
        m_window.session().openModel(QStringLiteral("storyteller"));
        m_window.showWorkspace(Workspace::heads);
        return;
    case FirstWay::open: return m_window.opener().chooseFolder();
    }
}

void FirstSteps::learn()
{
    using enum SessionControl;
    Session &session = m_window.session();
    if (!std::ranges::all_of(std::array{model, text, edits, workspace, stage, head}, [&](auto one) { return session.locks().allows(one); }))
        return; // it goes through all of them
    m_window.showWorkspace(Workspace::walk);
    m_window.walk().showMap(false);
    m_isAwaited = true;
    session.setText(tourSentence());
    session.setPair(std::nullopt);
    const auto opened = session.model();
    if (!opened || opened->name() != tourModel().toStdString() || session.isOpening())
        session.openModel(tourModel());
    else
        session.resetEdits();
    beginTour();
}

void FirstSteps::beginTour()
{
    const auto trace = m_window.session().trace();
    if (!m_isAwaited || m_window.session().isBusy())
        return;
    m_isAwaited = false;
    if (!trace || trace->text() != tourSentence().toStdString())
        return; // it was typed into meanwhile
    m_window.selection().setHead(0);
    m_window.walk().coach().start();
    m_window.currentView().setFocus(Qt::OtherFocusReason);
}

} // namespace headscope
