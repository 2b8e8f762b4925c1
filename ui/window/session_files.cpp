#include "ui/window/session_files.h"

#include "src/error.h"
#include "src/formats/atomic_file.h"
#include "src/sessions/session_file.h"
#include "ui/session/local_bytes.h"
#include "ui/session/save_target.h"
#include "ui/session/shown_words.h"
#include "ui/sessions/figure_command.h"
#include "ui/widgets/file_dialog.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/save_file.h"
#include "ui/window/main_window.h"
#include "ui/window/opener.h"
#include "ui/window/preset_dialog.h"
#include "ui/window/window_session.h"

#include <QClipboard>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

#include <fstream>
#include <sstream>
#include <utility>

namespace headscope {

namespace {

QString ending()
{
    return QString::fromLatin1(kSessionEnding.data() + 1, static_cast<qsizetype>(kSessionEnding.size() - 1));
}

/// Does the file still have what was written?
bool holds(const QString &path, const std::string &written)
{
    std::ifstream file(pathOf(path), std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    return file && bytes.str() == written;
}

} // namespace

bool isSessionFile(const QString &path)
{
    return path.endsWith(QLatin1Char('.') + ending(), Qt::CaseInsensitive);
}

SessionFiles::SessionFiles(MainWindow &window, WindowSession &work, bool remember)
    : QObject(&window)
    , m_window(window)
    , m_work(work)
    , m_recent(remember)
{
    connect(&work, &WindowSession::changed, this, &SessionFiles::follow);
    connect(&work, &WindowSession::restored, this, [this] {
        m_before.reset();
        m_open.saved = m_work.now();
        setModified(false);
    });
    connect(&work, &WindowSession::gaveUp, this, [this] {
        if (!m_before)
            return;
        m_open = *std::exchange(m_before, std::nullopt); // its picture is still there
        follow();
        Q_EMIT stateChanged();
    });
    connect(&work.digests(), &ModelDigests::weightsMade, this, &SessionFiles::addWeights);
}

void SessionFiles::follow()
{
    setModified(!m_open.path.isEmpty() && m_open.saved && m_work.now() != m_open.saved);
}

void SessionFiles::setModified(bool modified)
{
    if (modified == m_isModified)
        return;
    m_isModified = modified;
    Q_EMIT stateChanged();
}

void SessionFiles::open(const QString &path)
{
    const SessionState state = readSession(pathOf(path));
    const QString file = QFileInfo(path).absoluteFilePath();
    m_work.open(state, file);
    if (!m_work.isRestoring() && !m_work.isWaiting())
        return; // the model could not be opened, which was said
    m_before = std::exchange(m_open, {});
    if (state.isPreset()) // read, never written
        m_open.preset = Preset{file, QString::fromStdString(state.note), state.locked};
    else
        m_open.path = file;
    m_recent.add(file);
    setModified(false);
    Q_EMIT stateChanged();
}

void SessionFiles::write()
{
    m_work.look(); // what is compared with it later
    const std::optional<SessionState> state = m_work.state();
    if (!state)
        throw Error("there is nothing to save", {}, "Open a model first");
    requireSaveTargets({m_open.path}, m_window.session());
    writeFile(pathOf(m_open.path), sessionJson(*state));
    m_open.written = state;
    m_open.saved = state;
    m_open.saved->model.weights.clear();
    m_recent.add(m_open.path);
}

/// The digest comes later than what was saved, and into the file as it was saved then: not with what was done since.
void SessionFiles::addWeights()
{
    const SessionModel &model = m_work.digests().reference();
    if (m_open.path.isEmpty() || !m_open.written || !m_open.written->model.weights.empty() || m_open.written->model.name != model.name
        || m_open.written->model.config != model.config || !holds(m_open.path, sessionJson(*m_open.written)))
        return; // another model, or somebody else has written there
    SessionState state = *m_open.written;
    state.model.weights = model.weights;
    try {
        requireSaveTargets({m_open.path}, m_window.session());
        writeFile(pathOf(m_open.path), sessionJson(state));
        m_open.written = std::move(state);
    } catch (const Error &) {
        // It was saved, without this digest.
    }
}

void SessionFiles::saveAs(const QString &path)
{
    const QString before = std::exchange(m_open.path, QFileInfo(path).absoluteFilePath());
    try {
        write();
    } catch (const Error &) {
        m_open.path = before;
        throw;
    }
    m_isModified = false;
    m_open.preset.reset();
    Q_EMIT stateChanged();
    m_work.digests().makeWeights();
}

void SessionFiles::chooseAndOpen()
{
    if (!mayLeave())
        return;
    const QUrl file = askForFile(&m_window, tr("Open a session"), tr("Headscope sessions (*.%1);;All files (*)").arg(ending()));
    if (!file.isEmpty())
        m_window.opener().openSession(nameIn(file));
}

void SessionFiles::savePreset(const QString &path, const QString &note, const std::vector<SessionControl> &locked)
{
    std::optional<SessionState> state = m_work.state();
    if (!state)
        throw Error("there is nothing to save", {}, "Open a model first");
    requireSaveTargets({path}, m_window.session());
    state->note = note.toStdString();
    state->locked = locked;
    writeFile(pathOf(path), sessionJson(*state));
    m_recent.add(QFileInfo(path).absoluteFilePath());
}

/// False, and the notice says why, when it fails.
bool SessionFiles::tell(const std::function<void()> &action)
{
    try {
        action();
        return true;
    } catch (const Error &error) {
        m_window.notice().showError(shownWords(std::string(error.what())));
        return false;
    }
}

void SessionFiles::save()
{
    if (m_open.path.isEmpty())
        return chooseAndSave();
    tell([this] { saveAs(m_open.path); });
}

QString SessionFiles::chosenName() const
{
    const QString suggested = m_open.path.isEmpty() ? QDir::home().filePath(tr("session") + QLatin1Char('.') + ending()) : m_open.path;
    return chooseSaveFile(&m_window,
        {tr("Save the session"), suggested, {{ending(), tr("Headscope session")}}, [](const QString &name) { return QStringList{name}; }});
}

void SessionFiles::chooseAndSave()
{
    if (const QString path = chosenName(); !path.isEmpty())
        tell([&] { saveAs(path); });
}

void SessionFiles::chooseAndSavePreset()
{
    PresetDialog dialog(&m_window);
    if (dialog.exec() != QDialog::Accepted)
        return;
    if (const QString path = chosenName(); !path.isEmpty())
        tell([&] { savePreset(path, dialog.note(), dialog.locked()); });
}

void SessionFiles::startOver()
{
    if (m_open.preset)
        m_window.opener().openSession(m_open.preset->file);
}

void SessionFiles::copyCommand()
{
    const std::optional<SessionState> state = m_work.state();
    if (!state)
        return;
    std::optional<QString> command = figureCommand(*state, m_work.unchosen());
    if (!command) {
        if (m_open.path.isEmpty() || m_isModified)
            save();
        if (m_open.path.isEmpty() || m_isModified)
            return; // nobody wanted to, or it failed, which was said
        command = sessionCommand(m_open.path);
    }
    QGuiApplication::clipboard()->setText(*command);
    m_window.notice().showNote(tr("Copied: %1").arg(shownWords(command->toStdString())));
}

bool SessionFiles::mayLeave()
{
    if (!m_isModified)
        return true;
    QMessageBox question(QMessageBox::Warning, tr("Save the session?"),
        tr("“%1” has changed since it was saved.").arg(shownWords(toLocalBytes(QFileInfo(m_open.path).fileName()))), QMessageBox::NoButton,
        &m_window);
    question.setTextFormat(Qt::PlainText);
    const QPushButton *save = question.addButton(tr("Save"), QMessageBox::AcceptRole);
    const QPushButton *discard = question.addButton(tr("Discard"), QMessageBox::DestructiveRole);
    question.addButton(QMessageBox::Cancel);
    question.exec();
    if (question.clickedButton() == save) {
        this->save();
        return !m_isModified; // else it could not be saved
    }
    return question.clickedButton() == discard;
}

} // namespace headscope
