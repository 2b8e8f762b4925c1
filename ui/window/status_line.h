// The bottom line: model and size, tokens, device and time of the last run, memory, edits, and at the right the keys that work here, or how
// far a long run is.
#pragma once

#include "ui/session/session.h"

#include <QFrame>

class QLabel;
class QProgressBar;
class QTimer;
class QToolButton;

namespace headscope {

class StatusLine : public QFrame {
    Q_OBJECT

public:
    explicit StatusLine(Session &session, QWidget *parent = nullptr);

    void setHint(const QString &keys);
    /// A run or an opening that takes long enough to be spoken of.
    bool showsProgress() const;
    QString progressText() const;
    QToolButton &modelButton() { return *m_model; }

Q_SIGNALS:
    void aboutModelRequested();

private:
    void refresh();
    void showBusy(bool busy);
    void startProgress();
    void advance(int done, int total);

    Session &m_session;
    QToolButton *m_model = nullptr;
    QLabel *m_tokens = nullptr;
    QLabel *m_run = nullptr;
    QLabel *m_memory = nullptr;
    QLabel *m_edits = nullptr;
    QLabel *m_hint = nullptr;
    QProgressBar *m_progress = nullptr;
    QLabel *m_progressText = nullptr;
    QTimer *m_delay = nullptr;
    int m_doneLayers = 0;
    int m_layers = 0; ///< of the run in hand, 0: it has not said yet
};

} // namespace headscope
