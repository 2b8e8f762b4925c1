// Sentence B: another text, run by the open model beside the session's own, to take numbers from.
#pragma once

#include "ui/session/engine_worker.h"
#include "ui/session/session.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace headscope {

class OtherSentence : public QObject {
    Q_OBJECT

public:
    explicit OtherSentence(Session &session, QObject *parent = nullptr);

    /// Run a moment later; what is typed on the way is not.
    void setText(const QString &text);
    const QString &text() const { return m_text; }
    /// Of the newest text; null while it is empty, not run yet, or could not be run.
    std::shared_ptr<const Trace> trace() const { return m_trace; }
    bool isWorking() const { return m_working; }
    const QString &problem() const { return m_problem; }

Q_SIGNALS:
    void changed();

private:
    void run();

    Session &m_session;
    EngineWorker m_worker;
    QTimer m_typing;
    QString m_text;
    QString m_problem;
    std::shared_ptr<const Trace> m_trace;
    quint64 m_number = 0;
    bool m_working = false;
};

} // namespace headscope
