// One line under the top bars that says what went wrong or was cut, until it is dismissed or no longer true.
#pragma once

#include <QFrame>

class QLabel;

namespace headscope {

class NoticeBar : public QFrame {
    Q_OBJECT

public:
    explicit NoticeBar(QWidget *parent = nullptr);

    void showError(const QString &message);
    void showNote(const QString &message);
    void clear();
    QString text() const;
    bool isError() const { return m_error; }

private:
    void showMessage(const QString &message, bool error);

    QLabel *m_label = nullptr;
    bool m_error = false;
};

} // namespace headscope
