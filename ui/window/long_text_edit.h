// A text of several lines in which every key is as quick in a megabyte as in a sentence, whether it has paragraphs or not. Qt lays a block
// out anew with each key, so a long paragraph is kept in pieces, blocks of some thousand characters that follow each other. Where one ends
// is no part of the text: nothing is copied, counted or removed there. Undo takes back pieces with what made them.
// Trap: positions of QTextCursor count the ends of pieces; text(), select() and what is copied do not.
#pragma once

#include <QPlainTextEdit>

#include <vector>

namespace headscope {

class LongTextEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    /// By hand a text does not become longer than `most` characters; setText() takes all.
    explicit LongTextEdit(int most, QWidget *parent = nullptr);

    /// With "\n" between paragraphs.
    QString text() const;
    /// Without a way back to the text before.
    void setText(const QString &text);
    /// A part of text(); `length` 0: the cursor.
    void select(qsizetype start, qsizetype length);

Q_SIGNALS:
    void edited();
    void tooLong(int limit);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;
    bool canInsertFromMimeData(const QMimeData *source) const override;
    QMimeData *createMimeDataFromSelection() const override;

private:
    /// What was changed since the last tidying, as positions of the document.
    struct Change {
        int from = 0;
        int removed = 0;
        int added = 0;
    };

    void tidy();
    void stepOverEnd(const QKeyEvent &key);
    qsizetype room() const;

    const int m_most;
    Change m_change;
    std::vector<bool> m_goesOn; ///< of each block: does it go on with the paragraph of the one before?
    bool m_isOurs = false; ///< the change that goes on
};

} // namespace headscope
