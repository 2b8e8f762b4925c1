// Workspaces, the sentence (and beneath it the second sentence of a pair, or what a decoder says), the model and Export.
#pragma once

#include "ui/session/session.h"
#include "ui/window/text_field.h"

#include <QFrame>

class QGridLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace headscope {

class SegmentedControl;
class TextEditor;

class TopBar : public QFrame {
    Q_OBJECT

public:
    explicit TopBar(Session &session, QWidget *parent = nullptr);

    TextField &sentence() { return *m_sentence; }
    /// The second sentence, or the decoder's text; hidden while there is none.
    TextField &second() { return *m_second; }
    /// The editor of several lines.
    TextEditor &editor() { return *m_editor; }
    /// For the sentence, or the text whose field has the focus; `key` is the first thing that is typed into it.
    void openEditor(TextField &field, QKeyEvent *key = nullptr);
    /// Ready to be typed into, all of it selected: on its line, or in several where one does not do.
    void editSentence();
    QPushButton &modelButton() { return *m_model; }
    /// Adds a second sentence: hidden where the model takes none.
    QToolButton &addPairButton() { return *m_addPair; }
    QToolButton &removePairButton() { return *m_removePair; }
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
    /// Enter in a text: the keyboard goes to the canvas.
    void leftSentence();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    TextField *addField(const QString &name);
    void showModel();
    void showTexts();
    void arrange();
    void openPair();
    QString textOf(const TextField &field) const;
    void setTextOf(const TextField &field, const QString &text);
    void openEditorAt(TextField &field, qsizetype start, qsizetype length);
    void showCut();

    Session &m_session;
    QGridLayout *m_layout = nullptr;
    QToolButton *m_menu = nullptr;
    QLabel *m_brand = nullptr;
    SegmentedControl *m_workspaces = nullptr;
    QLabel *m_lead = nullptr; ///< "A", "Encoder reads"
    TextField *m_sentence = nullptr;
    QToolButton *m_addPair = nullptr;
    QLabel *m_secondLead = nullptr; ///< "B", "Decoder says"
    TextField *m_second = nullptr;
    QToolButton *m_removePair = nullptr;
    QPushButton *m_model = nullptr;
    QToolButton *m_badge = nullptr;
    QPushButton *m_export = nullptr;
    TextEditor *m_editor = nullptr;
    TextField *m_edited = nullptr; ///< whose text is in the editor
    bool m_compact = false;
};

} // namespace headscope
