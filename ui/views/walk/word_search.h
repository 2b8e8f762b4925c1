// The field that looks a word up among the logits of a large vocabulary. Off the window's thread: a tokenizer's rules may take long.
#pragma once

#include "src/models/model.h"
#include "ui/jobs/job.h"

#include <QLineEdit>

#include <memory>
#include <stop_token>
#include <vector>

namespace headscope {

/// Vocabulary entries that a word may be: as it is, and as it stands behind another word. A word of several pieces gives its first.
/// Some of them or none when stopped.
std::vector<int> entriesOf(const Tokenizer &tokenizer, const QString &word, const std::stop_token &stop = {});

class WordSearch : public QLineEdit {
    Q_OBJECT

public:
    explicit WordSearch(QWidget *parent);

    QSize sizeHint() const override;
    /// found() or failed() follows, of the newest word only.
    void look(const std::shared_ptr<const Model> &model, const QString &word);

Q_SIGNALS:
    void found(const std::shared_ptr<const headscope::Model> &model, const std::vector<int> &entries);
    void failed(const QString &problem);
    /// Escape: back to the picture.
    void left();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    Job m_job;
};

} // namespace headscope
