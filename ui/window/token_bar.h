// The pieces of the sentence (of an encoder-decoder: of both texts), what was generated, and which layer and head are looked at.
#pragma once

#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QFrame>

class QBoxLayout;
class QComboBox;
class QLabel;
class QToolButton;

namespace headscope {

class GenerationBar;
class TokenStrip;

class TokenBar : public QFrame {
    Q_OBJECT

public:
    TokenBar(Session &session, Selection &selection, QWidget *parent = nullptr);

    /// Stack 1 is the decoder's, hidden for models of one stack.
    TokenStrip &strip(int stack = 0) { return *m_strips[stack]; }
    /// Low: chips without their ids, the texts of an encoder-decoder beside each other.
    void setCompact(bool compact);
    GenerationBar &generation() { return *m_generation; }
    QToolButton &generateButton() { return *m_generate; }
    /// Masks the pinned token; hidden for models that do not guess hidden words.
    QToolButton &maskButton() { return *m_mask; }

Q_SIGNALS:
    /// Generate, or stop generating.
    void generateRequested();

private:
    void showTokens();
    void showStrip(int stack);
    void showChoices();
    void describeHeads();
    void arrange();
    void showGenerate();
    void alignNames();
    void showMask();
    void showMenu(int stack, int token, const QPoint &place);
    void follow(Selection::Changes what);
    void markActive();

    Session &m_session;
    Selection &m_selection;
    QBoxLayout *m_rows = nullptr;
    bool m_compact = false;
    QLabel *m_names[2] = {nullptr, nullptr};
    TokenStrip *m_strips[2] = {nullptr, nullptr};
    GenerationBar *m_generation = nullptr;
    QToolButton *m_generate = nullptr;
    QToolButton *m_mask = nullptr;
    QComboBox *m_layer = nullptr;
    QComboBox *m_head = nullptr;
};

} // namespace headscope
