// The pieces of the sentence, and which layer and head are looked at.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QFrame>

class QComboBox;

namespace headscope {

class TokenStrip;

class TokenBar : public QFrame {
    Q_OBJECT

public:
    TokenBar(Session &session, Selection &selection, QWidget *parent = nullptr);

    TokenStrip &strip() { return *m_strip; }

private:
    void showTokens();
    void showChoices();
    void follow(Selection::Changes what);

    Session &m_session;
    Selection &m_selection;
    TokenStrip *m_strip = nullptr;
    QComboBox *m_layer = nullptr;
    QComboBox *m_head = nullptr;
};

} // namespace headscope
