#include "ui/window/opener.h"

#include "src/error.h"
#include "src/models/families/family.h"
#include "ui/session/built_in_models.h"
#include "ui/session/local_bytes.h"
#include "ui/session/model_words.h"
#include "ui/session/shown_words.h"
#include "ui/session/text_file.h"
#include "ui/widgets/file_dialog.h"
#include "ui/widgets/notice_bar.h"
#include "ui/window/drop_cue.h"
#include "ui/window/first_steps.h"
#include "ui/window/hub_dialog.h"
#include "ui/window/main_window.h"
#include "ui/window/session_files.h"
#include "ui/window/start_card.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

#include <filesystem>

namespace headscope {

Opener::Opener(MainWindow &window)
    : QObject(&window)
    , m_window(window)
    , m_cue(new DropCue(window))
{
}

void Opener::open(const QString &path)
{
    const std::filesystem::path file = pathOf(path);
    std::error_code ignored;
    if (isSessionFile(path)) {
        if (m_window.files().mayLeave())
            openSession(path);
        return;
    }
    if (std::filesystem::is_directory(file, ignored) || isModelFile(path) || !isThere(path)) {
        m_window.session().openModel(path); // says so when there is no such folder
        return;
    }
    try {
        m_window.session().setText(QString::fromStdString(readTextFile(path)));
    } catch (const Error &error) {
        m_window.notice().showError(shownWords(std::string(error.what())));
    }
}

bool Opener::openSession(const QString &path)
{
    try {
        m_window.files().open(path);
        return true;
    } catch (const Error &error) {
        m_window.notice().showError(shownWords(std::string(error.what())));
        return false;
    }
}

void Opener::chooseFolder()
{
    const QUrl folder = askForFolder(&m_window, tr("Open a model folder (config.json, weights, tokenizer)"));
    if (!folder.isEmpty())
        open(nameIn(folder));
}

void Opener::chooseModelFile()
{
    const QUrl file = askForFile(&m_window, tr("Open a model file"),
        tr("Models (*.gguf *.safetensors *.bin config.json *.index.json);;All files (*)"));
    if (!file.isEmpty())
        m_window.session().openModel(nameIn(file));
}

void Opener::chooseText()
{
    const QUrl file = askForFile(&m_window, tr("Open a text file"), tr("Text files (*.txt *.md);;All files (*)"));
    if (!file.isEmpty())
        open(nameIn(file));
}

void Opener::getFromHub()
{
    if (!m_hubDialog) {
        QStringList known;
        for (const Family &family : families())
            known.append(QString::fromUtf8(family.modelType.data(), static_cast<qsizetype>(family.modelType.size())));
        m_hubDialog = new HubDialog(HubEnvironment::of(), known, {}, &m_window);
        m_hubDialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_hubDialog, &HubDialog::openRequested, &m_window.session(), &Session::openModel);
    }
    m_hubDialog->show();
    m_hubDialog->raise();
    m_hubDialog->activateWindow();
}

void Opener::dragEnter(QDragEnterEvent &event)
{
    const QList<QUrl> urls = event.mimeData()->urls();
    if (urls.isEmpty() ? !event.mimeData()->hasText() : !urls.first().isLocalFile())
        return;
    event.acceptProposedAction();
    if (urls.isEmpty())
        return;
    const QString path = nameIn(urls.first());
    const QString name = shownWords(toLocalBytes(QFileInfo(path).fileName()));
    std::error_code ignored;
    if (isSessionFile(path))
        m_cue->showFor(tr("Open %1").arg(name), tr("Drop it here: the session opens as it was saved."));
    else if (std::filesystem::is_directory(pathOf(path), ignored) || isModelFile(path))
        m_cue->showFor(tr("Open %1").arg(name), tr("Drop it here: its attention shows for the sentence above."));
    else
        m_cue->showFor(tr("Read %1").arg(name), tr("Drop it here: its text becomes the sentence. Models are folders or .gguf files."));
}

void Opener::dragLeave()
{
    m_cue->hide();
}

void Opener::drop(QDropEvent &event)
{
    m_window.firstSteps().card().leave();
    m_cue->hide();
    const QList<QUrl> urls = event.mimeData()->urls();
    if (!urls.isEmpty() && urls.first().isLocalFile())
        open(nameIn(urls.first()));
    else if (event.mimeData()->hasText())
        m_window.session().setText(event.mimeData()->text());
    event.acceptProposedAction();
}

} // namespace headscope
