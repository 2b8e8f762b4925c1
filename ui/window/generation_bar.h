// What the model generated: a slider that goes through the tokens, each with the row whose attention made it; the tokens can become
// typed text.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QFrame>

class QLabel;
class QSlider;
class QToolButton;

namespace headscope {

class GenerationBar : public QFrame {
    Q_OBJECT

public:
    GenerationBar(Session &session, Selection &selection, QWidget *parent = nullptr);

    QSlider &slider() { return *m_slider; }
    /// Which of the generated tokens is looked at, counted from 0; −1: none.
    int current() const;

Q_SIGNALS:
    /// The place of the token that is looked at among all tokens, or −1.
    void madeChanged(int token);

private:
    void refresh();
    void show(int index);

    Session &m_session;
    Selection &m_selection;
    QLabel *m_name = nullptr;
    QSlider *m_slider = nullptr;
    QLabel *m_text = nullptr;
    QToolButton *m_use = nullptr;
    QToolButton *m_clear = nullptr;
};

} // namespace headscope
