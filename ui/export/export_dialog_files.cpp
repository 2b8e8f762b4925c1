// What the Export dialog writes and copies, under which names, and what it says of that.
#include "src/export/export_target.h"
#include "ui/export/caption_choice.h"
#include "ui/export/clipboard.h"
#include "ui/export/export_dialog.h"
#include "ui/export/export_file_choice.h"
#include "ui/jobs/failure_words.h"
#include "ui/session/local_bytes.h"
#include "ui/session/save_target.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QGuiApplication>
#include <QProgressDialog>
#include <QPushButton>
#include <QSpinBox>

namespace headscope {

namespace {

class WaitCursor {
public:
    WaitCursor() { QGuiApplication::setOverrideCursor(Qt::WaitCursor); }
    ~WaitCursor() { QGuiApplication::restoreOverrideCursor(); }
    WaitCursor(const WaitCursor &) = delete;
    WaitCursor &operator=(const WaitCursor &) = delete;
};

QString sideFileName(const QString &path)
{
    return fromLocalBytes(sideFileOf(pathOf(path)).string());
}

QString cancelledWords()
{
    return ExportDialog::tr("Cancelled: nothing was saved.");
}

/// What was written: every name where they are few, else how many there are, from which name to which.
QString savedWords(const QStringList &files)
{
    const QString first = QDir::toNativeSeparators(files.front());
    const QString last = QFileInfo(files.back()).fileName();
    if (files.size() == 1)
        return ExportDialog::tr("Saved %1").arg(first);
    if (files.size() == 2)
        return ExportDialog::tr("Saved %1 and %2").arg(first, last);
    return ExportDialog::tr("Saved %L1 files, %2 to %3").arg(files.size()).arg(first, last);
}

} // namespace

QString ExportDialog::suggestedName() const
{
    const ExportScope scope = currentScope();
    QString name = m_stageFigure && !scope.isView && m_kind->current() == figureKind ? m_stageFigure->title() : m_view.figureTitle();
    if (!scope.isView && m_scope->currentIndex() > 0)
        name += QLatin1Char(' ') + scope.label;
    return fileNameFor(name, format());
}

void ExportDialog::chooseFile()
{
    const QString path
        = chooseExportFile(this, tr("Save"), suggestedName(), [this](const QString &name) { return filesToAskAbout(name); });
    if (!path.isEmpty())
        saveTo(path);
}

QStringList ExportDialog::writtenFiles(const QString &path) const
{
    if (const auto axis = frames(); axis && chosenFormat().kind == FormatKind::figure)
        return framePaths(path, frameCount(m_session, m_selection, *axis));
    QStringList files(path);
    if (chosenFormat().hasSideFile)
        files.append(sideFileName(path));
    return files;
}

QStringList ExportDialog::filesToAskAbout(const QString &path) const
{
    QStringList files = writtenFiles(path);
    // A side file that we wrote goes with its table.
    if (chosenFormat().hasSideFile && foreignFiles({pathOf(files.back())}).empty())
        files.removeLast();
    return files;
}

void ExportDialog::saveTo(const QString &path)
{
    if (!m_trace || isWriting())
        return;
    m_written = writtenFiles(path);
    try {
        requireSaveTargets(m_written, m_session);
        write({path, format()});
    } catch (...) {
        showMessage(failureInWords(), true);
    }
}

void ExportDialog::write(const ExportFile &file)
{
    if (m_kind->current() == numbersKind && currentScope().isView) {
        writeInBackground([write = viewTableWriter(m_view.drawn(), m_selection, file)](const std::stop_token &) { write(); });
        return;
    }
    if (m_kind->current() == numbersKind) {
        writeInBackground([trace = m_trace, request = currentScope().request, file](
                              const std::stop_token &stop) { writeData(*trace, request, file, stop); });
        return;
    }
    if (frames())
        return saveFrames(file);
    const WaitCursor cursor;
    if (const std::optional<Figure> chosen = figure()) {
        writeFigure(file, *chosen, figureOptions());
        showMessage(savedWords(m_written), false);
    }
}

void ExportDialog::writeInBackground(std::function<void(const std::stop_token &stop)> write)
{
    showMessage(tr("Writing…"), false);
    m_save->setEnabled(false);
    m_close->setText(tr("Cancel"));
    m_cancelled = false;
    const auto end = [this](const QString &message, bool error) {
        m_save->setEnabled(true);
        m_close->setText(tr("Close"));
        showMessage(message, error);
    };
    m_writing.start([write = std::move(write)](const JobLink &link) { write(link.stop()); },
        [this, end] { end(savedWords(m_written), false); },
        [this, end](const QString &problem) { end(m_cancelled ? cancelledWords() : problem, !m_cancelled); });
}

void ExportDialog::saveFrames(const ExportFile &file)
{
    // Views paint on this thread, a frame at a time; the window stays alive between two of them.
    QProgressDialog bar(tr("Drawing frames…"), tr("Cancel"), 0, 0, this);
    bar.setWindowTitle(windowTitle());
    bar.setWindowModality(Qt::WindowModal);
    bar.setAutoReset(false);
    bar.show(); // at once: it keeps the dialog beneath it from being used
    const auto goesOn = [&](int done, int steps) {
        bar.setMaximum(steps);
        bar.setValue(done);
        QCoreApplication::processEvents();
        return !bar.wasCanceled() && m_session.trace() == m_trace;
    };
    m_writesFrames = true;
    m_save->setEnabled(false);
    try {
        const bool whole
            = writeFrames(file, framesOf(m_view), m_session, m_selection, *frames(), m_caption->caption(), figureOptions(), m_delay->value(), goesOn);
        showMessage(whole           ? savedWords(m_written)
                : bar.wasCanceled() ? cancelledWords()
                                    : tr("The text or model changed meanwhile: nothing was saved."),
            !whole && !bar.wasCanceled());
    } catch (...) {
        showMessage(failureInWords(), true);
    }
    m_writesFrames = false;
    m_save->setEnabled(true);
}

void ExportDialog::copyAsPicture()
{
    try {
        m_kind->setCurrent(figureKind);
        refreshScopes();
        if (const std::optional<Figure> chosen = figure()) {
            copyFigure(*chosen, figureOptions());
            showMessage(tr("The picture is on the clipboard."), false);
        }
    } catch (...) {
        showMessage(failureInWords(), true);
    }
}

void ExportDialog::copyAsNumbers()
{
    try {
        const ExportScope scope = currentScope();
        const bool isOther = m_kind->current() == numbersKind && !scope.isView; // than what is seen
        copyNumbers(isOther ? stageTable(*m_trace, m_key) : shownNumbers(m_view.drawn(), m_session, m_selection));
        showMessage(tr("The numbers are on the clipboard."), false);
    } catch (...) {
        showMessage(failureInWords(), true);
    }
}

void ExportDialog::reject()
{
    if (!isWriting())
        return QDialog::reject();
    m_cancelled = true;
    m_writing.interrupt(); // its end says whether that came in time; frames have a button of their own
}

} // namespace headscope
