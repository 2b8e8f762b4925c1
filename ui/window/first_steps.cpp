#include "ui/window/first_steps.h"

#include "ui/views/walk/walk_view.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/start_card.h"
#include "ui/window/tour_words.h"
#include "ui/window/walk_coach.h"
#include "ui/window/walk_workspace.h"

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
    connect(m_card, &StartCard::left, &window, [&window] { window.currentView().setFocus(Qt::OtherFocusReason); });
}

void FirstSteps::welcome()
{
    m_window.remembered().setStarted();
    m_card->open();
}

void FirstSteps::go(FirstWay way)
{
    switch (way) {
    case FirstWay::learn: return learn();
    case FirstWay::inspect: m_window.session().openModel(QStringLiteral("storyteller")); return m_window.showWorkspace(Workspace::heads);
    case FirstWay::open: return m_window.opener().chooseFolder();
    }
}

void FirstSteps::learn()
{
    Session &session = m_window.session();
    m_window.showWorkspace(Workspace::walk);
    m_window.walk().showMap(false);
    m_isAwaited = true;
    session.setText(tourSentence());
    session.setPair(std::nullopt);
    const auto model = session.model();
    if (!model || model->name() != tourModel().toStdString() || session.isOpening())
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
