// Workspaces, the sentence, the model and Export.
#pragma once

#include "ui/session/session.h"

#include <QFrame>

class QLineEdit;
class QPushButton;

namespace headscope {

class SegmentedControl;

class TopBar : public QFrame {
    Q_OBJECT

public:
    explicit TopBar(Session &session, QWidget *parent = nullptr);

    QLineEdit &sentence() { return *m_sentence; }
    QPushButton &modelButton() { return *m_model; }
    void setWorkspace(int index);

Q_SIGNALS:
    void workspaceChosen(int index);
    void exportRequested();
    /// The text field cannot hold what was pasted.
    void textTooLong(int limit);
    /// Enter in the sentence: the keyboard goes to the canvas.
    void leftSentence();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showModel();

    Session &m_session;
    SegmentedControl *m_workspaces = nullptr;
    QLineEdit *m_sentence = nullptr;
    QPushButton *m_model = nullptr;
};

} // namespace headscope
