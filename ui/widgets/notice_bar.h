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

    void showError(const QString &message);
    void showNote(const QString &message);
    void clear();
    /// The whole message; the bar shows the beginning of a long one.
    QString text() const;
    bool isError() const { return m_error; }

Q_SIGNALS:
    /// The user wants to read all of a long error.
    void detailsRequested(const QString &message);

private:
    void showMessage(const QString &message, bool error);

    QLabel *m_label = nullptr;
    QToolButton *m_details = nullptr;
    QString m_message;
    bool m_error = false;
};

} // namespace headscope
