// The only mutable state of the application: the open model, the texts, the edits and the newest Trace made from them.
#pragma once

#include "ui/session/control_locks.h"
#include "ui/session/engine_worker.h"
#include "ui/session/logit_rows.h"
#include "ui/session/model_opener.h"
#include "ui/session/prompt.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <memory>
#include <optional>
#include <vector>

namespace headscope {

class Session : public QObject {
    Q_OBJECT

public:
    /// `partialEvery`: how often, at most, the layers done of a long run are shown.
    explicit Session(QObject *parent = nullptr, std::chrono::milliseconds partialEvery = std::chrono::milliseconds(300));
    ~Session() override;

    /// Null until a model is open.
    std::shared_ptr<const Model> model() const { return m_model; }
    const Prompt &prompt() const { return m_prompt; }
    const QString &text() const { return m_prompt.text; }
    const Edits &edits() const { return m_edits; }
    /// The newest finished run with the edits; null until the first. The last good one stays when a run fails.
    std::shared_ptr<const Trace> trace() const { return m_trace; }
    /// The layers done of a run that takes long, while it goes on: a snapshot, with Trace::doneLayers() fewer than the model has. Null when
    /// nothing runs and for short runs. What reads it must ask for no other layers.
    std::shared_ptr<const Trace> partial() const { return m_partial; }
    /// The newest trace that has this layer: partial() when it has come so far, else trace().
    std::shared_ptr<const Trace> newestWith(int layer) const;
    /// The same texts without edits; equal to trace() when there are none.
    std::shared_ptr<const Trace> original() const { return m_original; }
    /// A model is being opened or run.
    bool isBusy() const { return m_busy; }
    bool isOpening() const { return m_opener->isOpening() || m_next; }
    bool isGenerating() const { return m_generating; }
    /// The model's file that another program changed since it was opened, as the newest run found it; null: none. When its numbers are lost
    /// (FileChange::lost), runs fail and trace() stays; else they go on with the numbers that were opened.
    std::shared_ptr<const MappedFile> changedFile() const { return m_changedFile; }

    /// For whoever looks at these layers only: runs without edits stop behind them, and partial() is all there is.
    void setLayers(int layers) { m_layers = layers; }
    std::optional<int> layers() const { return m_layers; }

    QUndoStack &undoStack() { return m_undo; }
    /// What a preset keeps: wishes to change that are refused, and nothing happens.
    ControlLocks &locks() { return m_locks; }
    LogitRows &logitRows() { return m_logitRows; }

public Q_SLOTS:
    /// A built-in model's name, a folder or a model file. Errors arrive by failed(); the model that was open stays, and goes on working
    /// meanwhile. Edits and generated tokens are dropped once the new one is open.
    void openModel(const QString &nameOrPath);
    /// The model that is open, from its files as they are now. Edits and their history stay where it has the same sizes.
    void reopenModel();
    /// Model, texts and edits at once and in one run, as they were when they were kept. When that fails, what was there stays.
    void restore(const QString &nameOrPath, const Prompt &prompt, const headscope::Edits &edits);
    /// A model that is open already.
    void showModel(const std::shared_ptr<const headscope::Model> &model);
    /// Edits belong to the tokens they were made on: those that name a row or column are dropped when a text changes; undo
    /// brings back both. What was generated goes.
    void setText(const QString &text);
    /// The second sentence; nothing: there is none.
    void setPair(const std::optional<QString> &pair);
    /// What the decoder of an encoder-decoder says.
    void setTarget(const QString &target);
    /// Goes on by the most probable token, up to `count` times; each arrives by generatedChanged(), the trace when all are there.
    void generate(int count);
    /// Keeps what was made so far.
    void stopGenerating();
    /// Makes the generated tokens a part of the typed text.
    void useGeneratedAsText();
    void clearGenerated();
    /// Adds one edit (undoable). An edit of the same kind and place replaces the earlier one.
    void addEdit(const headscope::Edit &edit);
    /// These in the place of all there are, in one step that undo knows as `what`.
    void takeEdits(const headscope::Edits &edits, const QString &what);
    /// Removes every edit equal in kind and place to this one (undoable): a switch turned back.
    void removeEdit(const headscope::Edit &edit);
    void resetEdits();
    /// Stops opening, running and generating. What was there before stays; so does a new model whose first layers were shown.
    void cancel();

Q_SIGNALS:
    /// trace() or partial() is another: for Selection, which comes before all who hear of it by the signals below.
    void traceArrived(const headscope::Trace &trace);
    /// The new model; trace() is its first one already.
    void modelChanged();
    /// One of the typed texts.
    void textChanged();
    void generatedChanged();
    void generatingChanged(bool generating);
    void editsChanged();
    /// trace() and original() are new.
    void traceChanged();
    /// partial() is another: more layers are done, or the run is over. Not followed by traceChanged() when the run was given up.
    void partialChanged();
    void busyChanged(bool busy);
    /// Layers done of a long run.
    void progress(int done, int total);
    /// In words, with what to do.
    void failed(const QString &message);

private:
    friend class EditsCommand;
    void open(const QString &nameOrPath);
    void apply(const Edits &edits, const Prompt &prompt);
    void type(Prompt prompt);
    void push(Edits edits, const QString &what);
    void start(int generate = 0);
    void receive(const EngineWorker::Result &result);
    void takeModel(const EngineWorker::Result &result);
    void takePartial(quint64 number, std::shared_ptr<const headscope::Trace> done, const std::shared_ptr<const headscope::Trace> &before);
    void dropPartial();
    void dropNext();
    void refreshState();
    bool keepsEdits(const Model &next) const;
    /// What comes with a model that is opened.
    struct Work {
        Prompt prompt;
        Edits edits;
    };
    Work workWith(const Model &next) const;

    std::unique_ptr<EngineWorker> m_worker;
    std::unique_ptr<ModelOpener> m_opener;
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Model> m_next; ///< opened, and running for the first time
    std::shared_ptr<const MappedFile> m_changedFile;
    bool m_reopening = false; ///< what is opened next is the same model
    std::optional<Work> m_restored; ///< comes with what is opened next
    Prompt m_prompt;
    Edits m_edits;
    std::shared_ptr<const Trace> m_trace;
    std::shared_ptr<const Trace> m_original;
    std::shared_ptr<const Trace> m_partial;
    Prompt m_originalPrompt; ///< what m_original is of
    QUndoStack m_undo;
    LogitRows m_logitRows;
    ControlLocks m_locks;
    std::chrono::milliseconds m_partialEvery;
    std::optional<int> m_layers;
    quint64 m_number = 0; ///< of the newest request
    bool m_running = false;
    bool m_generating = false;
    bool m_busy = false;
};

} // namespace headscope
