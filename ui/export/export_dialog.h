// The window's Export…: choose a figure or numbers, how much of them and the format; see what comes out; save or copy.
// Trap: it exports the trace that was on the screen when it opened, not a newer one that arrives meanwhile.
#pragma once

#include "ui/export/export_choices.h"
#include "ui/export/figure_writer.h"
#include "ui/export/frame_sequence.h"
#include "ui/export/stage_figure.h"
#include "ui/export/view_export.h"
#include "ui/jobs/job.h"
#include "ui/views/view.h"

#include <QDialog>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;
class QWidget;

namespace headscope {

class CaptionChoice;
class FigurePreview;
class SegmentedControl;

class ExportDialog : public QDialog {
    Q_OBJECT

public:
    ExportDialog(View &view, Session &session, Selection &selection, QWidget *parent = nullptr);

    enum Kind { figureKind, numbersKind };
    void setKind(Kind kind);
    /// Of a figure or of stages; switches the kind with it.
    void setFormat(const QString &extension);
    QString format() const;
    /// The default file name: what is exported, in letters every file system takes.
    QString suggestedName() const;
    /// Writes as chosen; a message says so, or what went wrong. Numbers are written in the background.
    void saveTo(const QString &path);
    QString message() const;
    bool isWriting() const { return m_writing.isBusy() || m_writesFrames; }

public Q_SLOTS:
    void reject() override;

private:
    void refresh();
    void refreshScopes();
    void chooseFile();
    void copyAsPicture();
    void copyAsNumbers();
    void showMessage(const QString &text, bool error);
    const ExportFormat &chosenFormat() const;
    ExportScope currentScope() const;
    FigureOptions figureOptions() const;
    std::optional<Figure> figure();

    bool offersFrames() const;
    /// Nothing: one picture.
    std::optional<FrameAxis> frames() const;
    /// All that saving under this name writes; those of them that the user must agree to lose.
    QStringList writtenFiles(const QString &path) const;
    QStringList filesToAskAbout(const QString &path) const;
    void write(const ExportFile &file);
    void saveFrames(const ExportFile &file);
    void writeInBackground(std::function<void(const std::stop_token &stop)> write);

    View &m_view;
    Session &m_session;
    Selection &m_selection;
    std::shared_ptr<const Trace> m_trace; ///< may be null: nothing ran yet
    StageKey m_key;
    std::vector<ExportScope> m_scopes;
    std::unique_ptr<StageFigure> m_stageFigure; ///< when more than the view is chosen
    Job m_writing;
    QStringList m_written; ///< by the saving that goes on, or was the last
    bool m_writesFrames = false;
    bool m_cancelled = false; ///< the writing that goes on

    FigurePreview *m_preview = nullptr;
    CaptionChoice *m_caption = nullptr;
    QLabel *m_captionLabel = nullptr;
    SegmentedControl *m_kind = nullptr;
    QComboBox *m_scope = nullptr;
    SegmentedControl *m_figureFormat = nullptr;
    SegmentedControl *m_dataFormat = nullptr;
    SegmentedControl *m_frameFormat = nullptr;
    QComboBox *m_frames = nullptr;
    QLabel *m_framesLabel = nullptr;
    QSpinBox *m_delay = nullptr;
    SegmentedControl *m_scale = nullptr;
    SegmentedControl *m_colors = nullptr;
    QLabel *m_scaleLabel = nullptr;
    QLabel *m_colorsLabel = nullptr;
    QLabel *m_size = nullptr;
    QLabel *m_message = nullptr;
    QPushButton *m_close = nullptr; ///< "Cancel" while something is written
    QPushButton *m_save = nullptr;
    QPushButton *m_copyPicture = nullptr;
    QPushButton *m_copyNumbers = nullptr;
};

} // namespace headscope
