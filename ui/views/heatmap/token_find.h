// "Find a token": a small field in the corner of the heatmap, with n of m, that steps through the rows and columns whose text matches.
#pragma once

#include <QFrame>
#include <QLabel>
#include <QLineEdit>
#include <QStringList>

#include <vector>

namespace headscope {

/// A place found: a token that asks, one that is looked at, or both where the two texts are one. −1: not of this kind.
struct FoundToken {
    int row = -1;
    int column = -1;
    bool operator==(const FoundToken &) const = default;
};

/// Where `text` begins in the labels read one after the other, whatever the case of its letters; it may go over several tokens. The sign
/// for a space counts as one. Rows first, then columns unless they are the same text. Nothing for an empty text.
std::vector<FoundToken> findTokens(const QStringList &rows, const QStringList &columns, bool sameText, const QString &text);

class TokenFind : public QFrame {
    Q_OBJECT

public:
    explicit TokenFind(QWidget *parent);

    /// Opens with the text of last time selected.
    void open();
    void close();
    /// What is searched; what was found is looked for again.
    void setLabels(const QStringList &rows, const QStringList &columns, bool sameText);
    /// −1, −1: nothing.
    FoundToken current() const;
    int count() const { return int(m_found.size()); }
    QLineEdit &field() { return *m_field; }

Q_SIGNALS:
    /// current() is another, by typing or stepping.
    void moved();
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void search();
    void step(int by);
    void tell();

    QLineEdit *m_field;
    QLabel *m_count;
    QStringList m_rows;
    QStringList m_columns;
    bool m_sameText = true;
    std::vector<FoundToken> m_found;
    int m_index = 0;
};

} // namespace headscope
