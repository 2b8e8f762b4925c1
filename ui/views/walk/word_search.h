// The field that looks a word up among the logits of a large vocabulary.
#pragma once

#include "src/tokenizer/tokenizer.h"

#include <QLineEdit>

#include <vector>

namespace headscope {

/// Vocabulary entries that a word may be: as it is, and as it stands behind another word. A word of several pieces gives its first.
std::vector<int> entriesOf(const Tokenizer &tokenizer, const QString &word);

class WordSearch : public QLineEdit {
    Q_OBJECT

public:
    explicit WordSearch(QWidget *parent);

    QSize sizeHint() const override;

Q_SIGNALS:
    /// Escape: back to the picture.
    void left();

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace headscope
