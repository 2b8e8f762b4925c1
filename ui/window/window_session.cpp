#include "ui/window/window_session.h"

#include "src/error.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/shown_words.h"
#include "ui/views/lab/lab_workspace.h"
#include "ui/views/mechanism/mechanism_page.h"
#include "ui/views/mechanism/mechanism_view.h"
#include "ui/views/walk/walk_view.h"
#include "ui/widgets/file_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/walk_workspace.h"

#include <QApplication>
#include <QEvent>
#include <QUrl>

#include <utility>

namespace headscope {

namespace {

constexpr int kMoment = 300; // milliseconds between two looks at what has changed

SessionParts partsOf(MainWindow &window)
{
    return {window.session(), window.selection(), window.heads(), window.labState(),
        {{"walk", &window.walk().canvas()}, {"mechanism", &window.walk().mechanism().view()}, {"lab-charts", &window.lab().charts()},
            {"lab-model", &window.lab().swapped()}}};
}

} // namespace

WindowSession::WindowSession(MainWindow &window)
    : QObject(&window)
    , m_window(window)
    , m_digests(window.session())
    , m_restorer(partsOf(window))
{
    for (const auto &[name, view] : m_restorer.parts().views())
        m_unchosen[name] = view->chosen();
    m_looking.setSingleShot(true);
    m_looking.setInterval(kMoment);
    connect(&m_looking, &QTimer::timeout, this, &WindowSession::look);
    const auto later = [this] {
        if (!m_looking.isActive())
            m_looking.start();
    };
    connect(&window.session(), &Session::traceChanged, this, later);
    connect(&window.session(), &Session::editsChanged, this, later);
    connect(&window.session(), &Session::textChanged, this, later);
    connect(&window.session(), &Session::generatedChanged, this, later);
    connect(&window.selection(), &Selection::changed, this, [later](Selection::Changes what) {
        if (what != Selection::hoverChanged)
            later();
    });
    connect(&window.labState(), &LabState::changed, this, later);
    qApp->installEventFilter(this);
    connect(&window.session(), &Session::modelChanged, this, [this] {
        if (!m_restorer.isBusy() && m_opened) { // somebody opened another one
            m_opened.reset();
            say({});
        }
    });
    connect(&m_digests, &ModelDigests::weightsMade, this, &WindowSession::compareModels);
    connect(&m_restorer, &SessionRestorer::restored, this, [this](const SessionState &state) {
        const ControlLocks::Lifted lifted(m_window.session().locks());
        m_window.walk().showMap(state.map);
        m_window.showWorkspace(state.workspace);
        m_isShown = true;
        compareModels();
        if (!state.model.weights.empty())
            m_digests.makeWeights();
    });
    connect(&m_restorer, &SessionRestorer::settled, this, [this] {
        if (m_opened) {
            look();
            Q_EMIT restored();
        }
    });
    connect(&m_restorer, &SessionRestorer::gaveUp, this, [this] {
        m_opened.reset();
        Q_EMIT gaveUp();
    });
}

/// What is chosen in a view is told by nobody: it changes when somebody does something.
bool WindowSession::eventFilter(QObject *, QEvent *event)
{
    const QEvent::Type type = event->type();
    const bool isHand
        = type == QEvent::MouseButtonRelease || type == QEvent::KeyRelease || type == QEvent::Wheel || type == QEvent::Shortcut;
    if (isHand && !m_looking.isActive())
        m_looking.start();
    return false;
}

std::optional<SessionState> WindowSession::state()
{
    if (!m_window.session().model())
        return std::nullopt;
    SessionState state = sessionOf(m_restorer.parts(), m_digests);
    state.workspace = m_window.workspace();
    state.map = m_window.walk().isMapShown();
    return state;
}

void WindowSession::look()
{
    if (m_restorer.isBusy() || m_window.session().isOpening())
        return; // what is there is neither the one nor the other; a trace follows
    std::optional<SessionState> now = state();
    if (!now)
        return;
    now->model.weights.clear();
    if (now == m_now)
        return;
    m_now = std::move(now);
    Q_EMIT changed();
}

void WindowSession::open(const SessionState &state, const QString &file)
{
    requireKnown(state, m_restorer.parts(), toLocalBytes(file));
    const QString place = placeOf(state.model, file);
    if (m_isMissing || m_restorer.isBusy())
        Q_EMIT gaveUp(); // what was to come before
    m_opened = state;
    m_file = file;
    try {
        resolveModel(place);
    } catch (const Error &error) {
        m_isMissing = true;
        say(tr("The session's model is not here: %1").arg(shownWords(std::string(error.what()))));
        return;
    }
    openWith(place);
}

void WindowSession::openWith(const QString &model)
{
    if (!m_opened)
        return;
    m_isMissing = m_isShown = false;
    say({});
    m_restorer.restore(*m_opened, model, toLocalBytes(m_file));
}

void WindowSession::findModel()
{
    const QUrl folder = askForFolder(&m_window, tr("The session's model: choose its folder"));
    if (!folder.isEmpty())
        openWith(nameIn(folder));
}

void WindowSession::dismissNote()
{
    const bool gives = std::exchange(m_isMissing, false);
    if (gives)
        m_opened.reset();
    say({});
    if (gives)
        Q_EMIT gaveUp();
}

/// At once by what says how the model is built, later by all of its weights.
void WindowSession::compareModels()
{
    if (!m_opened || !m_isShown)
        return;
    const auto differs = [](const std::string &saved, const std::string &here) { return !saved.empty() && !here.empty() && saved != here; };
    const SessionModel &saved = m_opened->model;
    const SessionModel &here = m_digests.reference();
    if (differs(saved.config, here.config))
        say(tr("This is not the model that the session was saved with: its configuration is another. The numbers are those of the model "
               "that is "
               "open now."));
    else if (differs(saved.weights, here.weights))
        say(tr("This is not the model that the session was saved with: it is built alike, but its weights are others, as after further "
               "training. "
               "The numbers are those of the model that is open now."));
}

void WindowSession::say(const QString &note)
{
    if (note == m_modelNote)
        return;
    m_modelNote = note;
    Q_EMIT noteChanged();
}

} // namespace headscope
