// One of the texts on one line. A text that has several lines, or is too long for one, is not edited here: the line then says how it
// begins, and any key or click asks for the editor of several lines (text_editor.h). What of a text was not run, or was cut, stands in the
// field.
#pragma once

#include <QLineEdit>

class QLabel;
class QToolButton;

namespace headscope {

class TextField : public QLineEdit {
    Q_OBJECT

public:
    explicit TextField(QWidget *parent = nullptr);

    /// Would the line show all of it, and could it be edited in it?
    static bool fits(const QString &text);
    void showText(const QString &text);
    /// The line is the text, not what stands for it.
    bool holdsAll() const { return !isReadOnly(); }
    /// In a few words, and in all of them for the tooltip; empty: nothing was cut.
    void showCut(const QString &words, const QString &whole);
    QString cut() const;
    QToolButton &moreButton() { return *m_more; }

Q_SIGNALS:
    /// `key` is what was typed, for the editor; null: none.
    void editorAsked(QKeyEvent *key);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();
    bool isForEditor(const QKeyEvent &key) const;

    QToolButton *m_more;
    QLabel *m_cut;
};

} // namespace headscope
