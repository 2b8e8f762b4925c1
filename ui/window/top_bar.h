// Workspaces, the sentence (and beneath it the second sentence of a pair, or what a decoder says), the model and Export.
#pragma once

#include "ui/session/session.h"

#include <QFrame>

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace headscope {

class SegmentedControl;

class TopBar : public QFrame {
    Q_OBJECT

public:
    explicit TopBar(Session &session, QWidget *parent = nullptr);

    QLineEdit &sentence() { return *m_sentence; }
    /// The second sentence, or the decoder's text; hidden while there is none.
    QLineEdit &second() { return *m_second; }
    QPushButton &modelButton() { return *m_model; }
    /// Adds a second sentence: hidden where the model takes none.
    QToolButton &addPairButton() { return *m_addPair; }
    QToolButton &removePairButton() { return *m_removePair; }
    /// Makes room for a new text: there only while the sentence is too long to be shown, and edited, on one line.
    QToolButton &newTextButton() { return *m_newText; }
    /// How many things there are to know about the model: hidden while there is nothing.
    QToolButton &badge() { return *m_badge; }
    void setWorkspace(int index);
    /// One row, low, without the program's name; the menus are behind a button.
    void setCompact(bool compact);
    /// Opens the menus while there is no menu bar.
    QToolButton &menuButton() { return *m_menu; }

Q_SIGNALS:
    void workspaceChosen(int index);
    void exportRequested();
    void aboutModelRequested();
    /// The text field cannot hold what was pasted.
    void textTooLong(int limit);
    /// Somebody typed or pasted into a part of a text that is too long for its line.
    void tooLongToEdit();
    /// Enter in a text: the keyboard goes to the canvas.
    void leftSentence();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QLineEdit *addField(const QString &name);
    void showModel();
    void showTexts();
    void arrange();
    void openPair();
    bool replacesLongText(QLineEdit &field, const QEvent &event);
    void setTextOf(const QLineEdit &field, const QString &text);

    Session &m_session;
    QGridLayout *m_layout = nullptr;
    QToolButton *m_menu = nullptr;
    QLabel *m_brand = nullptr;
    SegmentedControl *m_workspaces = nullptr;
    QLabel *m_lead = nullptr; ///< "A", "Encoder reads"
    QLineEdit *m_sentence = nullptr;
    QToolButton *m_newText = nullptr;
    QToolButton *m_addPair = nullptr;
    QLabel *m_secondLead = nullptr; ///< "B", "Decoder says"
    QLineEdit *m_second = nullptr;
    QToolButton *m_removePair = nullptr;
    QPushButton *m_model = nullptr;
    QToolButton *m_badge = nullptr;
    QPushButton *m_export = nullptr;
    bool m_compact = false;
};

} // namespace headscope
