// One line under the top bars that says what went wrong or was cut, until it is dismissed or no longer true.
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace headscope {

class NoticeBar : public QFrame {
    Q_OBJECT

public:
    explicit NoticeBar(QWidget *parent = nullptr);

    /// `action` is what a button beside the message offers to do about it; empty: there is none.
    void showError(const QString &message, const QString &action = {});
    void showNote(const QString &message, const QString &action = {});
    void clear();
    /// The whole message; the bar shows the beginning of a long one.
    QString text() const;
    bool isError() const { return m_error; }
    /// Hidden while nothing is offered.
    QToolButton &actionButton() { return *m_action; }

Q_SIGNALS:
    /// The user wants to read all of a long error.
    void detailsRequested(const QString &message);
    void actionRequested();
    /// By hand.
    void dismissed();

private:
    void showMessage(const QString &message, const QString &action, bool error);

    QLabel *m_label = nullptr;
    QToolButton *m_action = nullptr;
    QToolButton *m_details = nullptr;
    QString m_message;
    bool m_error = false;
};

} // namespace headscope
