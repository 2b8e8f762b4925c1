// A text in several lines, on a sheet beneath its field: for texts that have lines or are long. Every key is as quick in a megabyte as in a
// sentence, as long as it has paragraphs: the text is laid out paragraph by paragraph.
// Trap: one of more than kLongestParagraph characters would take longer for each key than anyone waits. Then the sheet shows the beginning,
// says so, and what is typed or pasted over all of it takes its place.
#pragma once

#include <QFrame>
#include <QPointer>

class QLabel;
class QPlainTextEdit;

namespace headscope {

class LongTextEdit;

class TextEditor : public QFrame {
    Q_OBJECT

public:
    static constexpr int kLongestParagraph = 200'000;

    /// Lies over `host`. Created hidden.
    explicit TextEditor(QWidget &host);

    /// Beneath the field, with the part that is selected there; `length` 0: the cursor.
    void open(QWidget &field, const QString &text, qsizetype start, qsizetype length);
    void leave();
    /// The text was changed elsewhere.
    void showText(const QString &text);
    /// With real line ends; what stands in the sheet.
    QString text() const;
    /// Can it be changed key by key?
    bool holdsAll() const;
    /// What was cut, in words.
    void showCut(const QString &words);
    QString said() const;
    QPlainTextEdit &edit();

Q_SIGNALS:
    void edited(const QString &text);
    /// More than so many characters are not taken by hand.
    void tooLong(int limit);
    void left();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();
    void say();
    void emitEdited();

    QPointer<QWidget> m_field;
    LongTextEdit *m_edit;
    QLabel *m_said;
    QLabel *m_count;
    QString m_cut;
    bool m_refused = false; ///< a key that would have changed a text of which only the beginning is here
};

} // namespace headscope
