// A text in several lines, on a sheet beneath its field: for texts that have lines or are long (long_text_edit.h).
#pragma once

#include <QFrame>
#include <QPointer>

class QLabel;

namespace headscope {

class LongTextEdit;

class TextEditor : public QFrame {
    Q_OBJECT

public:
    /// Lies over `host`. Created hidden.
    explicit TextEditor(QWidget &host);

    /// Beneath the field, with the part that is selected there; `length` 0: the cursor.
    void open(QWidget &field, const QString &text, qsizetype start, qsizetype length);
    void leave();
    /// The text was changed elsewhere.
    void showText(const QString &text);
    /// With real line ends; what stands in the sheet.
    QString text() const;
    /// What was cut, in words.
    void showCut(const QString &words);
    QString said() const;
    LongTextEdit &edit();

Q_SIGNALS:
    void edited(const QString &text);
    /// More than so many characters are not taken by hand.
    void tooLong(int limit);
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void emitEdited();

    QPointer<QWidget> m_field;
    LongTextEdit *m_edit;
    QLabel *m_said;
    QLabel *m_count;
};

} // namespace headscope
