#include "ui/window/window_notes.h"

#include "src/models/weights.h"
#include "ui/session/shown_words.h"
#include "ui/widgets/notice_bar.h"
#include "ui/window/main_window.h"
#include "ui/window/model_dialog.h"
#include "ui/window/top_bar.h"
#include "ui/window/window_session.h"

namespace headscope {

WindowNotes::WindowNotes(MainWindow &window)
    : QObject(&window)
    , m_window(window)
{
    Session &session = window.session();
    NoticeBar &bar = window.notice();
    WindowSession &work = window.work();
    connect(&window.topBar(), &TopBar::textTooLong, this, [this](int limit) { m_pastedUpTo = limit; }); // said with the trace of that text
    connect(&session, &Session::traceChanged, this, &WindowNotes::follow);
    connect(&session, &Session::failed, this, &WindowNotes::showProblem);
    connect(&session, &Session::modelChanged, this, [this, &bar] {
        m_keepsOldFile = false;
        bar.clear();
    });
    connect(&work, &WindowSession::noteChanged, this, [this, &session, &bar, &work] {
        if (work.isWaiting())
            bar.showError(work.modelNote(), tr("Find the Model…"));
        else if (session.trace())
            follow();
    });
    connect(&bar, &NoticeBar::actionRequested, this, &WindowNotes::act);
    connect(&bar, &NoticeBar::dismissed, this, &WindowNotes::dismiss);
    connect(&bar, &NoticeBar::detailsRequested, this, [&window](const QString &message) { ModelDialog(message, &window).exec(); });
}

void WindowNotes::showProblem(const QString &message)
{
    const auto model = m_window.session().model();
    const auto file = model ? model->weights().changedFile() : nullptr;
    m_window.notice().showError(message, file ? tr("Open Again") : QString());
}

QStringList WindowNotes::notesOf(const Trace &trace) const
{
    QStringList notes;
    if (!m_settingsProblem.isEmpty())
        notes << m_settingsProblem;
    if (m_pastedUpTo > 0)
        notes
            << tr("The text was cut at %L1 characters. Longer texts: File > Open Text File, or headscope export --text.").arg(m_pastedUpTo);
    for (const std::string &note : trace.notes())
        notes << QString::fromStdString(note);
    if (!m_window.work().modelNote().isEmpty())
        notes << m_window.work().modelNote();
    const auto changed = m_window.session().changedFile();
    if (changed && !m_keepsOldFile)
        notes << tr("%1 was changed, replaced or removed since it was opened: the numbers are still those of the file that was opened.")
                     .arg(shownWords(changed->path().string()));
    return notes;
}

void WindowNotes::follow()
{
    const Prompt &prompt = m_window.session().prompt();
    const auto isCut = [this](const QString &text) { return text.size() == m_pastedUpTo; };
    if (!isCut(prompt.text) && !isCut(prompt.pair.value_or(QString())) && !isCut(prompt.target))
        m_pastedUpTo = 0; // another text
    const QStringList notes = notesOf(*m_window.session().trace());
    if (notes.isEmpty())
        return m_window.notice().clear();
    const QString openAgain = m_window.session().changedFile() && !m_keepsOldFile ? tr("Open Again") : QString();
    const QString find = m_window.work().modelNote().isEmpty() ? QString() : tr("Find the Model…");
    m_window.notice().showNote(notes.join(QStringLiteral("  ·  ")), openAgain.isEmpty() ? find : openAgain);
}

void WindowNotes::act()
{
    if (m_window.work().modelNote().isEmpty() || m_window.session().changedFile())
        m_window.session().reopenModel();
    else
        m_window.work().findModel();
}

void WindowNotes::dismiss()
{
    m_window.work().dismissNote();
    m_keepsOldFile = m_window.session().changedFile() != nullptr;
    m_settingsProblem.clear();
}

} // namespace headscope
