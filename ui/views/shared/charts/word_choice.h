// The word whose prediction is followed: typed here, or clicked in a view; without a choice it is the likeliest.
#pragma once

#include "ui/jobs/job.h"
#include "ui/session/selection.h"
#include "ui/session/session.h"

#include <QLineEdit>
#include <QPushButton>
#include <QWidget>

#include <memory>
#include <optional>
#include <stop_token>

namespace headscope {

/// The vocabulary entry that a typed word is: with a space before it if the tokenizer has such an entry, else without. Of a word that is
/// several pieces the first, with `pieces` > 1. Nothing for a text without a piece, and when stopped.
struct TypedWord {
    int id = 0;
    int pieces = 1;
};
std::optional<TypedWord> typedWord(const Tokenizer &tokenizer, const QString &text, const std::stop_token &stop = {});

class WordChoice : public QWidget {
    Q_OBJECT

public:
    WordChoice(Session &session, Selection &selection, QWidget *parent = nullptr);

    QLineEdit *field() const { return m_field; }
    QPushButton *likeliest() const { return m_likeliest; }

Q_SIGNALS:
    /// Something about the typed word that the user should know; empty: nothing.
    void said(const QString &message);

private:
    void look();
    void take(const std::shared_ptr<const Model> &model, const QString &text, const std::optional<TypedWord> &word);
    void refresh();

    Session &m_session;
    Selection &m_selection;
    QLineEdit *m_field;
    QPushButton *m_likeliest;
    Job m_job; ///< looks what a text is: a tokenizer's rules may take long
};

} // namespace headscope
