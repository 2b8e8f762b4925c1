#include "ui/window/session_keeper.h"

#include "src/error.h"
#include "src/sessions/session_file.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_words.h"
#include "ui/session/session.h"
#include "ui/session/shown_words.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/offer_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/window_session.h"

#include <QLocale>

namespace headscope {

namespace {

constexpr int kBetweenWrites = 3000; // milliseconds
constexpr int kShownText = 60; // characters

QString beginningOf(const SessionState &state)
{
    const QString text = shownWords(state.run.inputOf(InputRole::text).value_or(std::string()));
    return text.size() > kShownText ? text.left(kShownText).trimmed() + QChar(0x2026) : text;
}

QString modelOf(const SessionState &state)
{
    const QString name = QString::fromStdString(state.model.name);
    for (const BuiltInModel &model : builtInModels())
        if (state.model.source == ModelSource::builtIn && model.name == name)
            return model.title;
    return state.model.source == ModelSource::folder ? titleOfPath(nameOfStored(name)) : name.section(QLatin1Char('@'), 0, 0);
}

} // namespace

SessionKeeper::SessionKeeper(MainWindow &window, WindowSession &work, OfferBar &bar, const QString &folder)
    : QObject(&window)
    , m_window(window)
    , m_work(work)
    , m_bar(bar)
    , m_running(std::make_shared<RunningSession>(folder))
    , m_job(this)
{
    m_resting.setSingleShot(true);
    m_resting.setInterval(kBetweenWrites);
    connect(&m_resting, &QTimer::timeout, this, &SessionKeeper::follow);
    connect(&work, &WindowSession::changed, this, &SessionKeeper::follow);
    connect(&window.session(), &Session::modelChanged, this, [this] { m_resting.stop(); }); // what changes with it is written at once
    connect(&work, &WindowSession::restored, this, [this] {
        if (!m_isComingBack)
            return;
        m_isComingBack = false;
        m_isBack = true;
        m_kept.reset();
        m_resting.stop();
        follow();
    });
    connect(&work, &WindowSession::gaveUp, this, [this] {
        if (m_isComingBack)
            m_bar.show(); // it is still there
        m_isComingBack = false;
    });
    connect(&bar, &OfferBar::accepted, this, &SessionKeeper::restoreLeft);
    connect(&bar, &OfferBar::declined, this, &SessionKeeper::discardLeft);
}

void SessionKeeper::follow()
{
    if (!m_resting.isActive() && !m_job.isBusy() && m_work.now() && m_work.now() != m_kept)
        keep();
}

/// Making and writing megabytes of text would be felt on the window's thread.
void SessionKeeper::keep()
{
    const std::optional<SessionState> state = m_work.state();
    if (!state || m_work.isRestoring())
        return;
    m_kept = m_work.now();
    m_resting.start();
    m_job.start([running = m_running, state = *state, number = ++m_number](const JobLink &) { running->write(state, number); },
        [this] {
            forgetRestored();
            follow(); // something may have changed meanwhile
        },
        [this](const QString &problem) {
            m_kept.reset();
            tell(problem);
        });
}

void SessionKeeper::keepNow()
{
    const std::optional<SessionState> state = m_work.state();
    if (!state || m_work.isRestoring())
        return;
    try {
        m_running->write(*state, ++m_number);
        forgetRestored();
    } catch (const Error &error) {
        tell(shownWords(std::string(error.what())));
    }
}

void SessionKeeper::tell(const QString &problem)
{
    if (!std::exchange(m_isTold, true))
        m_window.notice().showError(tr("What you do cannot be kept for the case of a crash: %1").arg(problem));
}

/// What came back stands in this process's own file now.
void SessionKeeper::forgetRestored()
{
    if (!std::exchange(m_isBack, false))
        return;
    m_left->remove();
    m_left.reset();
    offerLeft();
}

void SessionKeeper::end()
{
    m_resting.stop();
    m_running->remove(++m_number);
}

void SessionKeeper::offerLeft()
{
    while ((m_left = m_running->takeLeft())) {
        try {
            const SessionState state = readSession(pathOf(m_left->file));
            const QString when = QLocale().toString(m_left->written, QLocale::ShortFormat);
            const int edits = static_cast<int>(state.run.edits.size());
            QStringList parts{modelOf(state), QStringLiteral("“%1”").arg(beginningOf(state))};
            if (edits > 0)
                parts << tr("%n edit(s)", nullptr, edits);
            m_bar.offer(tr("Headscope was ended before you could save. What you had at %1 is still here.").arg(when),
                parts.join(QStringLiteral("  ·  ")), tr("Restore"), tr("Discard"));
            return;
        } catch (const Error &error) {
            m_window.notice().showError(tr("What you had when Headscope was ended cannot be read. It is kept as %1. %2")
                                            .arg(shownWords(toLocalBytes(m_left->setAside())), shownWords(std::string(error.what()))));
        }
    }
    m_bar.hide();
}

void SessionKeeper::restoreLeft()
{
    if (!m_left)
        return;
    m_bar.hide();
    m_isComingBack = true;
    try {
        m_work.open(readSession(pathOf(m_left->file)), {});
    } catch (const Error &error) {
        m_isComingBack = false;
        m_bar.show();
        m_window.notice().showError(shownWords(std::string(error.what())));
    }
}

void SessionKeeper::discardLeft()
{
    if (m_left)
        m_left->remove();
    m_left.reset();
    offerLeft();
}

} // namespace headscope
