// The bottom line: model and size, tokens, device and time of the last run, memory, notes, and the keys that work here.
#pragma once

#include "ui/session/session.h"

#include <QFrame>

class QLabel;

namespace headscope {

class StatusLine : public QFrame {
    Q_OBJECT

public:
    explicit StatusLine(Session &session, QWidget *parent = nullptr);

    void setHint(const QString &keys);

private:
    void refresh();

    Session &m_session;
    QLabel *m_model = nullptr;
    QLabel *m_tokens = nullptr;
    QLabel *m_run = nullptr;
    QLabel *m_memory = nullptr;
    QLabel *m_edits = nullptr;
    QLabel *m_hint = nullptr;
};

} // namespace headscope
