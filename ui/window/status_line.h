// The bottom line: model and size, tokens, device and time of the last run, memory, edits, and at the right the keys that work here, or how
// far a long run is.
#pragma once

#include "ui/session/session.h"

#include <QElapsedTimer>
#include <QFrame>

class QLabel;
class QProgressBar;
class QTimer;
class QToolButton;

namespace headscope {

class HintLine;

class StatusLine : public QFrame {
    Q_OBJECT

public:
    explicit StatusLine(Session &session, QWidget *parent = nullptr);

    /// The most useful first: as many show as there is room for.
    void setHints(const QStringList &keys);
    /// A quiet word that something is done, for some seconds.
    void say(const QString &words);
    /// A run or an opening that takes long enough to be spoken of.
    bool showsProgress() const;
    QString progressText() const;
    QToolButton &modelButton() { return *m_model; }

Q_SIGNALS:
    void aboutModelRequested();

private:
    void refresh();
    void refreshMemory();
    void refreshProgress();
    void showBusy(bool busy);
    void startProgress();
    void advance(int done, int total);

    Session &m_session;
    QToolButton *m_model = nullptr;
    QLabel *m_tokens = nullptr;
    QLabel *m_run = nullptr;
    QLabel *m_memory = nullptr;
    QLabel *m_edits = nullptr;
    HintLine *m_hint = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_progressText = nullptr;
    QLabel *m_kept = nullptr;
    QTimer *m_delay = nullptr;
    QTimer *m_seconds = nullptr; ///< while something counts: the time left, what a long run has in memory
    QElapsedTimer m_started; ///< what is being done
    int m_doneLayers = 0;
    int m_takenOver = 0; ///< of the layers done
    qint64 m_lastLayer = 0; ///< when it was done, in milliseconds since m_started
    int m_layers = 0; ///< of the run in hand, 0: it has not said yet
};

} // namespace headscope
