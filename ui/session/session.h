// The only mutable state of the application: the open model, the text, the edits and the newest Trace made from them.
#pragma once

#include "ui/session/engine_worker.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <memory>

namespace headscope {

class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(QObject *parent = nullptr);
    ~Session() override;

    /// Null until a model is open.
    std::shared_ptr<const Model> model() const { return m_model; }
    const QString &text() const { return m_text; }
    const Edits &edits() const { return m_edits; }
    /// The newest finished run with the edits; null until the first. The last good one stays when a run fails.
    std::shared_ptr<const Trace> trace() const { return m_trace; }
    /// The same text without edits; equal to trace() when there are none.
    std::shared_ptr<const Trace> original() const { return m_original; }
    bool isBusy() const { return m_busy; }

    QUndoStack &undoStack() { return m_undo; }

public Q_SLOTS:
    /// A built-in model's name or a folder. Errors arrive by failed(); the model that was open stays. Edits are dropped once it is open.
    void openModel(const QString &nameOrFolder);
    /// Edits belong to the tokens they were made on: those that name a row or column are dropped when the text changes; undo
    /// brings back both.
    void setText(const QString &text);
    /// Adds one edit (undoable). An edit of the same kind and place replaces the earlier one.
    void addEdit(const headscope::Edit &edit);
    /// Removes every edit equal in kind and place to this one (undoable): a switch turned back.
    void removeEdit(const headscope::Edit &edit);
    void resetEdits();
    void cancel();

Q_SIGNALS:
    void modelChanged();
    void textChanged();
    void editsChanged();
    /// trace() and original() are new.
    void traceChanged();
    void busyChanged(bool busy);
    /// Layers done of a long run.
    void progress(int done, int total);
    /// In words, with what to do.
    void failed(const QString &message);

private:
    friend class EditsCommand;
    void apply(const Edits &edits, const QString &text);
    void push(Edits edits, const QString &what);
    void start();
    void receive(const EngineWorker::Result &result);
    void setBusy(bool busy);

    std::unique_ptr<EngineWorker> m_worker;
    std::shared_ptr<const Model> m_model;
    QString m_text;
    Edits m_edits;
    std::shared_ptr<const Trace> m_trace;
    std::shared_ptr<const Trace> m_original;
    QUndoStack m_undo;
    QString m_opening; ///< folder that is being opened
    quint64 m_number = 0; ///< of the newest request
    bool m_busy = false;
};

} // namespace headscope
