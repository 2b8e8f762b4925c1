#include "ui/views/walk/word_search.h"

#include <QKeyEvent>

#include <algorithm>

namespace headscope {

std::vector<int> entriesOf(const Tokenizer &tokenizer, const QString &word, const std::stop_token &stop)
{
    std::vector<int> entries;
    const std::string text = word.trimmed().toStdString();
    if (text.empty())
        return entries;
    for (const std::string &form : {" " + text, text}) {
        for (const Token &token : tokenizer.encode(form, stop)) {
            if (token.sequence < 0) // put there by the tokenizer
                continue;
            if (std::find(entries.begin(), entries.end(), token.id) == entries.end())
                entries.push_back(token.id);
            break;
        }
    }
    return entries;
}

WordSearch::WordSearch(QWidget *parent)
    : QLineEdit(parent)
    , m_job(this)
{
    setPlaceholderText(tr("Find a word"));
    setAccessibleName(tr("Find a word among the logits"));
    setToolTip(tr("Shows this word beside the likeliest ones"));
    setClearButtonEnabled(true);
    setMaxLength(80);
}

void WordSearch::look(const std::shared_ptr<const Model> &model, const QString &word)
{
    m_job.start([model, word](const JobLink &link) { return entriesOf(model->tokenizer(), word, link.stop()); },
        [this, model](const std::vector<int> &entries) { Q_EMIT found(model, entries); },
        [this](const QString &problem) { Q_EMIT failed(problem); });
}

QSize WordSearch::sizeHint() const
{
    return {180, QLineEdit::sizeHint().height()};
}

void WordSearch::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        Q_EMIT left();
        return;
    }
    QLineEdit::keyPressEvent(event);
    // The canvas around it steps through the stages with these.
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right || event->key() == Qt::Key_Space || event->key() == Qt::Key_Home
        || event->key() == Qt::Key_End)
        event->accept();
}

} // namespace headscope
