// The window's work as a session and back: what it is now, that it has changed, and what there is to say when its model is missing or
// another.
#pragma once

#include "ui/sessions/model_digests.h"
#include "ui/sessions/session_restorer.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <string>

namespace headscope {

class MainWindow;

class WindowSession : public QObject {
    Q_OBJECT

public:
    explicit WindowSession(MainWindow &window);

    /// Null before a model is open.
    std::optional<SessionState> state();
    /// The same without the digest of the weights, which comes when it is made; as of the newest changed().
    const std::optional<SessionState> &now() const { return m_now; }
    ModelDigests &digests() { return m_digests; }
    /// Makes now() that of this moment.
    void look();
    /// What each view has without a choice.
    const std::map<std::string, ViewChoices> &unchosen() const { return m_unchosen; }
    /// What was opened is not all back.
    bool isRestoring() const { return m_restorer.isBusy(); }

    /// `file`: where it was read, for messages and to find a model beside it; empty: nowhere. Throws Error for what this version does not
    /// know; a model that is not there is told by modelNote() and noteChanged(). What was there stays until model and run are.
    void open(const SessionState &state, const QString &file);
    /// Of the session that waits for its model or has another: opens it with this one.
    void openWith(const QString &model);
    /// Asks for that model's folder.
    void findModel();

    /// What is to be known about the session's model; empty: nothing. While there is something, findModel() may help.
    const QString &modelNote() const { return m_modelNote; }
    bool isWaiting() const { return m_isMissing; } ///< for its model: nothing of it is shown
    void dismissNote();

Q_SIGNALS:
    /// now() is another.
    void changed();
    /// All of a session is back.
    void restored();
    void gaveUp();
    void noteChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void compareModels();
    void say(const QString &note);

    MainWindow &m_window;
    ModelDigests m_digests;
    SessionRestorer m_restorer;
    QTimer m_looking; ///< a moment after anything was done
    std::map<std::string, ViewChoices> m_unchosen;
    std::optional<SessionState> m_now;
    std::optional<SessionState> m_opened; ///< whose model is looked for or compared
    QString m_file;
    QString m_modelNote;
    bool m_isMissing = false;
    bool m_isShown = false; ///< what was opened
};

} // namespace headscope
